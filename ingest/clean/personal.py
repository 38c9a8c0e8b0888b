"""Personal data: e-mail addresses, phone numbers, and customers by configured patterns."""

import re
from collections.abc import Mapping

from ingest.clean.rule import Rule

_NOBODY = re.compile(
    r"@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|[\w-]+\.(?:example|test|invalid|localhost))$"
    r"|^(?:git|hg|svn)@|^(?:no-?reply|noreply)@github\.com$",
    re.IGNORECASE,
)
_FILES = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|js|css|py|jl|rs|go|ts|md|ya?ml|json|toml|sh)$")


def _is_address(found: str) -> bool:
    return not _NOBODY.search(found) and not _FILES.search(found.lower())


def _is_phone(found: str) -> bool:
    return 8 <= sum(map(str.isdigit, found)) <= 15


_EMAIL = Rule(
    "email",
    re.compile(
        r"(?<![\w.%+/:@-])(?P<v>[A-Za-z0-9](?:[\w.%+'-]{0,62}[\w+])?@(?:[A-Za-z0-9-]{1,63}\.){1,5}"
        r"[A-Za-z]{2,24})(?![\w@/]|\.\w|:[\w.~-]*/)"
    ),
    ("@",),
    _is_address,
    "[email]",
)
_PHONES = (
    Rule(
        "phone",
        re.compile(
            r"(?<![\w.+/=:-])(?P<v>\+[1-9]\d{0,2}[ .\-]?(?:\(\d{1,4}\)|\d{1,4})"
            r"(?:[ .\-]?\d{2,4}){2,5})(?![\w.]*\w)"
        ),
        ("+",),
        _is_phone,
        "[phone]",
    ),
    Rule(
        "phone",
        re.compile(r"(?<![\w.+/=:-])(?P<v>(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-.]\d{4})(?![\w.-]*\w)"),
        (),
        _is_phone,
        "[phone]",
    ),
    Rule(
        "phone",
        re.compile(
            r"(?i:\b(?:phone|mobile|cell|tel|call me|whatsapp|text me|ring)\b[^\n\d+]{0,20})"
            r"(?P<v>\+?\(?\d[\d ().\-]{6,18}\d)(?![\w.])"
        ),
        ("phone", "mobile", "cell", "tel", "call", "whatsapp", "text", "ring"),
        _is_phone,
        "[phone]",
    ),
)


def personal_rules(customers: Mapping[str, str]) -> tuple[Rule, ...]:
    """Rules for personal data. `customers` maps a name to the pattern of its identifiers."""
    own = (
        Rule(name, re.compile(pattern), (), lambda _: True, f"[{name}]")
        for name, pattern in customers.items()
    )
    return (*own, _EMAIL, *_PHONES)
