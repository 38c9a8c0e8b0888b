"""Markdown as a reader hears it: what is embedded and searched, as against what is quoted."""

import re

_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(
    r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
    # Documenter.jl writes `(@ref name with spaces)`.
    r"\((?:@(?:ref|id)\b(?:[^()]|\([^()]*\))*|(?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?)\)"
)
_REFERENCE_LINK = re.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9.-]*(?:\s[^<>]*)?/?>")
# In code, what looks like a tag is a word: `List<String>`, `<pod-name>`.
_CODE = r"(?ms:^(?P<fence>`{3,})[^\n]*\n.*?^(?P=fence)`*[ \t]*$)|``[^\n]+?``|`[^`\n]+`"
_CODE_OR_TAG = re.compile(f"(?P<code>{_CODE})|{_TAG.pattern}")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|__)(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_ROLE = re.compile(r":(?:[\w-]+:)?[\w-]+:`~?([^`<]*?)(?:\s*<[^`>]*>)?`")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def without_links(text: str) -> str:
    """Links become their text and images their description; other markup stays."""
    text = _COMMENT.sub("", text)
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)
    return _REFERENCE_LINK.sub(r"\1", text)


def beside_links(text: str) -> str:
    """What is left where links and images are taken out, words and all."""
    for pattern in (_COMMENT, _IMAGE, _LINK, _REFERENCE_LINK):
        text = pattern.sub(" ", text)
    return text


def plain(text: str) -> str:
    """The words alone: no links, tags, emphasis or backticks."""
    text = _ROLE.sub(r"\1", without_links(text))
    text = _EMPHASIS.sub(r"\2", _CODE_OR_TAG.sub(_code_alone, text))
    return text.replace("`", "")


def _code_alone(found: re.Match[str]) -> str:
    return found["code"] or " "
