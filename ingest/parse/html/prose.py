"""How much text of which kind every element holds, measured in one pass."""

from collections import Counter

from bs4 import Tag

from ingest.parse.html.soup import is_text, tags_of, words

_NEVER_PROSE = words("script style nav footer template noscript head title")
_LINK_HEAVY = 0.85
_FEWEST_LINKS = 4


class Prose:
    """The measures of every element below (and including) one root."""

    def __init__(self, root: Tag) -> None:
        self._prose: Counter[int] = Counter()
        self._linked: Counter[int] = Counter()
        self._links: Counter[int] = Counter()
        self._measure(root)

    def length(self, tag: Tag) -> int:
        """Characters of text outside of links, scripts and navigation."""
        return self._prose[id(tag)]

    def is_menu(self, tag: Tag) -> bool:
        """Whether the element is hardly more than links."""
        linked = self._linked[id(tag)]
        enough = self._links[id(tag)] >= _FEWEST_LINKS
        return enough and linked >= _LINK_HEAVY * (linked + self._prose[id(tag)])

    def _measure(self, root: Tag) -> None:
        outside: set[int] = set()
        in_link: set[int] = set()
        tags = [root]
        for node in root.descendants:
            parent = id(node.parent)
            if isinstance(node, Tag):
                tags.append(node)
                if parent in outside or node.name in _NEVER_PROSE:
                    outside.add(id(node))
                if parent in in_link or node.name == "a":
                    in_link.add(id(node))
                    self._links[id(node)] += node.name == "a"
            elif is_text(node) and parent not in outside:
                length = len(str(node).strip())
                (self._linked if parent in in_link else self._prose)[parent] += length
        self._sum_up(tags)

    def _sum_up(self, tags: list[Tag]) -> None:
        # Children stand behind their parents: backwards, every element is complete when added.
        for tag in reversed(tags[1:]):
            for measure in (self._prose, self._linked, self._links):
                measure[id(tag.parent)] += measure[id(tag)]


def is_listing(root: Tag, title: str) -> bool:
    """Whether this is a web server's own listing of a directory, not a page somebody wrote."""
    if not title.startswith(("Directory listing for", "Index of /")):
        return False
    links = sum(1 for tag in tags_of(root) if tag.name == "a")
    # Beside the links stand a heading and, on some servers, sizes and dates.
    return links > 0 and Prose(root).length(root) < 40 * (links + 5)
