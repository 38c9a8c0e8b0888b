"""`dialtone search` and `dialtone ask`: one question, or a file of them."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import UserError
from core.records import Answer, AskedBefore, DocumentKind, Page, Question
from dialtone.cli.context import Place, console, explained

if TYPE_CHECKING:
    from dialtone.app import App
    from retrieval.search import Result

Asked = Annotated[str | None, typer.Argument(help="What to look for.", show_default=False)]
Batch = Annotated[
    Path | None,
    typer.Option(
        help="A JSONL file of questions: `id` and `question`, or `question_title` and"
        " `question_body`; optional `history`, and `exclude_threads`, a list of `channel` and `ts`"
        " of threads that may not answer. One JSON line comes out for each, in order.",
        show_default=False,
    ),
]
Only = Annotated[list[str] | None, typer.Option("--source", help="Search only this source.")]
Audience = Annotated[
    list[str] | None, typer.Option(help="Search what these audiences may see. Default: public.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(search)
    app.command()(ask)


def search(
    context: typer.Context,
    question: Asked = None,
    batch: Batch = None,
    top_k: Annotated[int, typer.Option("--top-k", min=1, help="How many pages.")] = 10,
    source: Only = None,
    audience: Audience = None,
    as_json: Json = False,
) -> None:
    """Find the pages that speak of a question, best first, then past threads of help channels.

    Pages and threads are ranked apart: a thread never takes the place of a page.
    """
    with explained(), _app(context.obj) as app:
        if batch:
            for key, asked in _batch(app, batch, question, source, audience):
                started = time.perf_counter()
                _print_line(key, started, _result_json(app.search.find(asked, top_k)))
            return
        result = app.search.find(_question(question, source, audience), top_k)
        if as_json:
            print(json.dumps(_result_json(result), indent=2))
        else:
            from dialtone.cli.show import show_pages

            show_pages(console(), result.pages, [each.page for each in result.past.threads])


def ask(
    context: typer.Context,
    question: Asked = None,
    batch: Batch = None,
    source: Only = None,
    audience: Audience = None,
    as_json: Json = False,
) -> None:
    """Answer a question from the indexed pages, with links, or say that they do not answer it."""
    with explained(), _app(context.obj) as app:
        if batch:
            for key, asked in _batch(app, batch, question, source, audience):
                started = time.perf_counter()
                answer = (app.writer or app.answerer).answer(asked)
                _print_line(key, started, _answer_json(answer, asked))
            return
        asked = _question(question, source, audience)
        answer = (app.writer or app.answerer).answer(asked)
        if as_json:
            print(json.dumps(_answer_json(answer, asked), indent=2))
        else:
            from bot.phrasebook import language_for
            from dialtone.cli.show import show_answer

            show_answer(console(), answer, language_for(asked.whole))


def _app(place: Place) -> "App":
    from core.settings import load
    from dialtone.app import App

    return App(load(home=place.home, config=place.config))


def _question(text: str | None, source: list[str] | None, audience: list[str] | None) -> Question:
    if text is None or not text.strip():
        raise UserError("There is no question.", "Write it in quotes, or name a file with --batch.")
    return Question(text, **_scope(source, audience))


def _scope(source: list[str] | None, audience: list[str] | None) -> dict[str, Any]:
    scope: dict[str, Any] = {"sources": frozenset(source or ())}
    if audience:
        scope["audiences"] = frozenset(audience)
    return scope


def _batch(
    app: "App",
    file: Path,
    question: str | None,
    source: list[str] | None,
    audience: list[str] | None,
) -> Iterator[tuple[Any, Question]]:
    """Every question of the file with its id. A wrong line is refused before the first answer."""
    from dialtone.questions import read_questions

    if question is not None:
        raise UserError("There are a question and a --batch.", "Give one of them.")
    scope = _scope(source, audience)
    every = list(read_questions(file))
    # Loading the model is no part of the first question's seconds.
    if every:
        app.search.find(Question("warm up", **scope), 1)
    for asked in every:
        yield asked.given_id, asked.question(**scope)


def _print_line(key: Any, started: float, body: dict[str, Any]) -> None:
    seconds = round(time.perf_counter() - started, 4)
    # In ASCII: what some readers take for the end of a line may be in a text.
    print(json.dumps({"id": key, **body, "seconds": seconds}), flush=True)


def _result_json(result: "Result") -> dict[str, Any]:
    """Pages first, in an order of their own, then threads."""
    threads = [recalled.page for recalled in result.past.threads]
    return {"results": [_page_json(page) for page in (*result.pages, *threads)]}


def _page_json(page: Page) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "kind": page.kind.value,
        "source": page.source,
        "path": page.path,
        "url": page.url,
        "title": page.title,
        "heading": page.heading,
        "score": round(page.score, 6),
    }
    if page.kind is DocumentKind.THREAD:
        shown |= {
            "channel": page.channel,
            "solved": page.solved,
            "updated_at": page.updated_at.isoformat() if page.updated_at else None,
        }
    return shown


def _asked_json(before: AskedBefore | None) -> dict[str, Any] | None:
    if before is None:
        return None
    return {"count": before.count, "or_more": before.or_more, "since": before.since.isoformat()}


def _answer_json(answer: Answer, asked: Question) -> dict[str, Any]:
    from bot.messages import answer_markdown
    from bot.past_messages import remarks
    from bot.phrasebook import language_for

    return {
        "kind": answer.kind.value,
        "confidence": round(answer.confidence, 4),
        "answer": answer_markdown(answer, language_for(asked.whole)),
        "citations": [
            {
                "source": citation.source,
                "path": citation.path,
                "url": citation.url,
                "quote": citation.quote,
                "kind": citation.kind.value,
                "channel": citation.channel,
                "solved": citation.solved,
                "updated_at": citation.updated_at.isoformat() if citation.updated_at else None,
            }
            for citation in answer.citations
        ],
        "notes": list(remarks(answer)),
        "asked_before": _asked_json(answer.asked_before),
        "see_also": [_page_json(page) for page in answer.see_also],
    }
