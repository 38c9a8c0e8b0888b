"""Secrets in what is pasted: commands, manifests, files in base64, addresses that act."""

import re

from ingest.clean.rule import Rule, rule
from ingest.clean.value import (
    is_bare_password,
    is_env_value,
    is_given,
    is_key_of_a_file,
    is_name_and_password,
    is_password,
    is_scrambled,
    is_token,
)

_NAMED = (
    r"[\w.-]{0,60}(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_KEY|CREDENTIALS?|PWD)"
)
_HARMLESS_KEY = (
    r"CACHE|PUBLIC|PUB|PRIMARY|PARTITION|SORT|FOREIGN|ROUTING|LOOKUP|IDEMPOTENCY|HASH|INDEX|OBJECT"
    r"|BUCKET|S3|ROW|SHARD|GROUP|DEDUP|ORDER|TRANSLATION|HOST|KNOWN|KEY"
)


def _is_session(value: str) -> bool:
    return is_token(value) and value.count("-") != 4


def _is_beside_a_name(value: str) -> bool:
    """Signs that no path, version, address or name has."""
    bare = value.rstrip(".,!?:;)")
    return is_bare_password(bare) and bool(re.search(r"[!#$%^*+?~]|@(?![\w-]+\.)", bare))


PASTED: tuple[Rule, ...] = (
    rule(
        "aws-secret",
        # Right behind the id that it belongs to, where people copy both.
        r"(?:AKIA|ASIA)[0-9A-Z]{16}[\s\"'`:,;|/=&]{1,6}(?:(?i:aws|secret|access|key)[\s_:=]*){0,4}"
        r"[\"'`]?(?P<v>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
        "akia",
        "asia",
    ),
    rule(
        "private-key",
        r"(?P<v>LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,}={0,2})",
        "ls0tls1crudjti",
        accept=is_key_of_a_file,
    ),
    rule(
        "basic-auth",
        r"\b_?auth[\"']?\s*[:=]\s*[\"']?(?P<v>[A-Za-z0-9+/_-]{8,}={0,2})(?![A-Za-z0-9+/=])",
        "auth",
        accept=is_name_and_password,
    ),
    rule(
        "password",
        r"\becho\s+(?:-n\s+)?[\"']?(?P<v>[^\s\"'|]{4,200})[\"']?\s*\|[^\n|]{0,200}"
        r"(?:--password-stdin|sudo\s+-S)",
        "echo",
        accept=is_given,
    ),
    rule(
        "password",
        r"(?i:\b(?:requirepass|masterauth|sudo\s+-S\s+<<<|net\s+user\s+\S+|chpasswd\s+<<<"
        r"|ConvertTo-SecureString(?:\s+-String)?)|(?<![\w-])-(?:storepass|keypass|srcstorepass"
        r"|deststorepass|passin|passout|passphrase)(?:\s+pass:)?)\s+[\"']?(?P<v>[^\s\"']{4,200})",
        "pass",
        "auth",
        "sudo",
        "net user",
        "securestring",
        accept=is_password,
    ),
    rule(
        "password",
        r"(?i:\b(?:password|passwd|passphrase|pwd|pw)\s*(?:->|→|=>)\s*)[\"'`]?(?P<v>[^\s\"'`]{4,100})",
        "pass",
        "pwd",
        "pw",
        accept=is_env_value,
    ),
    rule(
        "password",
        r"(?i:(?<![\w./@-])(?:admin|root|administrator|postgres|sa|guest|elastic)\s?[/:]\s?)"
        r"[\"'`]?(?P<v>[^\s\"'`/]{8,60})",
        "/",
        ":",
        accept=_is_beside_a_name,
    ),
    rule(
        "token",
        # A variable of a container: its name on one line, its value on the next.
        rf"(?i:name[\"']?\s*:\s*[\"']?{_NAMED}[\w.-]{{0,20}}[\"']?\s*,?\s*[\"']?value[\"']?\s*:\s*)"
        r"(?:\"(?P<q>[^\"\n]{4,8000})|'(?P<s>[^'\n]{4,8000})|(?P<u>[^\s\"'{}]{4,8000}))",
        "value",
        accept=is_env_value,
    ),
    rule(
        "token",
        rf"(?<![A-Za-z0-9_])(?!(?:\w*_)?(?:{_HARMLESS_KEY})_KEY)[A-Z][A-Z0-9_]{{1,40}}_KEY"
        r"[\"']?\s*[:=]\s*[\"']?(?P<v>[\w.~+/=-]{16,8000})(?![^\s\"'`,;&<>)\]}|])",
        "_key",
        accept=is_token,
    ),
    rule(
        "token",
        r"(?i:\b(?:x-functions-key|presharedkey|preshared[-_]key|jsessionid|phpsessid|sessionid"
        r"|session_id|asp\.net_sessionid|connect\.sid|csrftoken|xsrf-token|sessid)[\"']?\s*[:=]\s*)"
        r"[\"']?(?P<v>[\w.~+/%:=-]{16,8000})",
        "key",
        "sess",
        "sid",
        "csrf",
        "xsrf",
        accept=_is_session,
    ),
    rule(
        "webhook",
        r"https://hooks\.zapier\.com/hooks/catch/(?P<v>[\w/]{8,})",
        "hooks.zapier.com",
    ),
    rule(
        "teams-webhook",
        r"https://outlook\.office(?:365)?\.com/webhook/(?P<v>[^\s)>\]]{20,})",
        "/webhook/",
    ),
    rule(
        "token",
        # As issuers write their keys: who issued it, and chance.
        r"(?<![A-Za-z0-9_/.+-])(?!sha\d|md5|blake|h1_)(?P<v>[a-z][a-z0-9]{1,11}(?:_[a-z0-9]{1,10}){0,3}_"
        r"[A-Za-z0-9]{28,})(?![A-Za-z0-9_/])",
        "_",
        accept=lambda value: is_scrambled(value.rpartition("_")[2]),
    ),
)
"""In the order in which they are looked for."""
