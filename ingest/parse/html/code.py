"""Code as it is to be typed: lines kept, line numbers left out."""

import re

from bs4 import Tag

from ingest.parse.html.soup import attribute, classes, is_text, tags_of, words

_NUMBERS = words(
    "linenos lineno linenodiv line-numbers-rows line-number ln lnt lnlinks gutter "
    "rouge-gutter react-syntax-highlighter-line-number"
)
_LANGUAGE = re.compile(r"^(?:language|lang|highlight-source|highlight|brush)-([\w+#.-]+)$")
_NO_LANGUAGE = words(
    "default none text plaintext plain notranslate nohighlight line-numbers source"
)


def code_text(pre: Tag) -> str:
    """The lines of a `<pre>`, without the empty ones around them."""
    parts: list[str] = []
    skipped: set[int] = set()
    for node in pre.descendants:
        if id(node.parent) in skipped:
            skipped.add(id(node))
        elif isinstance(node, Tag):
            if _NUMBERS.intersection(classes(node)):
                skipped.add(id(node))
            elif node.name == "br":
                parts.append("\n")
        elif is_text(node):
            parts.append(str(node))
    text = "".join(parts).replace("\r\n", "\n").replace("\xa0", " ")
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(lines).strip("\n")


def code_language(pre: Tag) -> str:
    """The language that the `<pre>`, its `<code>` or a wrapper of it names; else empty."""
    near = [pre, *(tag for tag in tags_of(pre) if tag.name == "code")]
    near += [parent for parent, _ in zip(pre.parents, range(3), strict=False)]
    for tag in near:
        language = attribute(tag, "data-lang") or attribute(tag, "data-language")
        if language:
            return language.lower()
        names = classes(tag)
        for name in names:
            match = _LANGUAGE.match(name)
            if match and match[1] not in _NO_LANGUAGE:
                return match[1]
        if "sourcecode" in names and len(names) > 1:
            return next(name for name in names if name != "sourcecode")
    return ""
