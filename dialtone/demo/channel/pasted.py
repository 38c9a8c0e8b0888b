"""Secrets as people paste them by mistake: of a real shape, made at random, and opening nothing.

They are put together here, piece by piece, so that no file of the project contains one.
"""

import base64
import json
from random import Random
from string import ascii_letters, ascii_uppercase, digits

_KEY = ascii_letters + digits


def secret(kind: str, random: Random) -> str:
    """An invented secret of a kind."""
    return _KINDS[kind](random)


def _some(random: Random, length: int, alphabet: str = _KEY) -> str:
    return "".join(random.choices(alphabet, k=length))


def _coded(value: object) -> str:
    text = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def _aws_id(random: Random) -> str:
    return "AK" + "IA" + _some(random, 16, ascii_uppercase + "234567")


def _aws_key(random: Random) -> str:
    return _some(random, 40, _KEY + "/+")


def _postgres(random: Random) -> str:
    login = ":".join(("parcel-api-v31", _some(random, 24)))
    return f"postgresql://{login}@pg.staging.eu-central.int.fernway.example:5432/parcels"


def _slack(random: Random) -> str:
    parts = (_some(random, 12, digits), _some(random, 13, digits), _some(random, 24))
    return "-".join(("xo" + "xb", *parts))


def _github(random: Random) -> str:
    return "gh" + "p_" + _some(random, 36)


def _jwt(random: Random) -> str:
    head = _coded({"alg": "HS256", "typ": "JWT"})
    body = _coded({"sub": "tester", "aud": "fernway-web", "iat": 1793190000})
    return f"{head}.{body}.{_some(random, 43, _KEY + '_-')}"


def _private_key(random: Random) -> str:
    mark = "RSA PRIVATE" + " KEY"
    rows = [_some(random, 64, _KEY + "+/") for _ in range(12)]
    return "\n".join((f"-----BEGIN {mark}-----", *rows, f"-----END {mark}-----"))


def _stripe(random: Random) -> str:
    return "sk_" + "live_" + _some(random, 24)


_KINDS = {
    "aws-id": _aws_id,
    "aws-key": _aws_key,
    "postgres": _postgres,
    "slack": _slack,
    "github": _github,
    "jwt": _jwt,
    "private-key": _private_key,
    "stripe": _stripe,
}
