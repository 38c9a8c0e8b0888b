"""The words inside JavaScript values: what a component is given to show.

Some MDX pages are little else: their text stands in exported arrays and in props. No JavaScript
is run or parsed; strings that read as words are taken, in order.
"""

import re

_STRING = re.compile(
    r"""(?:(?P<key>[A-Za-z_$][\w$]*)["']?\s*[:=]\s*\{?\s*)?"""
    r"""(?:"(?P<dq>(?:[^"\\\n]|\\.)*)"|'(?P<sq>(?:[^'\\\n]|\\.)*)'|`(?P<bt>(?:[^`\\]|\\.)*)`)"""
    r"""|<>(?P<fragment>.*?)</>|<(?P<element>p|li)\b[^<>]*>(?P<inner>.*?)</(?P=element)>"""
    r"""|(?<![=\-])>(?P<jsx>[^<>{}]*[A-Za-z]{2}[^<>{}]*)(?=[<{])""",
    re.DOTALL,
)
_SHOWN = frozenset(
    (
        *("title", "label", "description", "summary", "heading", "header", "question", "answer"),
        *("text", "content", "caption", "subtitle", "category", "message", "tooltip", "alt"),
        *("value", "name", "body", "note", "chip", "badge"),
    )
)
_UNSEEN = frozenset(
    (
        *("className", "class", "style", "id", "href", "url", "src", "to", "color", "icon", "type"),
        *("key", "d", "viewBox", "fill", "stroke", "position", "slug", "path", "variant", "size"),
        *("groupId", "queryString", "queryParam", "target", "rel", "loading", "background", "font"),
        *("border", "fontFamily", "padding", "margin", "content_type", "transform", "align"),
    )
)
_ESCAPED = re.compile(r"\\(.)")
_CODE = re.compile(r"""=>|\);|;\s*$|\breturn\b|\bconst\b|\w: ?["'(\[\d]|["'\])],|\bdetails:""")


def prose_in(code: str) -> list[str]:
    """Paragraphs made of the words in `code`; short neighbours share one, a line each."""
    paragraphs: list[str] = []
    for words in dict.fromkeys(filter(None, map(_words, _STRING.finditer(code)))):
        if paragraphs and len(words) < 60 and len(paragraphs[-1].split("\n")[-1]) < 60:
            paragraphs[-1] += f"\n{words}"
        else:
            paragraphs.append(words)
    return paragraphs


def is_shown(key: str, value: str) -> bool:
    """Whether readers see the string `value` of the property `key`."""
    if key in _UNSEEN or not re.search(r"[^\W\d_]{2}", value):
        return False
    return key in _SHOWN or (" " in value.strip() and not _looks_like_classes(value))


def _words(match: re.Match[str]) -> str:
    if (element := match["fragment"] or match["inner"]) is not None:
        return " ".join(element.split())
    if match["jsx"] is not None:
        words = " ".join(match["jsx"].split())
        return "" if _CODE.search(words) else words
    value = match["dq"] or match["sq"] or match["bt"] or ""
    words = " ".join(_ESCAPED.sub(r"\1", value).split())
    return words if is_shown(match["key"] or "", words) else ""


def _looks_like_classes(value: str) -> bool:
    """`flex items-center mt-4`: words in small letters, and one of them with a dash or colon."""
    return bool(
        re.fullmatch(r"[a-z0-9:/\[\].% -]+", value) and re.search(r"[a-z][-:][\w\[]", value)
    )
