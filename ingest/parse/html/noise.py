"""What stands on a page beside its content: menus, banners, buttons, link marks."""

from collections.abc import Callable

from bs4 import Tag

from ingest.parse.html.inline import HEADINGS
from ingest.parse.html.prose import Prose
from ingest.parse.html.soup import attribute, classes, holds, tags_of, words

_TAGS = words(
    "script style template noscript iframe object embed svg canvas audio video map button input "
    "select textarea nav footer dialog link meta title"
)
_ROLES = words("navigation search banner contentinfo complementary dialog tablist")
_NAMES = words(
    "nav navbar navigation navheader navfooter menu sidebar sphinxsidebar sidebar-nav topbar "
    "breadcrumb breadcrumbs toc toctree-wrapper page-toc local-toc localtoc on-this-page "
    "table-of-contents tableofcontents pager pagination prev-next prev-next-area page-nav "
    "bottom-nav rst-footer-buttons rst-breadcrumbs-buttons search searchbox search-form "
    "skip-link skip-to-content footer site-footer site-header page-footer footer-text "
    "edit-this-page edit-page editlink edit-link page-edit theme-edit-this-page theme-last-updated "
    "last-updated page-meta theme-doc-footer theme-doc-toc-mobile theme-doc-toc-desktop "
    "theme-doc-breadcrumbs theme-doc-version-badge theme-doc-version-banner pagination-nav "
    "md-sidebar md-header md-footer md-tabs md-source-file md-content__button md-search "
    "cookie cookies cookie-banner cookie-consent cookieconsent consent-banner gdpr "
    "feedback page-feedback was-this-helpful share social-share newsletter "
    "viewcode-link viewcode-back copybtn copy-button clipboard-button print-only "
    "mw-editsection printfooter catlinks mw-jump-link"
)
_PREFIXES = (
    "breadcrumb",
    "cookie-",
    "tableofcontents",
    "docmainheader",
    "skiptocontent",
)
_PERMALINKS = words(
    "headerlink hash-link anchor-link headeranchor-link permalink heading-anchor anchorjs-link "
    "heading-link sl-anchor-link header-anchor direct-link"
)
_UNSEEN = words("sr-only visually-hidden visuallyhidden screen-reader-text")
_NEVER_SITE = words(
    # Highlighters use names such as `nav` and `menu` for tokens.
    "html body main article pre code span em strong li dt dd tr p h1 h2 h3 h4 h5 h6"
)
_SITE_MARKS = words("viewcode-link mw-editsection")
_REMARKS = ("admonition", "starlight-aside", "footnote", "topic", "callout", "note", "warning")
_LINE_NUMBERS = words("linenos linenodiv rouge-gutter line-numbers-rows")
_MOST_PROSE = 0.6
_LINK_MARKS = frozenset(["", "¶", "#", "§", "🔗", "\u200b", "\uf0c1", "\ue145"])


def remove_noise(root: Tag, *, gently: bool = False) -> None:
    """Take everything out of `root` that is not content.

    `gently` leaves out the rules that go by class names, for pages that these rules empty.
    """
    _remove(root, lambda tag: _is_never_content(tag) or _is_link_mark(tag))
    if gently:
        return
    prose = Prose(root)
    most = _MOST_PROSE * prose.length(root)
    # What holds most of the text, or the title, is the text, whatever it is called.
    _remove(
        root,
        lambda tag: _is_site(tag) and prose.length(tag) <= most and not holds(tag, ("h1",)),
    )


def _remove(root: Tag, unwanted: Callable[[Tag], bool]) -> None:
    gone: list[Tag] = []
    inside: set[int] = set()
    for tag in tags_of(root):
        if id(tag.parent) in inside:
            inside.add(id(tag))
        elif unwanted(tag):
            inside.add(id(tag))
            gone.append(tag)
    for tag in gone:
        tag.decompose()


def _is_never_content(tag: Tag) -> bool:
    if tag.name in _TAGS or attribute(tag, "role") in _ROLES:
        # A heading in a footer of its article is an odd page, not an imprint.
        return tag.name != "footer" or not holds(tag, ("h1", "h2"))
    if _UNSEEN.intersection(classes(tag)) or _LINE_NUMBERS.intersection(classes(tag)):
        return True
    if tag.name == "form":
        # Some frameworks wrap the whole page in one form.
        return not holds(tag, (*HEADINGS, "pre", "article"))
    return _is_hidden(tag)


def _is_hidden(tag: Tag) -> bool:
    if attribute(tag, "role") == "tabpanel":
        # One click away: readers do see it.
        return False
    style = attribute(tag, "style").replace(" ", "").lower()
    # `hidden` may be a flag without a value.
    return tag.has_attr("hidden") or "display:none" in style or _is_aria_hidden(tag)


def _is_aria_hidden(tag: Tag) -> bool:
    return attribute(tag, "aria-hidden") == "true" and not holds(tag, ("p", "pre", *HEADINGS))


def _is_link_mark(tag: Tag) -> bool:
    if tag.name != "a":
        return False
    if _PERMALINKS.intersection(classes(tag)):
        return True
    in_heading = tag.parent is not None and tag.parent.name in HEADINGS
    return in_heading and tag.get_text().strip() in _LINK_MARKS


def _is_site(tag: Tag) -> bool:
    names = classes(tag)
    if tag.name in _NEVER_SITE:
        return bool(_SITE_MARKS.intersection(names))
    if tag.name == "header":
        return not (_in_section(tag) and holds(tag, HEADINGS))
    if tag.name == "aside":
        return not _is_remark(names)
    if "details" in names and tag.parent is not None and tag.parent.get("id") == "header":
        # AsciiDoctor's author and revision line.
        return True
    if "contents" in names and {"topic", "local"}.intersection(names):
        # Sphinx's table of contents; Doxygen calls the whole page `contents`.
        return True
    identity = attribute(tag, "id").lower()
    return any(name in _NAMES or name.startswith(_PREFIXES) for name in (*names, identity))


def _in_section(tag: Tag) -> bool:
    return any(parent.name in ("section", "article") for parent in tag.parents)


def _is_remark(names: list[str]) -> bool:
    """An aside that belongs to the text: an admonition, a topic, a footnote."""
    return any(name.startswith(_REMARKS) for name in names) and "contents" not in names
