"""Secrets that can only be told by what stands before them: `password=`, `Authorization:`, `-p`.

What follows such a name is mostly no secret: a type, a variable, a placeholder, a call. So each
rule says what its value must look like.
"""

import re

from ingest.clean.rule import Rule, rule
from ingest.clean.value import (
    PLACEHOLDER,
    is_bare_password,
    is_basic,
    is_given,
    is_mixed,
    is_mixed_key,
    is_password,
    is_signature,
    is_spoken_password,
    is_spoken_token,
    is_token,
)

_PASSWORD = r"(?:password|passwd|passphrase|passcode|pass_?word|pwd)"
_SECRET = (
    r"(?:secret(?:[-_. ]?(?:access[-_. ]?)?key)?|(?:api|access|auth|account|client|private|signing"
    r"|encryption|master|service|shared[-_. ]?access|storage|ssh|deploy|license|app|admin|session"
    r"|webhook|subscription)[-_. ]?(?:key|secret|token)|token|credentials?|api[-_. ]?key|apikey"
    r"|authorization|auth|cookie|sas|bearer)"
)
_NO_VALUE = (
    r"(?![\w.-]{0,20}(?:names?|refs?|files?|paths?|dirs?|ur[li]s?|length|policy|types?|fields?|header"
    r"|prefix|ttl|expir\w{0,8}|versions?|[-_]?(?:key|token)[-_]?id|store|enabled|required)[\"'`]{0,2}\s*[:=])"
)
"""What a variable is of, whose value names or describes a secret and is none."""
_EQUALS = r"\s*(?::=|=>|={1,3}|:(?!/))\s*"
_VALUE = (
    r"(?:\"(?P<q>[^\"\n]{3,8000})|'(?P<s>[^'\n]{3,8000})|`(?P<b>[^`\n]{3,8000})"
    # A sign that may end a value is part of it where something other than the next name follows.
    r"|(?P<u>(?:[^\s\"'`,;&<>)\]}|]|[,;&)\]}|](?=[^\s\"'`<>])(?![\w.-]*\s?[=:])){3,8000}))"
)


def _assigned(name: str) -> str:
    """A variable of that name, in code, JSON, YAML, XML, a URL or prose, and its value."""
    # Behind digits and a colon stands a part of the name that a cloud gives to a thing.
    before, after = r"(?<![A-Za-z])(?<!\d:)(?<!:aws:)[\w.$-]{0,60}", r"[\w.-]{0,20}[\"'`\])*_]{0,3}"
    return rf"(?i:{before}{name}{_NO_VALUE}){after}{_EQUALS}\(?{_VALUE}"


ASSIGNMENTS: tuple[Rule, ...] = (
    rule(
        "basic-auth",
        r"(?i:\bbasic\s+)(?P<v>[A-Za-z0-9+/_-]{8,}={0,2})(?![A-Za-z0-9])",
        "basic",
        accept=is_basic,
    ),
    rule(
        "bearer-token",
        r"(?i:\b(?:bearer|authorization:\s*(?:token|apikey|digest)?)\s+)(?P<v>[\w.~+/=:-]{12,})",
        "bearer",
        "authorization",
        accept=is_token,
    ),
    rule(
        "password",
        r"(?<![\w+.-])[A-Za-z][\w+.-]{1,30}://[^\s/@:\"'<>`]{0,200}:(?P<v>[^\s/\"'<>`]{1,8000}?)"
        r"@(?=[\w\[$({])",
        "://",
        accept=lambda value: not PLACEHOLDER.search(value),
    ),
    rule(
        "password",
        # A password with a slash in it, which a URL may not have and people write all the same.
        r"(?<![\w+.-])[A-Za-z][\w+.-]{1,30}://[\w.%+-]{1,100}:(?P<v>[^\s\"'<>`@]{4,200})"
        r"@[\w.-]+(?::\d+)?(?:/|\b)",
        "://",
        accept=lambda value: not PLACEHOLDER.search(value) and not re.match(r"\d+/", value),
    ),
    rule(
        "url-token",
        r"https?://(?P<v>[A-Za-z0-9_-]{20,200})@[\w.-]+",
        "://",
        accept=is_token,
    ),
    rule(
        "signed-url",
        r"[?&](?i:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|access_token"
        r"|auth|api_?key|apikey|code|key|token|sv_sig)=(?P<v>[\w%.~+/-]{16,}=*)",
        "=",
        accept=is_signature,
    ),
    rule(
        "connection-string",
        r"(?i:(?:AccountKey|SharedAccessKey|SharedSecretIssuer|SharedAccessSignature)\s*=\s*)"
        r"(?P<v>[^;\s\"']{8,})",
        "key",
        "shared",
    ),
    rule(
        "password",
        r"(?i:<(?:\w+[:.-])?(?:password|passwd|secret|token|apikey|api-key)>)(?P<v>[^<\s]{4,200})"
        r"(?=</)",
        "</",
        accept=is_given,
    ),
    rule(
        "password",
        r"(?i:(?<![\w-])--?(?:password|passwd|passphrase|pass|pwd)(?:[ =]+))[\"']?"
        r"(?P<v>[^\s\"']{4,200})",
        "pass",
        "pwd",
        accept=is_password,
    ),
    rule(
        "token",
        r"(?i:(?<![\w-])--?(?:[\w-]*(?:token|secret|api-?key|access-?key))(?:[ =]+))[\"']?"
        r"(?P<v>[^\s\"']{8,8000})",
        "token",
        "secret",
        "key",
        accept=is_token,
    ),
    rule(
        "password",
        r"(?:\b(?:curl|wget|http|skopeo|https)\b[^\n]{0,200}?\s(?:-u|--user|--creds)[ =]?"
        r"[\"']?[^\s:\"']{1,100}:)(?P<v>[^\s\"']{3,200})",
        "curl",
        "wget",
        "http",
        "skopeo",
        accept=is_password,
    ),
    rule(
        "password",
        r"\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass|docker login|podman login|helm registry"
        r" login|redis-cli|mongo(?:sh)?|sqlcmd|az login|ldapsearch)\b"
        r"[^\n|]{0,200}?\s-[pPaw]\s?[\"']?"
        r"(?P<v>[^\s\"'-][^\s\"']{3,200})",
        "mysql",
        "mariadb",
        "sshpass",
        "login",
        "redis",
        "mongo",
        "sqlcmd",
        "ldap",
        accept=lambda value: is_password(value) and not value.isdigit(),
    ),
    rule(
        "password",
        r"(?i:\blogin\s+\S+\s+password\s+)(?P<v>\S{4,200})",
        "password",
        accept=is_password,
    ),
    rule("password", r"(?i:\bidentified\s+by\s+)['\"](?P<v>[^'\"]{3,200})", "identified"),
    rule("password", r"(?i:\bpassword\s+)'(?P<v>[^'\n]{3,200})'", "password", accept=is_given),
    rule(
        "password",
        _assigned(_PASSWORD + "(?![-_]?secret)"),
        "passw",
        "passp",
        "passc",
        "pwd",
        "pass_w",
        accept=is_password,
    ),
    rule(
        "password",
        _assigned(r"(?<![a-z])(?:pass|pw)(?![a-z])"),
        "pass",
        "pw",
        accept=lambda value: is_password(value) and is_mixed(value.rstrip(".,!?")),
    ),
    rule(
        "token",
        _assigned(_SECRET),
        "secret",
        "key",
        "token",
        "credential",
        "authorization",
        "cookie",
        "sas",
        "bearer",
        accept=is_token,
    ),
    rule(
        "password",
        r"(?i:\b(?:password|passwd|passphrase|passcode|pwd|pw|creds?|credentials|login)\b"
        r"(?:\s+(?!is\b|was\b|to\b)[\w'’]+){0,4}?\s*(?:\s(?:is|was|to|are|=)\s|:|\s[-–—]\s))\s*"
        r"(?:[\w.@-]+\s*/\s*)?[\"'`*]{0,3}(?P<v>[^\s\"'`*]{5,100})",
        "passw",
        "pwd",
        "pw",
        "passphrase",
        "passcode",
        "cred",
        "login",
        accept=is_spoken_password,
    ),
    rule(
        "token",
        r"(?i:\b(?:(?:api|access|auth|secret|account|client|bot|deploy|refresh"
        r"|bearer|personal access)"
        r"[ _-]?(?:key|token|secret)|api[ _-]?key|token|secret|pat)\b(?:\s+(?:is|was|=))?:?\s+)"
        r"[\"'`*]{0,3}(?P<v>[^\s\"'`*,;]{16,8000})",
        "key",
        "token",
        "secret",
        "pat",
        accept=is_spoken_token,
    ),
    rule(
        "password",
        r"(?i:\b(?:password|passwd|passphrase|passcode|pwd)\s+)[\"'`*]{0,3}(?P<v>[^\s\"'`*,;]{6,100})",
        "passw",
        "pwd",
        "passphrase",
        "passcode",
        accept=is_bare_password,
    ),
    rule(
        "token",
        r"(?i:(?<!\d:)\b(?:keys?|tokens?|secrets?|credentials?|pat|apikey)\b(?:\s+(?!is\b)[\w'’]+){0,3}?"
        r"\s*(?:\s(?:is|was|are|=)\s|:|\s[-–—]\s))\s*[\"'`*]{0,3}(?P<v>[^\s\"'`*,;]{16,8000})",
        "key",
        "token",
        "secret",
        "credential",
        "pat",
        accept=is_mixed_key,
    ),
)
"""In the order in which they are looked for."""
