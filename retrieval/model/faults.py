"""What went wrong with a model, read from whatever its provider's package raises."""

from dataclasses import dataclass
from enum import StrEnum

from core.errors import Transient
from core.usage import Written


class ModelAway(Transient):
    """The model gave no answer. `outcome` says why, and `wait` how long it asked to be left."""

    def __init__(self, outcome: Written, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.wait = wait


class FaultKind(StrEnum):
    """What can be done about it."""

    LATER = "later"
    """Turned away for a moment: trying again soon can succeed."""
    KEY = "key"
    MODEL = "model"
    REQUEST = "request"
    NETWORK = "network"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Fault:
    """A provider's error, in terms of what to do."""

    kind: FaultKind
    words: str
    """The error's own first line, without what may be a secret."""
    wait: float | None = None
    """Seconds that the provider asks to be left alone."""

    @property
    def again(self) -> bool:
        """Whether trying again soon can help."""
        return self.kind in (FaultKind.LATER, FaultKind.NETWORK)

    @property
    def remedy(self) -> str:
        """What a person can do."""
        return _REMEDIES[self.kind]


_REMEDIES = {
    FaultKind.LATER: "The provider is busy or your quota is used up: try again, or raise it.",
    FaultKind.KEY: "Check the key in the provider's usual variable (such as OPENAI_API_KEY,"
    " ANTHROPIC_API_KEY or GOOGLE_API_KEY; for Bedrock the AWS credentials) and that it may use"
    " this model.",
    FaultKind.MODEL: "Check the model's name after the colon in model.name, and that your account"
    " or server has it.",
    FaultKind.REQUEST: "The provider refuses how it is called: check model.options,"
    " model.output_tokens and model.name.",
    FaultKind.NETWORK: "Check model.base_url and that this machine reaches it.",
    FaultKind.OTHER: "Check model.name and model.options against the provider's documentation.",
}
_LATER = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_BY_CODE = {
    "ThrottlingException": FaultKind.LATER,
    "TooManyRequestsException": FaultKind.LATER,
    "ServiceUnavailableException": FaultKind.LATER,
    "ModelNotReadyException": FaultKind.LATER,
    "ModelTimeoutException": FaultKind.LATER,
    "InternalServerException": FaultKind.LATER,
    "AccessDeniedException": FaultKind.KEY,
    "UnrecognizedClientException": FaultKind.KEY,
    "ExpiredTokenException": FaultKind.KEY,
    "ResourceNotFoundException": FaultKind.MODEL,
    "ValidationException": FaultKind.REQUEST,
}
"""What Amazon calls its errors."""
_KEY_NAMES = ("NoCredentialsError", "PartialCredentialsError", "OpenAIError", "CredentialError")
_NETWORK_NAMES = ("Connect", "Connection", "Timeout", "ReadError", "RemoteProtocol", "Incomplete")


def fault_of(error: BaseException) -> Fault:
    """The fault behind an exception of any provider's package."""
    words = _words(error)
    code = _amazon_code(error)
    if code in _BY_CODE:
        return Fault(_BY_CODE[code], words)
    status = _status(error)
    if status is not None:
        return Fault(_of_status(status), words, _wait(error))
    for cause in _causes(error):
        name = type(cause).__name__
        if isinstance(cause, OSError) or any(part in name for part in _NETWORK_NAMES):
            return Fault(FaultKind.NETWORK, words)
        if name in _KEY_NAMES or "api_key" in str(cause) or "credentials" in str(cause).lower():
            return Fault(FaultKind.KEY, words)
    # Some packages raise a bare error for what the server says in the middle of a stream.
    if any(word in words.lower() for word in ("overloaded", "rate limit", "throttl")):
        return Fault(FaultKind.LATER, words)
    return Fault(FaultKind.OTHER, words)


def _of_status(status: int) -> FaultKind:
    if status in _LATER or status >= 500:
        return FaultKind.LATER
    if status in (401, 403):
        return FaultKind.KEY
    return FaultKind.MODEL if status == 404 else FaultKind.REQUEST


def _causes(error: BaseException) -> list[BaseException]:
    found = [error]
    while (cause := found[-1].__cause__ or found[-1].__context__) and len(found) < 8:
        found.append(cause)
    return found


def _status(error: BaseException) -> int | None:
    for cause in _causes(error):
        for holder in (cause, getattr(cause, "response", None)):
            status = getattr(holder, "status_code", None) or getattr(holder, "code", None)
            if isinstance(status, int) and status >= 400:
                return status
        response = getattr(cause, "response", None)
        if isinstance(response, dict):
            status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if isinstance(status, int) and status >= 400:
                return status
    return None


def _amazon_code(error: BaseException) -> str:
    for cause in _causes(error):
        response = getattr(cause, "response", None)
        if isinstance(response, dict):
            code = str(response.get("Error", {}).get("Code", ""))
            # In the middle of a stream the code begins with a small letter.
            return code[:1].upper() + code[1:]
    return ""


def _wait(error: BaseException) -> float | None:
    for cause in _causes(error):
        headers = getattr(getattr(cause, "response", None), "headers", None) or {}
        try:
            return max(0.0, float(headers.get("retry-after", "")))
        except (TypeError, ValueError, AttributeError):
            continue
    return None


def _words(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:300]
