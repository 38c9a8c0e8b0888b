"""Which network addresses a name may lead to."""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from core.errors import Transient
from ingest.sources.crawl.refused import Refused

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) -> addresses, best first. Raises OSError where the name does not resolve."""

_NAT64 = IPv6Network("64:ff9b::/96")


def system_resolve(host: str, port: int) -> list[str]:
    """What the machine's resolver says."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def allowed_addresses(host: str, port: int, *, resolve: Resolve, allow_private: bool) -> list[str]:
    """The addresses behind `host` that may be connected to.

    Whoever connects must use these and not ask for the name again: a name can lead somewhere else
    a moment later. Raises Refused where none is allowed, Transient where none is found.
    """
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise Transient(f"the name {host} cannot be resolved: {error}") from error
    reasons = {address: refusal(address, allow_private=allow_private) for address in addresses}
    allowed = [address for address, reason in reasons.items() if not reason]
    if allowed:
        return allowed
    if not reasons:
        raise Transient(f"the name {host} leads to no address")
    address, reason = next(iter(reasons.items()))
    raise Refused(f"{host} leads to {address}, {reason}")


def refusal(address: str, *, allow_private: bool) -> str:
    """Why this address may not be connected to; empty where it may."""
    try:
        ip = _innermost(ip_address(address.partition("%")[0]))
    except ValueError:
        return "which is no IP address"
    if ip.is_loopback:
        return "" if allow_private else "the machine itself; set allow_private to read it"
    if ip.is_link_local:
        # Cloud machines keep their credentials there, and nobody keeps docs there.
        return "a link-local address"
    if ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        return "a reserved address"
    is_old_private = isinstance(ip, IPv6Address) and ip.is_site_local
    if (not ip.is_global or is_old_private) and not allow_private:
        return "a private address; set allow_private to read it"
    return ""


def _innermost(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address only wraps, else the address."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
