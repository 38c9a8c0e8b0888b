"""Secrets that can only be told by what stands before them: `password=`, `Authorization:`, `-p`.

What follows such a name is mostly no secret: a type, a variable, a placeholder, a call. So each
rule says what its value must look like.
"""

import base64
import re

from ingest.clean.rule import Rule, rule

_PLACEHOLDER = re.compile(
    r"^(?:sha(?:1|256|512):|md5:)|^(?:[\[<{$%*(]|x{3,}|\.{3}|…|_{3,}|-{3,}|#{3,}|your|my[-_]?(?:pass|secret|token|key)|some"
    r"|the[-_]|insert|replace|change[-_]?me|redacted|example|dummy|placeholder|todo|tbd|n/a\b)"
    r"|^(?:\W+|x+|\*+)$|\$\{|\{\{|%s|\.\.\.$",
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
_PASSWORD = r"(?:password|passwd|passphrase|passcode|pass_?word|pwd)"
_SECRET = (
    r"(?:secret(?:[-_. ]?(?:access[-_. ]?)?key)?|(?:api|access|auth|account|client|private|signing"
    r"|encryption|master|service|shared[-_. ]?access|storage|ssh|deploy|license|app|admin|session"
    r"|webhook|subscription)[-_. ]?(?:key|secret|token)|token|credentials?|api[-_. ]?key|apikey"
    r"|authorization|auth|cookie|sas|bearer)"
)
_EQUALS = r"\s*(?::=|=>|={1,3}|:(?!/))\s*"
_VALUE = (
    r"(?:\"(?P<q>[^\"\n]{3,400})|'(?P<s>[^'\n]{3,400})|`(?P<b>[^`\n]{3,400})"
    # A sign that may end a value is part of it where something other than the next name follows.
    r"|(?P<u>(?:[^\s\"'`,;&<>)\]}|]|[,;&)\]}|](?=[^\s\"'`<>])(?![\w.-]*\s?[=:])){3,400}))"
)


def _mixed(value: str) -> bool:
    """Whether it has what people and machines put into secrets and words do not have."""
    return any(map(str.isdigit, value)) or any(not c.isalnum() for c in value.strip(".!?:"))


def _is_given(value: str) -> bool:
    """Whether a value is written out, not named, called, typed or left open."""
    bare = value.strip().strip(".,;:!?")
    return (
        len(bare) >= 4
        and bare.lower() not in _WORDS
        and not _PLACEHOLDER.search(bare)
        and not _CODE.search(bare)
    )


def _is_password(value: str) -> bool:
    return _is_given(value) and " " not in value.strip()


def _is_spoken_password(value: str) -> bool:
    return _is_password(value) and len(value.strip(".,!?")) >= 5 and _mixed(value.rstrip(".,!?"))


def _is_basic(value: str) -> bool:
    """`user:password` in base64."""
    try:
        said = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except ValueError:
        return False
    return b":" in said and said.isascii()


def _is_bare_password(value: str) -> bool:
    """One that stands right after the word: letters, digits and at least eight, or a sign."""
    bare = value.strip(".,!?:()")
    has_sign = any(not c.isalnum() and c not in "-_./:" for c in bare)
    letters, digits = any(map(str.isalpha, bare)), any(map(str.isdigit, bare))
    return _is_password(bare) and letters and digits and (has_sign or len(bare) >= 8)


def _is_token(value: str) -> bool:
    """Long, without space, with digits among letters: nothing that anybody says."""
    bare = value.strip()
    if not _is_given(bare) or " " in bare or len(bare) < 10 or _is_place(bare):
        return False
    return any(map(str.isdigit, bare)) and any(map(str.isalpha, bare))


def _is_signature(value: str) -> bool:
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value))


def _is_place(value: str) -> bool:
    """A path, an address, a file or a version."""
    if re.match(r"(?:https?://|[A-Za-z]:\\|v?\d+(?:\.\d+)+)", value):
        return True
    if max(map(len, re.split(r"[/.=+]", value))) >= _LONG:
        # No folder and no file is called so, but tokens are, and files after them.
        return False
    is_path = value.count("/") >= 2 and re.fullmatch(r"[\w./-]+", value) and len(value) < 30
    return bool(re.match(r"[.~]{0,2}/", value) or _FILE.search(value) or is_path)


def _is_spoken_token(value: str) -> bool:
    return len(value) >= 16 and _is_token(value.rstrip(".!?"))


def _is_mixed_key(value: str) -> bool:
    bare = value.strip()
    return (
        _is_token(bare)
        and len(bare) >= 16
        and any(map(str.isupper, bare))
        and any(map(str.islower, bare))
    )


def _assigned(name: str) -> str:
    """A variable of that name, in code, JSON, YAML, XML, a URL or prose, and its value."""
    before, after = r"(?<![A-Za-z])[\w.$-]{0,60}", r"[\w.-]{0,20}[\"'`\])*_]{0,3}"
    return rf"(?i:{before}{name}){after}{_EQUALS}\(?{_VALUE}"


ASSIGNMENTS: tuple[Rule, ...] = (
    rule(
        "basic-auth",
        r"(?i:\bbasic\s+)(?P<v>[A-Za-z0-9+/_-]{8,}={0,2})(?![A-Za-z0-9])",
        "basic",
        accept=_is_basic,
    ),
    rule(
        "bearer-token",
        r"(?i:\b(?:bearer|authorization:\s*(?:token|apikey|digest)?)\s+)(?P<v>[\w.~+/=:-]{12,})",
        "bearer",
        "authorization",
        accept=_is_token,
    ),
    rule(
        "password",
        r"(?<![\w+.-])[A-Za-z][\w+.-]{1,30}://[^\s/@:\"'<>`]{0,200}:(?P<v>[^\s/\"'<>`]{1,400}?)"
        r"@(?=[\w\[$({])",
        "://",
        accept=lambda value: not _PLACEHOLDER.search(value),
    ),
    rule(
        "password",
        # A password with a slash in it, which a URL may not have and people write all the same.
        r"(?<![\w+.-])[A-Za-z][\w+.-]{1,30}://[\w.%+-]{1,100}:(?P<v>[^\s\"'<>`@]{4,200})"
        r"@[\w.-]+(?::\d+)?(?:/|\b)",
        "://",
        accept=lambda value: not _PLACEHOLDER.search(value) and not re.match(r"\d+/", value),
    ),
    rule(
        "url-token",
        r"https?://(?P<v>[A-Za-z0-9_-]{20,200})@[\w.-]+",
        "://",
        accept=_is_token,
    ),
    rule(
        "signed-url",
        r"[?&](?i:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|access_token"
        r"|auth|api_?key|apikey|code|key|token|sv_sig)=(?P<v>[\w%.~+/-]{16,}=*)",
        "=",
        accept=_is_signature,
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
        accept=_is_given,
    ),
    rule(
        "password",
        r"(?i:(?<![\w-])--?(?:password|passwd|passphrase|pass|pwd)(?:[ =]+))[\"']?"
        r"(?P<v>[^\s\"']{4,200})",
        "pass",
        "pwd",
        accept=_is_password,
    ),
    rule(
        "token",
        r"(?i:(?<![\w-])--?(?:[\w-]*(?:token|secret|api-?key|access-?key))(?:[ =]+))[\"']?"
        r"(?P<v>[^\s\"']{8,400})",
        "token",
        "secret",
        "key",
        accept=_is_token,
    ),
    rule(
        "password",
        r"(?:\b(?:curl|wget|http|skopeo|https)\b[^\n]{0,200}?\s(?:-u|--user|--creds)[ =]?"
        r"[\"']?[^\s:\"']{1,100}:)(?P<v>[^\s\"']{3,200})",
        "curl",
        "wget",
        "http",
        "skopeo",
        accept=_is_password,
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
        accept=lambda value: _is_password(value) and not value.isdigit(),
    ),
    rule(
        "password",
        r"(?i:\blogin\s+\S+\s+password\s+)(?P<v>\S{4,200})",
        "password",
        accept=_is_password,
    ),
    rule("password", r"(?i:\bidentified\s+by\s+)['\"](?P<v>[^'\"]{3,200})", "identified"),
    rule("password", r"(?i:\bpassword\s+)'(?P<v>[^'\n]{3,200})'", "password", accept=_is_given),
    rule(
        "password",
        _assigned(_PASSWORD),
        "passw",
        "passp",
        "passc",
        "pwd",
        "pass_w",
        accept=_is_password,
    ),
    rule(
        "password",
        _assigned(r"(?<![a-z])(?:pass|pw)(?![a-z])"),
        "pass",
        "pw",
        accept=lambda value: _is_password(value) and _mixed(value.rstrip(".,!?")),
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
        accept=_is_token,
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
        accept=_is_spoken_password,
    ),
    rule(
        "token",
        r"(?i:\b(?:(?:api|access|auth|secret|account|client|bot|deploy|refresh"
        r"|bearer|personal access)"
        r"[ _-]?(?:key|token|secret)|api[ _-]?key|token|secret|pat)\b(?:\s+(?:is|was|=))?:?\s+)"
        r"[\"'`*]{0,3}(?P<v>[^\s\"'`*,;]{16,400})",
        "key",
        "token",
        "secret",
        "pat",
        accept=_is_spoken_token,
    ),
    rule(
        "password",
        r"(?i:\b(?:password|passwd|passphrase|passcode|pwd)\s+)[\"'`*]{0,3}(?P<v>[^\s\"'`*,;]{6,100})",
        "passw",
        "pwd",
        "passphrase",
        "passcode",
        accept=_is_bare_password,
    ),
    rule(
        "token",
        r"(?i:\b(?:keys?|tokens?|secrets?|credentials?|pat|apikey)\b(?:\s+(?!is\b)[\w'’]+){0,3}?"
        r"\s*(?:\s(?:is|was|are|=)\s|:|\s[-–—]\s))\s*[\"'`*]{0,3}(?P<v>[^\s\"'`*,;]{16,400})",
        "key",
        "token",
        "secret",
        "credential",
        "pat",
        accept=_is_mixed_key,
    ),
)
"""In the order in which they are looked for."""
