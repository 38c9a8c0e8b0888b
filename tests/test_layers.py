"""Imports only go down."""

from pathlib import Path

import pytest

from tests.layers import ROOMS, violations

ROOT = Path(__file__).parent.parent


def test_every_room_keeps_the_import_rule() -> None:
    assert violations(ROOT) == []


def test_every_room_is_looked_at() -> None:
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    assert packages - {"tests", "benchmarks"} == set(ROOMS)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("core/records.py", "import ingest.chunk"),
        ("core/ports.py", "from retrieval import search"),
        ("ingest/pipeline.py", "from retrieval.vectors import ChromaIndex"),
        ("ingest/pipeline.py", "def late():\n    from dialtone.app import App"),
        ("retrieval/search.py", "from ingest.chunk import chunk"),
        ("retrieval/search.py", "from ..bot import messages"),
        ("analytics/themes.py", "import importlib\nimportlib.import_module('retrieval.words')"),
        ("escalation/desk.py", "from bot.messages import age"),
        ("bot/assistant.py", "from ingest.pipeline import Pipeline"),
        ("bot/assistant.py", "from dialtone.app import App"),
        ("core/records.py", "import sqlalchemy"),
        ("retrieval/lexical.py", "from sqlalchemy import select"),
        ("dialtone/doctor.py", "from alembic import command"),
        ("dialtone/doctor.py", "from chromadb.errors import NotFoundError"),
        ("dialtone/cli/serve.py", "from fastapi import FastAPI"),
        ("retrieval/search.py", "from starlette.responses import Response"),
        ("escalation/notify/pagerduty.py", "import slack_sdk"),
        ("ingest/sources/folder.py", "from slack_bolt import App"),
        ("core/errors.py", "from tests.fakes import page"),
        ("retrieval/embedder.py", "import os\nHOME = os.environ['HOME']"),
        ("retrieval/embedder.py", "import os\nHOME = os.getenv('HOME')"),
        ("dialtone/app.py", "from os import environ"),
    ],
)
def test_a_bad_import_is_found(tmp_path: Path, place: str, line: str) -> None:
    _write(tmp_path, place, line)
    found = violations(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(f"{place}:{1 + line.count(chr(10))}: ")


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("core/db/engine.py", "import sqlalchemy\nfrom alembic import command"),
        ("core/settings.py", "import os\nHOME = os.environ['HOME']"),
        ("retrieval/vectors.py", "import chromadb"),
        ("bot/web/server.py", "import fastapi\nfrom retrieval.search import Search"),
        ("ingest/sources/slack_live.py", "import slack_sdk\nfrom ingest.chunk import chunk"),
        ("escalation/notify/slack.py", "import slack_sdk\nfrom .. import desk"),
        ("dialtone/app.py", "import ingest, retrieval, bot, escalation, analytics, core"),
        ("core/records.py", "import os\nos.getcwd()\nimport corelib"),
    ],
)
def test_a_good_import_is_not(tmp_path: Path, place: str, line: str) -> None:
    _write(tmp_path, place, line)
    assert violations(tmp_path) == []


def _write(root: Path, place: str, text: str) -> None:
    file = root / place
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
