"""The declared catalog, read: from files or from a Backstage."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from core.catalog import Catalog
from core.catalog_settings import CatalogSettings
from core.db.catalogs import Catalogs
from core.errors import DialtoneError, UserError
from escalation.catalog.assembly import assemble
from escalation.catalog.backstage import read_backstage
from escalation.catalog.entry import Annotations
from escalation.catalog.folder import read_folder

_log = logging.getLogger(__name__)


class CatalogReader:
    """Reads the declared catalog again while a server runs, so that a reorganisation arrives."""

    def __init__(self, settings: CatalogSettings, catalogs: Catalogs) -> None:
        self._settings = settings
        self._catalogs = catalogs
        self._every = timedelta(minutes=settings.refresh_minutes)

    def run(self) -> Sequence[str]:
        """Read it where it is time to; no conversation is touched by that.

        What cannot be read leaves what was stored, and `doctor` says so.
        """
        if not self._settings.declared:
            return ()
        if not self._catalogs.take_turn(self._catalogs.database.moment(), self._every):
            return ()
        try:
            self._catalogs.replace(read_declared(self._settings))
        except (DialtoneError, OSError) as error:
            _log.warning("The catalog could not be read again: %s", error)
            self._catalogs.could_not_read(str(error))
        return ()


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
