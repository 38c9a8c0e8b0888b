"""300 secrets in an export: none is in the database, the index, an answer or what is printed."""

import json
import random
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core.records import Question
from tests.dialtone.conftest import Dialtone, app, dialtone, place
from tests.fakes import FakeApp
from tests.ingest.clean.planted import Planted, Planter
from tests.ingest.sources.slack.conftest import stored
from tests.ingest.sources.slack.workspace_export import ADA, BOB, Wire, WorkspaceExport, said

__all__ = ["app", "dialtone", "place"]


def put(chosen: random.Random, planted: Planted, minutes: float) -> list[Wire]:
    """A thread with the secret somewhere: question, answer, code, file, attachment."""
    said_it = planted.text
    answer = said(minutes + 1, BOB, "Try `harbor login` again and use the portal", minutes)
    match chosen.randrange(6):
        case 0:
            return [said(minutes, ADA, said_it + " how do I fix it?"), answer]
        case 1:
            return [
                said(minutes, ADA, "How do I log in?"),
                said(minutes + 1, BOB, "Use this: " + said_it, minutes),
            ]
        case 2:
            file = {"name": "a.env", "mode": "snippet", "preview": said_it}
            return [said(minutes, ADA, "Is my file right?", files=[file]), answer]
        case 3:
            file = {"name": f"{said_it[:200]}.txt", "title": said_it}
            return [said(minutes, ADA, "See my log please?", files=[file]), answer]
        case 4:
            told = {"title": said_it, "fields": [{"title": "x", "value": said_it}]}
            return [said(minutes, ADA, "", attachments=[told]), answer]
    blocks = [
        {"type": "rich_text", "elements": [{"elements": [{"type": "text", "text": said_it}]}]}
    ]
    return [said(minutes, ADA, "", blocks=blocks), answer]


def everything(app: FakeApp) -> str:
    """All that a Dialtone holds, as text."""
    held: list[str] = [repr(thread) for thread in stored(app)]
    for source in app.sources.all():
        held += [repr(document) for document in app.documents.bodies(source.id)]
    with app.database.read() as connection:
        for table in (
            "documents",
            "chunks",
            "chunk_words",
            "thread_words",
            "threads",
            "people",
            "sources",
        ):
            held += [repr(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]
    return "\n".join(held)


def test_no_planted_secret_is_kept_shown_or_found(
    place: Path, dialtone: Dialtone, app: FakeApp
) -> None:
    chosen = random.Random(5)
    planted = list(Planter(5).plant(300))
    export = WorkspaceExport(place / "export")
    for number, each in enumerate(planted):
        export.say("help", *put(chosen, each, number * 600))
    export.files["help/" + planted[0].secret[:20] + ".json"] = "[broken"
    done = dialtone("ingest", "slack-export", export.write(), "--source", "help", "--json")
    assert done.code == 0, done.err
    ran: dict[str, Any] = done.json[0]
    assert sum(ran["masked"].values()) >= 300
    assert ran["threads"] == 300
    held = everything(app)
    files = b"".join(f.read_bytes() for f in (place / "home").rglob("*") if f.is_file())
    answers = [app.answerer.answer(Question(each.text)) for each in planted[::10]]
    shown = json.dumps(ran) + done.err + repr(answers)
    for each in planted[1:]:
        assert not each.is_in(held), each.text
        assert not each.is_in(shown), each.text
        assert each.secret.encode() not in files, each.text
