"""What stands on a page beside its content: menus, banners, buttons, link marks."""

from bs4 import Tag

from ingest.parse.html.inline import HEADINGS
from ingest.parse.html.soup import attribute, classes, holds, tags_of, words

_TAGS = words(
    "script style template noscript iframe object embed svg canvas audio video map button input "
    "select textarea nav footer dialog link meta title"
)
_ROLES = words("navigation search banner contentinfo complementary dialog tablist")
_NAMES = words(
    "nav navbar navigation navheader navfooter menu sidebar sphinxsidebar sidebar-nav topbar "
    "breadcrumb breadcrumbs toc toctree-wrapper contents page-toc local-toc localtoc on-this-page "
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
_LINK_MARKS = frozenset(["", "¶", "#", "§", "🔗", "\u200b", "\uf0c1", "\ue145"])


def remove_noise(root: Tag, *, gently: bool = False) -> None:
    """Take everything out of `root` that is not content.

    `gently` leaves out the rules that go by class names, for pages that these rules empty.
    """
    for tag in list(tags_of(root)):
        if tag.decomposed or not (_is_never_content(tag) or _is_link_mark(tag)):
            continue
        tag.decompose()
    if gently:
        return
    for tag in list(tags_of(root)):
        if not tag.decomposed and _is_site(tag) and not holds(tag, ("h1",)):
            tag.decompose()


def _is_never_content(tag: Tag) -> bool:
    if tag.name in _TAGS or attribute(tag, "role") in _ROLES:
        # A heading in a footer of its article is an odd page, not an imprint.
        return tag.name != "footer" or not holds(tag, ("h1", "h2"))
    if _UNSEEN.intersection(classes(tag)):
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
    if tag.name in ("html", "body", "main", "article", *HEADINGS):
        return False
    if tag.name in (
        "pre",
        "code",
        "span",
        "em",
        "strong",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "p",
    ):
        # Highlighters use class names such as `nav` and `menu` for tokens.
        return bool({"viewcode-link", "mw-editsection"}.intersection(classes(tag)))
    names = classes(tag)
    if tag.name == "header":
        return True
    if tag.name == "aside":
        return not _is_remark(names)
    identity = attribute(tag, "id").lower()
    if "details" in names and tag.parent is not None and tag.parent.get("id") == "header":
        # AsciiDoctor's author and revision line.
        return True
    return any(name in _NAMES or name.startswith(_PREFIXES) for name in (*names, identity) if name)


def _is_remark(names: list[str]) -> bool:
    """An aside that belongs to the text: an admonition, a topic, a footnote."""
    words = (
        "admonition",
        "starlight-aside",
        "footnote",
        "topic",
        "callout",
        "note",
        "warning",
    )
    return any(name.startswith(words) for name in names) and "contents" not in names
