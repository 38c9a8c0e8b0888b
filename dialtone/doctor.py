"""Is this Dialtone well? Each check says what it found and, where it is wrong, the remedy."""

import asyncio
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.catalog import Entity
from core.errors import DialtoneError, UserError
from core.escalation import Delivery
from core.settings import Settings
from dialtone.app import App
from escalation.routing import owner_of

_ROOM_NEEDED = 500_000_000
"""Bytes of free disk below which a run of any size is at risk."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


def examine(settings: Callable[[], Settings]) -> list[Check]:
    """Every check, in the order in which they build on each other."""
    checks = [_python()]
    try:
        chosen = settings()
    except UserError as error:
        return [*checks, Check("settings", False, error.message, error.remedy)]
    checks.append(Check("settings", True, f"home {chosen.home}"))
    checks.append(_disk(chosen.home))
    with App(chosen) as app:
        for name, look in (
            ("database", _database),
            ("index", _index),
            ("embedding model", _model),
            ("index in step", _in_step),
            ("sources", _sources),
            ("catalog", _catalog),
            ("escalations", _escalations),
            ("language model", _language_model),
            ("slack", _slack),
        ):
            checks += _looked(name, app, look)
    return checks


def _looked(name: str, app: App, look: Callable[[App], Iterator[Check]]) -> list[Check]:
    try:
        return list(look(app))
    except UserError as error:
        return [Check(name, False, error.message, error.remedy)]
    except ImportError as error:
        return [Check(name, False, str(error), "Install Dialtone anew: pip install dialtone.")]
    except (DialtoneError, OSError) as error:
        return [Check(name, False, str(error), "Mend this, then run `dialtone doctor` again.")]


def _python() -> Check:
    found = f"Python {platform.python_version()} on {platform.machine()}"
    enough = sys.version_info >= (3, 11)
    return Check("python", enough, found, "" if enough else "Install Python 3.11 or newer.")


def _disk(home: Path) -> Check:
    place = home
    while not place.exists():
        place = place.parent
    if not place.is_dir():
        return Check("disk", False, f"{place} is no folder", "Choose another --home.")
    if not os.access(place, os.W_OK):
        return Check("disk", False, f"{place} cannot be written", "Choose another --home.")
    free = shutil.disk_usage(place).free
    found = f"{free / 1e9:.1f} GB free"
    if free < _ROOM_NEEDED:
        return Check("disk", False, found, "Free some space, or choose another --home.")
    return Check("disk", True, found)


def _database(app: App) -> Iterator[Check]:
    stored = app.passages.count_chunks()
    yield Check("database", True, f"{app.database.name}, {stored:,} passages")


def _index(app: App) -> Iterator[Check]:
    app.index.claim()
    held = sum(app.index.count(name) for name in app.ledger.vector_counts())
    place = app.settings.vectors.url or str(app.settings.chroma_directory)
    yield Check("index", True, f"{place}, {held:,} vectors")


def _model(app: App) -> Iterator[Check]:
    wanted = app.embedder.model
    yield Check("embedding model", True, f"{wanted}, {app.embedder.dimensions} dimensions")
    stored = app.ledger.model()
    if stored not in (None, wanted):
        found = f"the index was made with {stored}"
        yield Check("same model", False, found, "Run `dialtone reindex`.")


def _in_step(app: App) -> Iterator[Check]:
    waiting = app.ledger.count_pending()
    stale = app.ledger.count_stale() + len(app.ledger.dropped())
    apart = [
        name for name, count in app.ledger.vector_counts().items() if app.index.count(name) != count
    ]
    if apart:
        found = f"{len(apart)} collections differ from the database"
        yield Check("index in step", False, found, "Run `dialtone reindex`.")
    elif waiting or stale:
        found = f"{waiting:,} passages wait to be embedded, {stale:,} vectors to be removed"
        yield Check("index in step", False, found, "Run `dialtone ingest` again to finish.")
    else:
        yield Check("index in step", True, "with the database")


def _language_model(app: App) -> Iterator[Check]:
    """One tiny call, where a model is named."""
    name = app.settings.model.name
    if not name:
        return
    from retrieval.model.deadline import Deadline
    from retrieval.model.faults import ModelAway, fault_of

    try:
        usage = app.chat.check(Deadline.after(app.settings.model.seconds))
    except UserError:
        raise
    except ModelAway as error:
        remedy = "Check that it is up, or raise model.seconds; answers are extracts meanwhile."
        yield Check("language model", False, f"{name}: {error}", remedy)
    except Exception as error:  # noqa: BLE001  whatever a provider's package raises
        fault = fault_of(error)
        yield Check("language model", False, f"{name}: {fault.words}", fault.remedy)
    else:
        counted = "" if usage.counted else "; it does not count its tokens, so they are estimated"
        found = f"{name} answers; {usage.tokens_in + usage.tokens_out} tokens{counted}"
        yield Check("language model", True, found)


def _slack(app: App) -> Iterator[Check]:
    """Tokens, scopes, channels and events, where there is a Slack to talk to."""
    settings = app.settings.slack
    if not settings.enabled:
        return
    from bot.slack.checkup import examine as examine_slack

    for finding in asyncio.run(examine_slack(settings, app.slack_stores.inbox)):
        yield Check(finding.name, finding.ok, finding.found, finding.remedy)


def _sources(app: App) -> Iterator[Check]:
    stored = app.sources.all()
    if not stored:
        remedy = "Read one: dialtone ingest folder PATH --source NAME"
        yield Check("sources", False, "none yet", remedy)
    for source in stored:
        found = f"{source.documents:,} pages, {source.chunks:,} passages"
        name = f"source {source.name}"
        if source.last_read_at is None:
            remedy = "Its reading was interrupted: run its `dialtone ingest` again."
            yield Check(name, False, found, remedy)
        elif source.last_counts.get("failed"):
            failed = f"{found}; {source.last_counts['failed']:,} failed in the last run"
            yield Check(name, True, failed, "Run its `dialtone ingest` again to see which.")
        else:
            yield Check(name, True, found)


def _catalog(app: App) -> Iterator[Check]:
    stored = app.catalogs.load()
    if not (stored.teams or stored.entities):
        found = "none: every question for a human goes to the triage team"
        declared = app.settings.catalog.declared
        yield Check("catalog", not declared, found, "Run `dialtone catalog load`." * declared)
        return
    living = sum(not team.gone for team in stored.teams.values())
    found = f"{len(stored.entities):,} entities, {living:,} teams"
    if error := app.catalogs.error():
        read = app.catalogs.read_at()
        when = f" since {read:%Y-%m-%d %H:%M} UTC" if read else ""
        remedy = "Mend it, then run `dialtone catalog load`; what was read before is used."
        yield Check("catalog", False, f"{found}, not read again{when}: {error}", remedy)
    elif stored.flaws:
        remedy = "Run `dialtone catalog` to see what is wrong; the rest is used."
        yield Check("catalog", True, f"{found}, {len(stored.flaws):,} flaws", remedy)
    else:
        yield Check("catalog", True, found)
    missing: dict[str, list[Entity]] = {}
    for entity, owner in stored.orphans():
        missing.setdefault(owner, []).append(entity)
    for owner, entities in sorted(missing.items()):
        takers = {team.called if (team := owner_of(e, stored)) else "triage" for e in entities}
        names = ", ".join(entity.name for entity in entities[:5])
        more = f" and {len(entities) - 5} more" if len(entities) > 5 else ""
        yield Check(
            f"owner {owner}",
            False,
            f"owns {names}{more} and does not exist; questions go to {', '.join(sorted(takers))}",
            "Give them an owner in the catalog, then run `dialtone catalog load`.",
        )


def _escalations(app: App) -> Iterator[Check]:
    unrouted = len(app.escalations.unrouted(limit=1_000_000))
    stuck = app.deliveries.stuck()
    if not unrouted and not stuck:
        yield Check("escalations", True, "everybody who is to be told of one was told")
    if unrouted:
        found = f"{unrouted:,} calls for a human wait for a running server"
        yield Check("escalations", False, found, "Start one: dialtone serve")
    of_call: dict[str, list[Delivery]] = {}
    for delivery in stuck:
        of_call.setdefault(delivery.escalation_id, []).append(delivery)
    for escalation_id, mine in of_call.items():
        told = [f"{one.purpose.value} to {one.to.name}: {one.error}" for one in mine]
        yield Check(
            f"undelivered {escalation_id}",
            False,
            "; ".join(dict.fromkeys(told)),
            "Mend the notifier, or answer at the desk (/desk); it is tried again now and then.",
        )
