"""A catalog from a server that speaks Backstage's catalog API."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core.errors import Transient, UserError
from escalation.catalog.assembly import assemble
from escalation.catalog.backstage import read_backstage
from escalation.catalog.entry import Annotations
from tests.escalation.peer import Answer, Request, peer


def body(kind: str, name: str, **spec: Any) -> dict[str, Any]:
    place = {"backstage.io/managed-by-location": f"url:https://git.example/{name}.yaml"}
    metadata = {"name": name, "namespace": "default", "annotations": place}
    return {"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}


ENTITIES = [
    body("Group", "t", type="team", parent="circle"),
    body("Group", "circle", parent="t"),
    *(body("Component", f"c{number}", owner="t") for number in range(5)),
    "rubbish",
]


def by_cursor(request: Request) -> Answer:
    parts = urlsplit(request.path)
    if parts.path != "/api/catalog/entities/by-query":
        return Answer(404)
    assert request.headers["authorization"] == "Bearer secret"
    start = int(parse_qs(parts.query).get("cursor", ["0"])[0])
    info = {"nextCursor": str(start + 3)} if start + 3 < len(ENTITIES) else {}
    page = ENTITIES[start : start + 3]
    return Answer(200, {"items": page, "totalItems": len(ENTITIES), "pageInfo": info})


def by_number(request: Request) -> Answer:
    parts = urlsplit(request.path)
    if parts.path != "/api/catalog/entities":
        return Answer(404)
    asked = parse_qs(parts.query)
    start = int(asked["offset"][0])
    return Answer(200, ENTITIES[start : start + int(asked["limit"][0])])


@pytest.mark.parametrize("answer", [by_cursor, by_number])
def test_every_page_is_read(answer: Callable[[Request], Answer]) -> None:
    with peer(answer) as backstage:
        found = assemble(read_backstage(f"{backstage.url}/", "secret"), Annotations())
    assert len(found.entities) == 5
    assert [flaw.place for flaw in found.flaws] == [
        f"{backstage.url}/api/catalog/entities",
        "https://git.example/circle.yaml",
    ]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Answer(500), Transient), (Answer(429), Transient), (Answer(0), Transient),
        (Answer(401), UserError), (Answer(403), UserError), (Answer(404), UserError),
        (Answer(200, {"no": "items"}), UserError), (Answer(302), UserError),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_read_in_part_is_not_taken_for_the_whole(
    said: Answer, error: type[Exception]
) -> None:
    def second_page_fails(request: Request) -> Answer:
        return said if "cursor" in request.path or said.status == 404 else by_cursor(request)

    with peer(second_page_fails) as backstage, pytest.raises(error):
        list(read_backstage(backstage.url, "secret"))


def test_nobody_there_is_transient() -> None:
    with pytest.raises(Transient, match="does not answer"):
        list(read_backstage("http://127.0.0.1:9"))
