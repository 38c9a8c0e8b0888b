"""The declared catalog, read: from files or from a Backstage."""

from core.catalog import Catalog
from core.catalog_settings import CatalogSettings
from core.errors import UserError
from escalation.catalog.assembly import assemble
from escalation.catalog.backstage import read_backstage
from escalation.catalog.entry import Annotations
from escalation.catalog.folder import read_folder


def read_declared(settings: CatalogSettings) -> Catalog:
    """What is there now. Raises UserError where nothing is declared or nothing is found.

    A catalog without a single entry is taken for a mistake: storing it would retire every team.
    """
    if settings.path:
        found = read_folder(settings.path)
    elif settings.url:
        found = read_backstage(settings.url, settings.token.get_secret_value())
    else:
        raise UserError(
            "No catalog is declared.",
            "Set catalog.path or catalog.url in dialtone.yaml, or name a folder:"
            " dialtone catalog load PATH",
        )
    noted = settings.annotations
    catalog = assemble(
        found,
        Annotations(
            help_channel=noted.help_channel,
            on_call={"pagerduty": noted.pagerduty, "opsgenie": noted.opsgenie},
            aliases=noted.aliases,
            time_zone=noted.time_zone,
        ),
    )
    if not (catalog.teams or catalog.people or catalog.entities):
        place = settings.path or settings.url
        wrong = "".join(f"\n  {flaw.place}: {flaw.problem}" for flaw in catalog.flaws[:5])
        raise UserError(
            f"There is no entity in {place}; what was stored before stays.{wrong}",
            "It should hold Backstage entities, such as catalog-info.yaml files.",
        )
    return catalog
