"""Backstage entities from a running Backstage, over its catalog API."""

from collections.abc import Iterator
from typing import Any

import httpx

from core.catalog import Flaw
from core.errors import Transient, UserError
from escalation.catalog.declared import Declared, Read

_PAGE = 500
_MOST_PAGES = 2000
_KINDS = ("component", "system", "api", "resource", "domain", "group", "user")


def read_backstage(
    url: str, token: str = "", *, client: httpx.Client | None = None
) -> Iterator[Read]:
    """Every entity that the Backstage at `url` knows, page by page.

    Raises Transient where it does not answer or stops in the middle, UserError where it refuses:
    a catalog that is read only in part would retire the teams that are missing in it.
    """
    own = client or httpx.Client(timeout=30, follow_redirects=False)
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    place = url.rstrip("/") + "/api/catalog/entities"
    try:
        yield from _pages(own, place, headers)
    finally:
        if client is None:
            own.close()


def _pages(client: httpx.Client, place: str, headers: dict[str, str]) -> Iterator[Read]:
    kinds = [f"kind={kind}" for kind in _KINDS]
    wanted: dict[str, Any] = {
        "limit": _PAGE,
        "filter": kinds,
        "orderField": "metadata.uid,asc",
    }
    for turn in range(_MOST_PAGES):
        page = _get(client, f"{place}/by-query", headers, wanted, absent=turn == 0)
        if page is None:
            # Before 1.14 there was no such query, and pages went by number.
            yield from _numbered(client, place, headers, kinds)
            return
        items = page.get("items") if isinstance(page, dict) else None
        if not isinstance(items, list):
            raise UserError(f"{place} gives no entities.", "Is that the address of a Backstage?")
        yield from _declared(items, place)
        info = page.get("pageInfo")
        cursor = info.get("nextCursor") if isinstance(info, dict) else None
        if not cursor:
            return
        wanted = {"limit": _PAGE, "cursor": cursor}
    raise Transient(f"{place} does not come to an end.")


def _numbered(
    client: httpx.Client, place: str, headers: dict[str, str], kinds: list[str]
) -> Iterator[Read]:
    for turn in range(_MOST_PAGES):
        wanted = {"limit": _PAGE, "offset": turn * _PAGE, "filter": kinds}
        items = _get(client, place, headers, wanted)
        if not isinstance(items, list):
            raise UserError(f"{place} gives no entities.", "Is that the address of a Backstage?")
        yield from _declared(items, place)
        if len(items) != _PAGE:
            return
    raise Transient(f"{place} does not come to an end.")


def _declared(items: list[Any], place: str) -> Iterator[Read]:
    for number, item in enumerate(items):
        if isinstance(item, dict):
            yield Declared(_place(item, place), item)
        else:
            yield Flaw(place, f"item {number} is no entity")


def _get(
    client: httpx.Client,
    address: str,
    headers: dict[str, str],
    wanted: dict[str, Any],
    *,
    absent: bool = False,
) -> Any:
    """The JSON there; None where there is nothing at that address and it may be `absent`."""
    try:
        response = client.get(address, params=wanted, headers=headers)
    except httpx.HTTPError as error:
        raise Transient(f"{address} does not answer: {error or type(error).__name__}.") from error
    except httpx.InvalidURL as error:
        raise UserError(f"{address} is no web address: {error}.", "Mend catalog.url.") from error
    if response.status_code in (401, 403):
        raise UserError(
            f"{address} refuses the token ({response.status_code}).",
            "Set DIALTONE_CATALOG__TOKEN to a token that may read the catalog.",
        )
    if response.status_code == 429 or response.status_code >= 500:
        raise Transient(f"{address} answers {response.status_code}.")
    if response.status_code == 404 and absent:
        return None
    if response.status_code != 200:
        raise UserError(
            f"{address} answers {response.status_code}.",
            "Is catalog.url the address of a Backstage?",
        )
    try:
        return response.json()
    except ValueError as error:
        raise Transient(f"{address} gives no JSON.") from error


def _place(item: dict[str, Any], address: str) -> str:
    """Where the entity is declared, as Backstage says; else where it was fetched."""
    metadata = item.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if isinstance(annotations, dict):
        place = annotations.get("backstage.io/managed-by-location")
        if isinstance(place, str):
            return place.removeprefix("url:").removeprefix("file:")
    return address
