"""The id that a published page gives a heading. Site generators disagree, so each has its rule."""

import re
import unicodedata
from enum import StrEnum


class Flavour(StrEnum):
    """Whose rule makes the ids of a Markdown page."""

    GITHUB = "github"
    """GitHub, GitLab and Docusaurus."""
    MKDOCS = "mkdocs"
    DOCUMENTER = "documenter"
    """Documenter.jl keeps case and punctuation."""


_FIRST_REPEAT = {Flavour.GITHUB: 1, Flavour.MKDOCS: 1, Flavour.DOCUMENTER: 2}


class Anchors:
    """Hands out the ids of one page in reading order; a repeated one gets a number."""

    def __init__(self, flavour: Flavour) -> None:
        self._flavour = flavour
        self._taken: dict[str, int] = {}

    def explicit(self, anchor: str) -> str:
        """Note an id that the author wrote, so that no generated one collides with it."""
        self._taken.setdefault(anchor, _FIRST_REPEAT[self._flavour])
        return anchor

    def generated(self, heading: str) -> str:
        """The id of a heading that has none of its own; `heading` is its plain words."""
        slug = _RULES[self._flavour](heading)
        if not slug:
            return ""
        number = self._taken.get(slug)
        if number is None:
            self._taken[slug] = _FIRST_REPEAT[self._flavour]
            return slug
        joint = "_" if self._flavour is Flavour.MKDOCS else "-"
        while (candidate := f"{slug}{joint}{number}") in self._taken:
            number += 1
        self._taken[slug] = number + 1
        self._taken[candidate] = _FIRST_REPEAT[self._flavour]
        return candidate


def _github(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _mkdocs(heading: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode()
    words = re.sub(r"[^\w\s-]", "", ascii_only).strip().lower()
    return re.sub(r"[-\s]+", "-", words)


def _documenter(heading: str) -> str:
    slug = re.sub(r"\s+", "-", heading).replace("&", "-and-")
    kept = "".join(c for c in slug if c == "-" or unicodedata.category(c)[0] in "LP" or c.isdigit())
    return re.sub(r"--+", "-", kept).strip("-")


_RULES = {Flavour.GITHUB: _github, Flavour.MKDOCS: _mkdocs, Flavour.DOCUMENTER: _documenter}
