"""Each provider through its real LangChain package, against a server that speaks its format."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from core.errors import UserError
from core.model_settings import Model
from core.usage import Purpose, Spent, Usage, Written
from retrieval.model.chat import Chat
from retrieval.model.deadline import Deadline
from retrieval.model.faults import FaultKind, ModelAway, fault_of
from retrieval.model.opening import open_model
from retrieval.model.prompt import Prompt
from tests.retrieval.model.wire import Provider, serving

# The packages leave it to the garbage collector to close connections.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

NAMES = {
    "openai": "openai:gpt-5-mini",
    "anthropic": "anthropic:claude-haiku-4-5",
    "ollama": "ollama:llama3.2",
    "google": "google_genai:gemini-3-flash",
    "bedrock": "bedrock:anthropic.claude-haiku-4-5-20251001-v1:0",
}
PROMPT = Prompt("You answer.", "How do I roll back?")


class Notes:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.calls: list[Usage] = []

    def record(self, usage: Usage) -> None:
        self.calls.append(usage)

    def spent(self) -> Spent:
        tokens = sum(call.tokens_in + call.tokens_out for call in self.calls)
        return Spent(tokens, sum(call.cost for call in self.calls))


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine's own environment takes part."""
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY",
                 "AWS_PROFILE", "OPENAI_BASE_URL", "http_proxy", "HTTP_PROXY", "all_proxy",
                 "ALL_PROXY"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(params=sorted(NAMES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def provider(name: str) -> Iterator[Provider]:
    with serving(name) as running:
        yield running


def chat(name: str, provider: Provider, notes: Notes, **more: Any) -> Chat:
    url = f"{provider.url}/v1" if name == "openai" else provider.url
    values: dict[str, Any] = {"name": NAMES[name], "base_url": url, "seconds": 10, **more}
    if name in ("openai", "anthropic", "google"):
        values.setdefault("api_key", "key-1")
    made = Chat(Model.model_validate(values), open_model, notes)
    made.open()
    return made


def test_what_is_streamed_is_read_and_counted(name: str, provider: Provider) -> None:
    notes = Notes()
    made = chat(name, provider, notes, price_in=1.0, price_cached=0.1, price_out=5.0)
    assert list(made.stream(PROMPT, Purpose.ANSWER, Deadline.after(10))) == list(provider.pieces)
    (call,) = notes.calls
    assert (call.tokens_in, call.tokens_out, call.counted, call.failed) == (120, 9, True, False)
    if name != "ollama":
        assert call.tokens_cached == 100
        assert call.cost == pytest.approx((20 * 1.0 + 100 * 0.1 + 9 * 5.0) / 1e6)
    (asked,) = provider.asked
    text = str(asked)
    assert "You answer." in text
    assert "How do I roll back?" in text
    assert not asked.get("tools")
    if name == "anthropic":
        assert asked["system"][0]["cache_control"] == {"type": "ephemeral"}
        assert "key-1" in str(provider.headers[0])
    if name == "google":
        assert ":streamGenerateContent" in provider.paths[0]
        assert provider.headers[0]["x-goog-api-key"] == "key-1"
        assert asked["generationConfig"]["maxOutputTokens"] == 600
    if name == "bedrock":
        assert provider.paths[0].endswith("/converse-stream")
        assert {"cachePoint": {"type": "default"}} in asked["system"]


@pytest.mark.parametrize("status", [429, 503, 529])
def test_who_is_turned_away_for_a_moment_comes_again(
    name: str, provider: Provider, status: int
) -> None:
    provider.statuses = [status]
    notes = Notes()
    text = chat(name, provider, notes).complete(PROMPT, Purpose.ANSWER, Deadline.after(10))
    assert text == "".join(provider.pieces)
    assert [call.failed for call in notes.calls] == [True, False]


def test_who_is_turned_away_again_and_again_gives_up(name: str, provider: Provider) -> None:
    provider.statuses = [429] * 9
    with pytest.raises(ModelAway) as caught:
        chat(name, provider, Notes(), tries=2).complete(PROMPT, Purpose.ANSWER, Deadline.after(10))
    assert caught.value.outcome is Written.DOWN
    assert len(provider.asked) == 2


@pytest.mark.parametrize(
    ("status", "kind"), [(401, FaultKind.KEY), (404, FaultKind.MODEL), (400, FaultKind.REQUEST)]
)
def test_what_is_set_up_wrong_is_named_and_not_tried_again(
    name: str, provider: Provider, status: int, kind: FaultKind
) -> None:
    provider.statuses = [status] * 9
    with pytest.raises(ModelAway):
        chat(name, provider, Notes()).complete(PROMPT, Purpose.ANSWER, Deadline.after(10))
    assert len(provider.asked) == 1
    with pytest.raises(Exception) as caught:  # noqa: PT011  whatever the package raises
        chat(name, provider, Notes()).check(Deadline.after(10))
    fault = fault_of(caught.value)
    assert fault.kind is kind
    assert fault.words
    assert "key-1" not in fault.words


def test_a_stream_that_is_cut_is_no_answer(name: str, provider: Provider) -> None:
    provider.cuts = True
    with pytest.raises(ModelAway) as caught:
        chat(name, provider, Notes()).complete(PROMPT, Purpose.ANSWER, Deadline.after(10))
    assert caught.value.outcome is Written.DOWN


def test_a_stream_that_hangs_ends_at_the_deadline(name: str, provider: Provider) -> None:
    provider.hangs = True
    notes = Notes()
    with pytest.raises(ModelAway) as caught:
        chat(name, provider, notes).complete(PROMPT, Purpose.ANSWER, Deadline.after(1.0))
    assert caught.value.outcome is Written.SLOW
    assert notes.calls[0].failed


def test_azure_is_openai_behind_a_deployment() -> None:
    with serving("openai") as azure:
        values: dict[str, Any] = {"name": "azure_openai:gpt-5-mini", "base_url": azure.url}
        values |= {"api_key": "key-1", "options": {"api_version": "2024-10-21"}}
        notes = Notes()
        made = Chat(Model.model_validate(values), open_model, notes)
        made.open()
        assert made.complete(PROMPT, Purpose.ANSWER, Deadline.after(10)) == "".join(azure.pieces)
    (path,) = azure.paths
    assert path.startswith("/openai/deployments/gpt-5-mini/chat/completions?api-version=2024-10-21")
    assert azure.headers[0]["api-key"] == "key-1"
    assert notes.calls[0].counted


def test_nobody_is_there(name: str) -> None:
    with serving(name) as gone:
        pass
    with pytest.raises(ModelAway) as caught:
        chat(name, gone, Notes(), tries=2).complete(PROMPT, Purpose.ANSWER, Deadline.after(10))
    assert caught.value.outcome is Written.DOWN


def test_a_key_that_is_missing_is_named() -> None:
    made = Chat(Model(name="openai:gpt-5-mini"), open_model, Notes())
    with pytest.raises(UserError, match=r"key|credential") as caught:
        made.complete(PROMPT, Purpose.ANSWER, Deadline.after(5))
    assert "_API_KEY" in caught.value.remedy


def test_a_provider_that_is_none_is_named() -> None:
    made = Chat(Model(name="openia:gpt-5"), open_model, Notes())
    with pytest.raises(UserError, match="no provider 'openia'"):
        made.complete(PROMPT, Purpose.ANSWER, Deadline.after(5))


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore.config", None)
    for name, remedy in (
        ("bedrock:nova-lite", "pip install 'dialtone[bedrock]'"),
        ("mistralai:mistral-small", "pip install langchain-mistralai"),
    ):
        made = Chat(Model(name=name), open_model, Notes())
        with pytest.raises(UserError, match="not installed") as caught:
            made.complete(PROMPT, Purpose.ANSWER, Deadline.after(5))
        assert remedy in caught.value.remedy
