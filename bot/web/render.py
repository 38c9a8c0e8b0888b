"""Markdown -> HTML that is safe to insert: rendered by markdown-it, then cut to an allow-list."""

import html
import re
from collections.abc import Callable, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from bot import messages
from bot.links import retrieved, web_address
from core.conversation import Message, MessageState, Role
from core.records import AnswerKind, AnswerPart, Citation

TAGS = frozenset(
    "a blockquote br code del em h1 h2 h3 h4 h5 h6 hr li ol p pre s span strong"
    " table tbody td th thead tr ul".split()
)
ATTRIBUTES = {
    "a": {"href", "class", "data-citation", "aria-label"},
    "span": {"class", "data-citation"},
    "code": {"class"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
}
"""Beside `rel` and `target`, which every link gets."""
_CLASS = {"code": re.compile(r"language-[\w+#.-]{1,40}"), "a": re.compile("dt-cite")}
_CLASS["span"] = _CLASS["a"]
_LOOSE_END = re.compile(r"(</p>|</li>)((?:\s*</(?:p|li|ol|ul|blockquote)>)*\s*)\Z")

Link = Callable[[str], str]
"""An address as written -> the address to link to, or empty for no link."""


def message_html(message: Message) -> str | None:
    """A message as HTML; None for what the asker typed, which is only ever shown as text."""
    if message.role is Role.USER:
        return None
    if message.role is Role.HUMAN:
        return markdown_html(message.text, web_address)
    if not message.parts:
        return markdown_html(message.text, only(retrieved(message)))
    parts = "".join(parts_html(message))
    # Of one that was stopped, that is said below it.
    if message.kind is AnswerKind.PARTIAL and message.state is not MessageState.STOPPED:
        return markdown_html(messages.partial(message.language)) + parts
    return parts


def parts_html(message: Message) -> tuple[str, ...]:
    """Each part of an answer, with the mark of its citation."""
    return _parts_html(message.parts, message.citations, retrieved(message))


@lru_cache(maxsize=256)
def _parts_html(
    parts: tuple[AnswerPart, ...], citations: tuple[Citation, ...], urls: frozenset[str]
) -> tuple[str, ...]:
    # Kept a while: a stream shows each part by itself and then all of them.
    cited = {citation.number: citation for citation in citations}
    link = only(urls)
    return tuple(_part_html(part, cited.get(part.citation), link) for part in parts)


def markdown_html(text: str, link: Link = lambda url: "") -> str:
    """Markdown as safe HTML. Images become their description."""
    environment: MutableMapping[str, Any] = {"link": link}
    return _clean(_markdown().render(_utf8(text), environment))


def only(urls: frozenset[str]) -> Link:
    """Links to these addresses and no others."""
    return lambda url: url if url in urls else ""


def _part_html(part: AnswerPart, citation: Citation | None, link: Link) -> str:
    body = _markdown().render(_utf8(part.text), {"link": link})
    mark = _mark(citation) if citation else ""
    end = _LOOSE_END.search(body)
    at = end.start() if end else len(body)
    marked = f"{body[:at]} {mark}{body[at:]}" if end else f"{body}<p>{mark}</p>"
    return _clean(marked)


def _mark(citation: Citation) -> str:
    number = citation.number
    url = web_address(citation.url)
    if not url:
        return f'<span class="dt-cite" data-citation="{number}">{number}</span>'
    label = _escaped(f"Source {number}: {citation.title}")
    return (
        f'<a class="dt-cite" href="{_escaped(url)}" data-citation="{number}"'
        f' aria-label="{label}">{number}</a>'
    )


def _clean(body: str) -> str:
    return _cleaner().clean(body)


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https"},
        link_rel="noopener nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        clean_content_tags={"script", "style"},
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return value if _CLASS[tag].fullmatch(value) else None
    if name in ("data-citation", "start"):
        return value if value.isascii() and value.isdigit() and len(value) < 6 else None
    return value


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    # Raw HTML is text here, never markup; what is written as an address is not made a link.
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.add_render_rule("link_open", _link_open)
    reader.add_render_rule("link_close", _link_close)
    reader.add_render_rule("image", _image)
    return reader


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: Any
) -> str:
    url = env["link"](str(tokens[index].attrGet("href") or ""))
    env.setdefault("open", []).append(bool(url))
    return f'<a href="{_escaped(url)}">' if url else ""


def _link_close(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: Any
) -> str:
    return "</a>" if env["open"].pop() else ""


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: Any
) -> str:
    return _escaped(tokens[index].content)


def _escaped(text: str) -> str:
    return html.escape(_utf8(text))


def _utf8(text: str) -> str:
    """Half a surrogate pair has no UTF-8, and a sanitiser should not be the one to find out."""
    return text.encode("utf-8", "replace").decode("utf-8")
