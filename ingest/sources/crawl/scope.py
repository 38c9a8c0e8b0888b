"""Which addresses belong to what the crawler was given, and what each is called."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

import httpx

from ingest.sources.crawl.refused import Refused
from ingest.sources.glob import fits

_LONGEST = 2_000
_PORTS = {"http": 80, "https": 443}
# Other keys mean the same page, shown otherwise; a page of a list is another page.
_PAGING = frozenset(["page", "p", "paged", "start", "offset"])
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
_UNRESERVED = re.compile(r"%(2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])")
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,5}$")


class Scope:
    """One site's directory. `base` is its address; by default the directory of the start page.

    A start address that ends neither in a slash nor in a file name (`https://acme.example/docs`)
    is itself the directory. include, exclude: patterns over paths, as the folder source has them.
    """

    def __init__(
        self,
        start: str,
        *,
        base: str = "",
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
    ) -> None:
        # A start page that is chosen by its query belongs to a site whose pages all are.
        self._queries: frozenset[str] = frozenset()
        self._spelled(start)
        self._queries = frozenset(key for key, _ in parse_qsl(urlsplit(start).query))
        self.start = self._spelled(start)
        parts = urlsplit(self.start)
        self.scheme = parts.scheme
        self.host = parts.hostname or ""
        self.port = parts.port or _PORTS[parts.scheme]
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.base = self.origin + _directory(urlsplit(self._spelled(base or start)).path)
        self._include = tuple(include)
        self._exclude = tuple(exclude)
        self.address(base or start)

    def address(self, url: str, relative_to: str = "") -> str:
        """The one spelling of an address of this site. Raises Refused for any other site's."""
        try:
            joined = urljoin(relative_to or self.start, url.strip())
        except ValueError as error:
            raise Refused(f"{url[:200]!r} is no address") from error
        spelled = self._spelled(joined)
        if not spelled.startswith(f"{self.origin}/"):
            raise Refused(f"{spelled[:200]} is outside of {self.origin}")
        return spelled

    def covers(self, address: str) -> bool:
        """Whether an address of this site (as spelled here) is a page to read."""
        path = urlsplit(address).path
        directory = urlsplit(self.base).path
        if not f"{path}/".startswith(directory):
            return False
        name = self.path(address)
        if any(fits(name, pattern) for pattern in self._exclude):
            return False
        return not self._include or any(fits(name, pattern) for pattern in self._include)

    def path(self, address: str) -> str:
        """The page's name in the source: its path below the base, as a file would be called."""
        parts = urlsplit(address)
        below = f"{parts.path}/" if f"{parts.path}/" == urlsplit(self.base).path else parts.path
        below = below.removeprefix(urlsplit(self.base).path)
        name = "/".join(_readable(segment) for segment in below.split("/"))
        name += "index.html" if name.endswith("/") or not name else ""
        return f"{name}?{parts.query}" if parts.query else name

    def _spelled(self, url: str) -> str:
        if len(url) > _LONGEST:
            raise Refused(f"{url[:80]}… is longer than {_LONGEST:,} characters")
        if "\\" in url or any(ord(char) < 32 for char in url):
            raise Refused(f"{url[:200]!r} holds characters that no address has")
        try:
            return self._respelled(url)
        except (ValueError, httpx.InvalidURL) as error:
            raise Refused(f"{url[:200]!r} is no address: {error}") from error

    def _respelled(self, url: str) -> str:
        parts = urlsplit(url)
        port = parts.port
        if parts.scheme not in _PORTS:
            raise Refused(f"{url[:200]!r} is not http or https")
        if "@" in parts.netloc:
            raise Refused(
                f"{parts.scheme}://…@{_host_part(parts.netloc)} holds a user name or password"
            )
        host = httpx.URL(f"http://{_host_part(parts.netloc)}/").raw_host.decode().rstrip(".")
        if not host:
            raise Refused(f"{url[:200]!r} names no host")
        netloc = f"[{host}]" if ":" in host else host
        if port is not None and port != _PORTS[parts.scheme]:
            netloc += f":{port}"
        query = self._query(parts.query)
        return f"{parts.scheme}://{netloc}{_spelled_path(parts.path)}{query and '?' + query}"

    def _query(self, query: str) -> str:
        kept = sorted(
            (key, value)
            for key, value in parse_qsl(query, max_num_fields=100)
            if key in self._queries
            or (key in _PAGING and value.isascii() and value.isdigit() and len(value) < 6)
        )
        return urlencode(kept)


def _host_part(netloc: str) -> str:
    host = netloc.rpartition("@")[2]
    return host if host.endswith("]") else re.sub(r":\d*$", "", host)


def _spelled_path(path: str) -> str:
    """Dots resolved and one way to encode: two spellings of a page are one page."""
    path = _UNRESERVED.sub(lambda match: chr(int(match[1], 16)), _SESSION.sub("", path))
    path = quote(path, safe="/%:@!$&'()*+,;=~-._")
    kept: list[str] = []
    segments = [segment for segment in path.split("/") if segment]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    is_directory = path.endswith("/") or (segments and segments[-1] in (".", ".."))
    return "/" + "/".join(kept) + ("/" if kept and is_directory else "")


def _directory(path: str) -> str:
    if path.endswith("/"):
        return path
    parent, _, last = path.rpartition("/")
    return f"{parent}/" if _FILE.search(last) else f"{path}/"


def _readable(segment: str) -> str:
    plain = unquote(segment, errors="strict") if _decodes(segment) else segment
    return segment if "/" in plain or not plain.isprintable() else plain


def _decodes(segment: str) -> bool:
    try:
        unquote(segment, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
