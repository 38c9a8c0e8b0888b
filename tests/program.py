"""The real `dialtone` command with an embedder without a model, in a process of its own.

`python -m tests.program --home DIR ingest folder DIR --source NAME`. Steps are small, so that a
small run has many, and each batch of embeddings takes a moment, so that a run can be caught.
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import dialtone.app
import ingest.pipeline
from core.ports import Vectors
from dialtone.cli import main
from tests.fakes import FakeApp, HashEmbedder

PAUSE = 0.01


class SlowEmbedder(HashEmbedder):
    """Takes a moment for each batch."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(PAUSE)
        return super().embed_passages(texts)


class SlowApp(FakeApp):
    """The real App but for the model."""

    def __init__(self, settings: object) -> None:
        super().__init__(settings)  # type: ignore[arg-type]
        self.fake = SlowEmbedder(self.settings.embedding.model)


def run(arguments: Sequence[str], began: Path | None = None, said: Path | None = None) -> None:
    """The command with these arguments. `began` is made when everything is imported.

    What it prints goes to the file `said`, where one is given.
    """
    if said:
        to = os.open(said, os.O_WRONLY | os.O_CREAT)
        os.dup2(to, 1)
        os.dup2(to, 2)
    dialtone.app.App = SlowApp  # type: ignore[misc]
    ingest.pipeline._PAGES_AT_ONCE = 4
    ingest.pipeline._CHUNKS_AT_ONCE = 8
    sys.argv = ["dialtone", *arguments]
    if began:
        began.touch()
    main()


if __name__ == "__main__":
    run(sys.argv[1:])
