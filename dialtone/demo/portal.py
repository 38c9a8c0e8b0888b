"""The sample portal: a page with the bubble on it, and the sample handbook's pages to open."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.web.site import Shelf, Site
from core.records import Document
from dialtone.app import App

PREFIX = "/handbook"
_FRONT = Path(__file__).parent / "portal.html"


def site(app: App) -> Site:
    """The portal over what is indexed, so that every citation opens."""
    pages = {_place(page): page for page in _indexed(app)}
    front = _FRONT if _FRONT.is_file() else None
    return Site(front, (Shelf(PREFIX, lambda path: pages.get(path.strip("/"))),))


def _indexed(app: App) -> list[Document]:
    found = [source.id for source in app.sources.all() if source.name == "handbook"]
    return [page for source_id in found for page in app.documents.bodies(source_id)]


def _place(page: Document) -> str:
    return unquote(urlsplit(page.url).path).removeprefix(PREFIX).strip("/")
