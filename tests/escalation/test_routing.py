"""Who takes a question, on the sample catalog of 60 entities, before and after a reorganisation."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.catalog import Catalog, EntityKind
from core.db.catalogs import Catalogs
from core.db.engine import Database
from core.escalation import SimilarQuestion
from dialtone.demo.session import CATALOG
from escalation.catalog.assembly import assemble
from escalation.catalog.entry import Annotations
from escalation.catalog.folder import read_folder
from escalation.routing import Because, Case, CitedPage, Route, route

NAMED, CITED, SIMILAR, TRIAGE = Because.NAMED, Because.CITED, Because.SIMILAR, Because.TRIAGE
REORGANISED = {
    "name: team-tracking\n": None,  # dissolved
    "owner: team-labels\n": "owner: team-printing\n",
    "name: team-labels\n": "name: team-printing\n",
    "owner: team-depot\n": "owner: team-parcels\n",
    "owner: team-streams\n": "owner: team-storage\n",
    "memberOf: [team-billing]\n": "memberOf: [team-routing]\n",
}
"""What the reorganisation changes: text of the catalog files -> text, or None to take it out."""
PAGE = (CitedPage("Rollbacks", "team-deploy"),)
OLD_PAGE = (CitedPage("Tracking page", "team-tracking"),)
LABELS = (SimilarQuestion("Labels come out blank", "team-labels"),)

CASES: tuple[tuple[str, Case, Because, str, str], ...] = (
    # what; what is asked; the rule; the team before; the team after
    ("name", Case("parcel-api returns 500s"), NAMED, "team-parcels", "team-parcels"),
    ("name with a space", Case("the parcel api is slow"), NAMED, "team-parcels", "team-parcels"),
    ("capitals", Case("PARCEL-API is slow"), NAMED, "team-parcels", "team-parcels"),
    ("possessive", Case("What is parcel-api's limit?"), NAMED, "team-parcels", "team-parcels"),
    ("in code", Case("`depot-scan` pods restart"), NAMED, "team-depot", "team-parcels"),
    ("system", Case("is event-streams down?"), NAMED, "team-streams", "team-storage"),
    ("api", Case("api-gateway says 429"), NAMED, "team-edge", "team-edge"),
    ("resource", Case("pods hang in pier-prod-eu"), NAMED, "team-runtime", "team-runtime"),
    ("domain", Case("who decides in the shipping domain?"), NAMED, "product", "product"),
    ("one word", Case("foghorn did not ring"), NAMED, "team-reliability", "team-reliability"),
    ("alias", Case("feature flags do not load"), NAMED, "team-deploy", "team-deploy"),
    ("alias of a system", Case("Kafka drops messages"), NAMED, "team-streams", "team-storage"),
    ("alias with a dot", Case("vault.fernway.example gives 502"), NAMED, "team-security",
     "team-security"),
    ("team", Case("can team-storage help me?"), NAMED, "team-storage", "team-storage"),
    ("channel", Case("nobody in #team-edge answers"), NAMED, "team-edge", "team-edge"),
    ("first of two", Case("courier-gateway cannot reach parcel-api"), NAMED, "team-courier",
     "team-courier"),
    ("longest of two", Case("stream-prod-eu lags"), NAMED, "team-streams", "team-storage"),
    ("before the page", Case("rate limits of api-gateway", PAGE), NAMED, "team-edge", "team-edge"),
    ("owner is a person", Case("rate-sync fails"), NAMED, "team-billing", "team-routing"),
    ("owner renamed", Case("label-service prints nothing"), NAMED, "team-labels", "team-printing"),
    ("owner gone", Case("tracking-web shows nothing"), NAMED, "team-tracking", "product"),
    ("team gone", Case("is team-tracking still there?"), NAMED, "team-tracking", "product"),
    ("page", Case("how do I undo a deploy", PAGE), CITED, "team-deploy", "team-deploy"),
    ("page of a gone team", Case("where is my parcel", OLD_PAGE), CITED, "team-tracking",
     "product"),
    ("first page", Case("how?", (*PAGE, *OLD_PAGE)), CITED, "team-deploy", "team-deploy"),
    ("page without owner", Case("how?", (CitedPage("Old", ""), *PAGE)), CITED, "team-deploy",
     "team-deploy"),
    ("page of nobody known", Case("how?", (CitedPage("Old", "team-x"),)), TRIAGE, "team-devex",
     "team-devex"),
    ("page before the past", Case("how?", PAGE, LABELS), CITED, "team-deploy", "team-deploy"),
    ("past", Case("blank paper again", (), LABELS), SIMILAR, "team-labels", "product"),
    ("most of the past", Case("again", (), (LABELS[0], *[SimilarQuestion("x", "team-edge")] * 2)),
     SIMILAR, "team-edge", "team-edge"),
    ("an ordinary word", Case("how do I open an egress?", PAGE), CITED, "team-deploy",
     "team-deploy"),
    ("part of a name", Case("what is parcel-api-v2?"), TRIAGE, "team-devex", "team-devex"),
    ("part of a word", Case("the vpnish thing"), TRIAGE, "team-devex", "team-devex"),
    ("nothing", Case("what is for lunch?"), TRIAGE, "team-devex", "team-devex"),
    ("empty", Case(""), TRIAGE, "team-devex", "team-devex"),
)  # fmt: skip


def read(folder: Path) -> Catalog:
    known = Annotations(on_call={"pagerduty": ("pagerduty.com/integration-key",)})
    return assemble(read_folder(folder), known)


def reorganise(folder: Path) -> Path:
    """The sample catalog as it is the morning after."""
    for file in CATALOG.rglob("*.yaml"):
        text = file.read_text("utf-8")
        kept = []
        for document in text.split("---\n"):
            if any(old in document and new is None for old, new in REORGANISED.items()):
                continue
            for old, new in REORGANISED.items():
                document = document.replace(old, new or "")
            kept.append(document)
        target = folder / file.relative_to(CATALOG)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("---\n".join(kept), "utf-8")
    return folder


@pytest.fixture(scope="module")
def before() -> Catalog:
    return read(CATALOG)


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The reorganised catalog, as it is stored over the first one."""
    place = tmp_path_factory.mktemp("reorganised")
    database = Database(f"sqlite:///{place / 'd.db'}")
    stored = Catalogs(database)
    stored.replace(read(CATALOG))
    stored.replace(read(reorganise(place / "catalog")))
    loaded = stored.load()
    database.close()
    return loaded


def decide(case: Case, catalog: Catalog) -> Route:
    return route(case, catalog, "team-devex")


def test_the_sample_catalog_has_sixty_entities_and_no_flaw(before: Catalog) -> None:
    assert (len(before.entities), before.flaws, before.orphans()) == (60, (), ())
    assert {entity.kind for entity in before.entities.values()} == set(EntityKind)


@pytest.mark.parametrize(("case", "rule", "team"), [(c, r, b) for _, c, r, b, _ in CASES],
                         ids=[name for name, *_ in CASES])  # fmt: skip
def test_routes(case: Case, rule: Because, team: str, before: Catalog) -> None:
    found = decide(case, before)
    assert (found.because, found.team.name) == (rule, team)
    assert found.why


@pytest.mark.parametrize(("case", "rule", "team"), [(c, r, a) for _, c, r, _, a in CASES],
                         ids=[name for name, *_ in CASES])  # fmt: skip
def test_routes_after_the_reorganisation(
    case: Case, rule: Because, team: str, after: Catalog
) -> None:
    found = decide(case, after)
    assert (found.because, found.team.name) == (rule, team)


def test_owner_that_is_gone_is_named_with_who_falls_in(after: Catalog) -> None:
    assert [(e.name, owner) for e, owner in after.orphans()] == [
        ("tracking-web", "group:default/team-tracking")
    ]
    why = decide(Case("tracking-web is down"), after).why
    assert "team-tracking, which is gone: Product is the group above it" in why


def test_contact_is_the_nearest_that_is_written_down(before: Catalog) -> None:
    labels = decide(Case("label-service"), before).contact
    assert (labels.channel, labels.email) == ("team-labels", "ask-harbor@fernway.example")
    assert labels.time_zone == "Europe/Amsterdam"
    courier = decide(Case("courier-gateway"), before)
    assert courier.contact.time_zone == "America/New_York"
    assert courier.entity == "component:default/courier-gateway"


def test_ordinary_word_of_others_names_counts_last(before: Catalog) -> None:
    search = replace(
        before.entities["component:default/parcel-api"],
        ref="component:default/search", name="search",
    )  # fmt: skip
    index = replace(
        search, ref="component:default/log-search", name="log-search",
        owner="group:default/team-observability",
    )  # fmt: skip
    entities = {**before.entities, search.ref: search, index.ref: index}
    catalog = replace(before, entities=entities)
    assert decide(Case("how do I search?", PAGE), catalog).team.name == "team-deploy"
    assert decide(Case("how do I search?"), catalog).team.name == "team-parcels"
    assert decide(Case("the search service is down", PAGE), catalog).team.name == "team-parcels"
    assert decide(Case("`search` is down", PAGE), catalog).team.name == "team-parcels"


def test_catalog_without_anything_sends_everything_to_triage() -> None:
    found = decide(Case("parcel-api is down"), Catalog())
    assert (found.because, found.team.name) == (TRIAGE, "team-devex")
