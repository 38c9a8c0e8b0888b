"""Which addresses may be connected to."""

import pytest

from core.errors import Transient
from ingest.sources.crawl.address import allowed_addresses, refusal, system_resolve
from ingest.sources.crawl.refused import Refused

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "::1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "fc00::1",
    "fec0::1",
    "fd12:3456::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::10.0.0.1",
    "2002:7f00:1::",
]
NEVER = [
    "0.0.0.0",
    "::",
    "169.254.169.254",
    "fe80::1%eth0",
    "::ffff:169.254.169.254",
    "2002:a9fe:a9fe::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
    "not an address",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_need_the_setting(address: str) -> None:
    assert "set allow_private" in refusal(address, allow_private=False)
    assert refusal(address, allow_private=True) == ""


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_right(address: str) -> None:
    assert refusal(address, allow_private=False)
    assert refusal(address, allow_private=True)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "64:ff9b::8.8.8.8"])
def test_public_addresses_are_fine(address: str) -> None:
    assert refusal(address, allow_private=False) == ""


def test_only_the_allowed_addresses_of_a_name_are_used() -> None:
    found = allowed_addresses(
        "docs.example", 443, resolve=lambda host, port: ["10.0.0.1", "8.8.8.8"], allow_private=False
    )
    assert found == ["8.8.8.8"]


def test_names_why_a_name_is_refused() -> None:
    with pytest.raises(Refused, match=r"docs\.example leads to 10\.0\.0\.1, a private address"):
        allowed_addresses(
            "docs.example", 443, resolve=lambda host, port: ["10.0.0.1"], allow_private=False
        )


def test_a_name_without_address_may_get_one_later() -> None:
    with pytest.raises(Transient, match="leads to no address"):
        allowed_addresses("docs.example", 443, resolve=lambda host, port: [], allow_private=False)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1"])
def test_odd_spellings_of_loopback_are_seen_through(host: str) -> None:
    with pytest.raises((Refused, Transient)):
        allowed_addresses(host, 80, resolve=system_resolve, allow_private=False)
