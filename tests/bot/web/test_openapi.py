"""The API against its own documentation: no 5xx, and no answer that is not documented."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.bot.web.line import ADMIN_KEY, Line, help_line

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_EXAMPLES = 25


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with help_line(tmp_path_factory.mktemp("line")) as running:
        yield running


@pytest.mark.filterwarnings("ignore")
def test_every_answer_is_documented(line: Line) -> None:
    schema = schemathesis.openapi.from_url(f"{line.url}/openapi.json")
    ada = line.person()
    conversation = ada.conversation()
    answer = ada.ask(conversation, "How do I roll back a deploy?")["answer"]
    known = {"conversation_id": conversation, "message_id": answer["id"]}
    tried = 0
    found: list[Any] = list(schema.get_all_operations())
    for operation in [result.ok() for result in found]:
        for which in ("theirs", "anything"):
            tried += _try(operation, ada.headers, known if which == "theirs" else {})
    assert tried > 20 * _EXAMPLES


def _try(operation: Any, headers: dict[str, str], known: dict[str, str]) -> int:
    count = 0

    @seed(20250304)
    @settings(
        max_examples=_EXAMPLES,
        phases=[Phase.explicit, Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def each(case: Any) -> None:
        nonlocal count
        count += 1
        for name, value in known.items():
            if case.path_parameters and name in case.path_parameters:
                case.path_parameters[name] = value
        if operation.path.endswith("/events"):
            case.query = {**(case.query or {}), "follow": "false"}  # it would never end
        sent = {**headers, "X-API-Key": ADMIN_KEY} if known else {}
        if known and count % 2:
            sent["Accept"] = "application/json"
        case.call_and_validate(checks=_CHECKS, headers=sent)

    each()
    return count
