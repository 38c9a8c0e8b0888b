"""Settings of the catalog: where it is, and which annotations say how to reach somebody."""

from pathlib import Path

from pydantic import Field, SecretStr, model_validator

from core.section import Section


class CatalogAnnotations(Section):
    """Names of annotations. Of several, the first that an entity bears counts."""

    help_channel: tuple[str, ...] = ("dialtone.dev/help-channel", "slack.com/channel")
    pagerduty: tuple[str, ...] = ("pagerduty.com/integration-key",)
    opsgenie: tuple[str, ...] = ("opsgenie.com/team",)
    aliases: tuple[str, ...] = ("dialtone.dev/aliases",)
    """Further names, with commas between them."""
    time_zone: tuple[str, ...] = ("dialtone.dev/time-zone",)


class CatalogSettings(Section):
    """Who owns what: a Backstage catalog, as files or from its API."""

    path: Path | None = None
    """A folder or repository with catalog-info.yaml files, or one such file."""
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    """A Backstage, such as https://backstage.example.com."""
    token: SecretStr = SecretStr("")
    """A token that may read its catalog, for DIALTONE_CATALOG__TOKEN."""
    refresh_minutes: float = Field(default=10, gt=0, le=60 * 24 * 7)
    """How often a running server reads it again. What is wrong with it then, `doctor` says."""
    annotations: CatalogAnnotations = CatalogAnnotations()

    @model_validator(mode="after")
    def _one_place(self) -> "CatalogSettings":
        if self.path and self.url:
            raise ValueError("name either `path` or `url`, not both")
        return self

    @property
    def declared(self) -> bool:
        """Whether there is a catalog at all."""
        return bool(self.path or self.url)
