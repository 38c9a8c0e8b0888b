"""A site that the server shows beside the API: its front page, and shelves of documents."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.web.pages import Page
from bot.web.problems import documented, not_found
from bot.web.render import markdown_html
from core.records import Block, BlockKind, Document


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents to be read at an address of ours, such as the sample handbook's."""

    prefix: str
    """Where it stands, such as `/handbook`."""
    find: Callable[[str], Document | None]
    """The document at an address below the prefix."""


@dataclass(frozen=True, slots=True)
class Site:
    """What stands beside the API. Without a front page of its own, `/` is all conversation."""

    front: Path | None = None
    shelves: tuple[Shelf, ...] = ()


_STYLE = (
    "body{max-width:46rem;margin:2rem auto;padding:0 1.2rem;font:16px/1.6 system-ui,sans-serif;"
    "color-scheme:light dark}pre{overflow:auto;padding:1rem;border:1px solid #8884;"
    "border-radius:8px}table{border-collapse:collapse}td,th{border:1px solid #8886;"
    "padding:.3rem .6rem;text-align:left}:target{background:#fd06}"
)


def shelf_router(shelf: Shelf) -> APIRouter:
    """The route of one shelf."""
    router = APIRouter(include_in_schema=False)

    @router.get(f"{shelf.prefix}/{{path:path}}", response_class=Response, responses=documented(404))
    async def read(request: Request, path: str) -> Response:
        """One document as a page."""
        document = shelf.find(path)
        if document is None:
            raise not_found("page")
        html = document_html(document, f"{shelf.prefix}/{path}")
        return Page.made(html.encode(), ".html").answer(request)

    return router


def document_html(document: Document, address: str) -> str:
    """A document as a page of its own. Links lead to its neighbours; all others are text."""
    title = escape(document.title)
    body = "\n".join(_block(block, address) for block in document.blocks)
    if not any(block.kind is BlockKind.HEADING and block.level == 1 for block in document.blocks):
        body = f"<h1>{title}</h1>\n{body}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>{body}</main>"
        '<script src="/widget.js"></script></body></html>\n'
    )


def _block(block: Block, address: str) -> str:
    text = _inline(block, address)
    if block.kind is BlockKind.HEADING:
        level = min(max(block.level, 1), 6)
        anchor = f' id="{escape(block.anchor)}"' if block.anchor else ""
        inner = text.removeprefix("<p>").removesuffix("</p>\n")
        return f"<h{level}{anchor}>{inner}</h{level}>"
    return text


def _inline(block: Block, address: str) -> str:
    if block.kind is BlockKind.CODE:
        fence = "`" * (3 + block.text.count("```"))
        return markdown_html(f"{fence}{block.language}\n{block.text}\n{fence}")
    return markdown_html(block.text, lambda url: _neighbour(url, address))


def _neighbour(url: str, address: str) -> str:
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or url.startswith(("/", "\\", "#")):
        return ""
    path = parts.path.removesuffix(".md").removesuffix("index")
    return urljoin(address, path) + (f"#{parts.fragment}" if parts.fragment else "")
