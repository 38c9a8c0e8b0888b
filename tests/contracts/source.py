"""What every Source keeps, whatever it reads. Inherit SourceContract and override `world`."""

import json
import re
from collections.abc import Sequence
from typing import Protocol

import pytest

from core.errors import Transient, UserError
from core.ports import Source
from core.records import BlockKind, Document, Failed, Found, Known, Unchanged


class World(Protocol):
    """The place a source reads from, as a test changes it. Starts with no page."""

    def source(self, *, owner: str = "", audience: str = "public") -> Source:
        """A new source over this place; its name is `docs`."""

    def write(self, path: str, title: str, text: str) -> None:
        """Add or replace the page that the source will call `path`."""

    def remove(self, path: str) -> None:
        """Take the page away."""

    def spoil(self, path: str) -> None:
        """Leave the page there in a state in which it cannot be read."""

    def vanish(self) -> None:
        """Make the whole place unreachable."""

    def path(self, name: str) -> str:
        """What a page of this name is called here, such as `a` -> `a.html`."""


def remembered(found: Sequence[Found]) -> dict[str, Known]:
    """What the store hands back after a run that found this."""
    return {
        item.path: Known(item.fingerprint, json.loads(json.dumps(dict(item.state))))
        for item in found
        if isinstance(item, Document)
    }


class SourceContract:
    """The promises of core.ports.Source."""

    @pytest.fixture
    def world(self) -> World:
        raise NotImplementedError

    @pytest.fixture
    def filled(self, world: World) -> World:
        """Three pages."""
        for name in ("deploy", "rollback", "secrets"):
            world.write(world.path(name), f"How to {name}", f"First open the {name} page.")
        return world

    def test_yields_every_page_once(self, filled: World) -> None:
        found = list(filled.source().read({}))
        assert all(isinstance(item, Document) for item in found)
        paths = sorted(item.path for item in found)
        assert paths == [filled.path(name) for name in ("deploy", "rollback", "secrets")]

    def test_fills_a_document(self, filled: World) -> None:
        document = _by_path(filled, {})[filled.path("deploy")]
        assert isinstance(document, Document)
        assert document.source == "docs"
        assert document.title == "How to deploy"
        assert "First open the deploy page." in [block.text for block in document.blocks]
        assert all(block.kind in BlockKind for block in document.blocks)
        assert re.fullmatch("[0-9a-f]{64}", document.fingerprint)
        assert document.updated_at is None or document.updated_at.tzinfo is not None
        assert json.loads(json.dumps(dict(document.state))) == document.state

    def test_hands_on_owner_and_audience(self, filled: World) -> None:
        found = list(filled.source(owner="platform", audience="staff").read({}))
        assert {(d.owner, d.audience) for d in found if isinstance(d, Document)} == {
            ("platform", "staff")
        }

    def test_a_setting_that_changes_pages_reads_them_anew(self, filled: World) -> None:
        known = remembered(list(filled.source().read({})))
        found = list(filled.source(audience="staff").read(known))
        assert len(found) == 3
        assert all(isinstance(item, Document) for item in found)

    def test_unchanged_pages_are_unchanged(self, filled: World) -> None:
        known = remembered(list(filled.source().read({})))
        assert _by_path(filled, known) == {path: Unchanged(path) for path in known}

    def test_a_changed_page_is_a_new_document(self, filled: World) -> None:
        known = remembered(list(filled.source().read({})))
        path = filled.path("rollback")
        filled.write(path, "How to rollback", "Now it is one command.")
        found = _by_path(filled, known)
        changed = found.pop(path)
        assert isinstance(changed, Document)
        assert changed.fingerprint != known[path].fingerprint
        assert [block.text for block in changed.blocks] == ["Now it is one command."]
        assert all(isinstance(item, Unchanged) for item in found.values())

    def test_an_added_page_is_found(self, filled: World) -> None:
        known = remembered(list(filled.source().read({})))
        filled.write(filled.path("on-call"), "On call", "Who has the pager.")
        found = _by_path(filled, known)
        assert isinstance(found[filled.path("on-call")], Document)
        assert len(found) == 4

    def test_a_removed_page_is_not_yielded(self, filled: World) -> None:
        known = remembered(list(filled.source().read({})))
        filled.remove(filled.path("secrets"))
        assert set(_by_path(filled, known)) == {filled.path("deploy"), filled.path("rollback")}

    def test_a_bad_page_fails_alone_and_keeps_what_is_stored(self, filled: World) -> None:
        known = remembered(list(filled.source().read({})))
        path = filled.path("rollback")
        filled.spoil(path)
        found = _by_path(filled, known)
        failed = found.pop(path)
        assert isinstance(failed, Failed)
        assert failed.reason
        assert len(found) == 2
        assert all(isinstance(item, Unchanged) for item in found.values())

    def test_a_place_that_cannot_be_seen_raises(self, filled: World) -> None:
        known = remembered(list(filled.source().read({})))
        filled.vanish()
        with pytest.raises((Transient, UserError)) as raised:
            list(filled.source().read(known))
        assert str(raised.value)

    def test_fingerprints_do_not_depend_on_the_run(self, filled: World) -> None:
        first, second = (remembered(list(filled.source().read({}))) for _ in range(2))
        assert {path: page.fingerprint for path, page in first.items()} == {
            path: page.fingerprint for path, page in second.items()
        }

    def test_the_count_is_right_or_not_told(self, filled: World) -> None:
        source = filled.source()
        assert source.count() in (None, len(list(source.read({}))))


def _by_path(world: World, known: dict[str, Known]) -> dict[str, Found]:
    found = list(world.source().read(known))
    by_path = {item.path: item for item in found}
    assert len(by_path) == len(found), "a page was yielded twice"
    return by_path
