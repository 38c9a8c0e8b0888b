"""Does a value look like a secret? What stands behind `password=` is often a type or a name."""

import base64
import re
from itertools import pairwise

PLACEHOLDER = re.compile(
    r"^(?:LS0tLS1CRUdJTiB(?:DRVJU|QVUJM)|sha(?:1|256|512):|md5:|sha-[0-9a-f]{7,40}$|!(?:vault|secret|ref|sub|env)\b)|^(?:[\[<{$%*(]|x{3,}|\.{3}|…|_{3,}|-{3,}|#{3,}|your|my[-_]?(?:pass|secret|token|key)|some"
    r"|the[-_]|insert|replace|change[-_]?me|redacted|example|dummy|placeholder|todo|tbd|n/a\b)"
    r"|^(?:\W+|x+|\*+)$|\$\{|\{\{|^%s|%\(|\.\.\.$|^v?\d+(?:\.\d+){2,}(?:[-+][\w.]*)?$",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"^[A-Za-z_][\w.]*(?:\(|\[)|^(?:self|this|os|process|env|config|settings|args|params|var|secrets"
    r"|local|data|module|vault|ssm|request|response|ctx|props|state|options|user|vars|inputs|github)"
    r"[.:?!\[]|^(?:&|@)[A-Za-z_]\w*$|^ENV\b|->|=>|::",
)
_WORDS = frozenset(
    """none null nil true false undefined empty blank string str text bytes int integer number bool
    boolean object any optional required missing wrong incorrect invalid expired correct valid
    password passwd pass secret token key value default hidden masked encrypted plaintext env
    auth authentication field input type name user username login changed reset unset not set is
    are was and or for the this that it same prompt ask asks asked with from here there yes no ok
    removed rotated stored saved needed provided protected policy manager file path const static
    public private secure sensitive safe unknown unavailable failed error denied mismatch""".split()
)
_FILE = re.compile(
    r"\.(?:ya?ml|json|toml|md|txt|py|js|ts|go|rs|pem|crt|sh|env|ini|conf|html?|log)$"
)
_LONG = 20
"""Characters of which a part of a path seldom has as many."""
_SCRAMBLED = 0.4
"""Of the places between two characters, those where the kind changes: chance gives 0.6, the names
that people make up 0.25."""


def is_mixed(value: str) -> bool:
    """Whether it has what people and machines put into secrets and words do not have."""
    return any(map(str.isdigit, value)) or any(not c.isalnum() for c in value.strip(".!?:"))


def is_given(value: str) -> bool:
    """Whether a value is written out, not named, called, typed or left open."""
    bare = value.strip().strip(".,;:!?()")
    return (
        len(bare) >= 4
        and bare.lower() not in _WORDS
        and not PLACEHOLDER.search(bare)
        and not _CODE.search(bare)
    )


def is_password(value: str) -> bool:
    return is_given(value) and " " not in value.strip()


def is_spoken_password(value: str) -> bool:
    return is_password(value) and len(value.strip(".,!?")) >= 5 and is_mixed(value.rstrip(".,!?"))


def is_basic(value: str) -> bool:
    """`user:password` in base64."""
    try:
        said = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except ValueError:
        return False
    return b":" in said and said.isascii()


def is_bare_password(value: str) -> bool:
    """One that stands right after the word: letters, digits and at least eight, or a sign."""
    bare = value.strip(".,!?:()")
    has_sign = any(not c.isalnum() and c not in "-_./:" for c in bare)
    letters, digits = any(map(str.isalpha, bare)), any(map(str.isdigit, bare))
    return is_password(bare) and letters and digits and (has_sign or len(bare) >= 8)


def is_token(value: str) -> bool:
    """Long, without space, with digits among letters: nothing that anybody says."""
    bare = value.strip()
    if not is_given(bare) or " " in bare or len(bare) < 10 or is_place(bare):
        return False
    return any(map(str.isdigit, bare)) and any(map(str.isalpha, bare))


def is_signature(value: str) -> bool:
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value))


def is_place(value: str) -> bool:
    """A path, an address, a file or a version."""
    if re.match(r"(?:https?://|[A-Za-z]:\\|v?\d+(?:\.\d+)+)", value):
        return True
    if len(value) > 2 * _LONG - 2 and is_scrambled(value):
        return False
    if max(map(len, re.split(r"[/.=+]", value))) >= _LONG:
        # No folder and no file is called so, but tokens are, and files after them.
        return False
    is_path = value.count("/") >= 2 and re.fullmatch(r"[\w./-]+", value) and len(value) < 30
    return bool(re.match(r"[.~]{0,2}/", value) or _FILE.search(value) or is_path)


def is_spoken_token(value: str) -> bool:
    return len(value) >= 16 and is_token(value.rstrip(".!?"))


def is_mixed_key(value: str) -> bool:
    bare = value.strip()
    return (
        is_token(bare)
        and len(bare) >= 16
        and any(map(str.isupper, bare))
        and any(map(str.islower, bare))
    )


def is_name_and_password(value: str) -> bool:
    """Base64 of `user:password` that is not announced as that, so its words must be plain."""
    if not is_basic(value):
        return False
    return base64.b64decode(value + "=" * (-len(value) % 4)).decode().isprintable()


def is_scrambled(value: str) -> bool:
    """Small letters, capitals and digits in an order that no word and no identifier has."""
    kinds = [1 if c.islower() else 2 if c.isupper() else 3 if c.isdigit() else 0 for c in value]
    changes = sum(a != b for a, b in pairwise(kinds))
    return {1, 2, 3} <= set(kinds) and changes >= _SCRAMBLED * len(value)


def is_env_value(value: str) -> bool:
    """What a manifest gives a variable that is named after a secret."""
    return is_password(value) and is_mixed(value)


def is_key_of_a_file(value: str) -> bool:
    """The beginning of a PEM file in base64, where the file is a private key."""
    try:
        return b"PRIVATE KEY" in base64.b64decode(value[:64])
    except ValueError:
        return False
