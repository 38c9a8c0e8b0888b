"""Settings of handing over: who takes what, when, how they are reached, and what is policy."""

from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator, model_validator

from core.escalation import Urgency
from core.section import Name, Section

Minutes = Annotated[float, Field(gt=0, le=60 * 24 * 90)]
Days = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_Address = Annotated[str, Field(pattern=r"^https?://\S+$")]
_Mailbox = Annotated[str, Field(pattern=r"^[^@\s,<>]+@[^@\s,<>]+$")]


class Hours(Section):
    """When somebody works."""

    time_zone: str = "UTC"
    """An IANA name such as Europe/Amsterdam."""
    days: tuple[Days, ...] = ("mon", "tue", "wed", "thu", "fri")
    begin: time = time(9)
    end: time = time(17)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (OSError, ValueError) as error:  # an unknown one is a KeyError of theirs
            raise ValueError("is no time zone such as Europe/Amsterdam") from error
        except KeyError as error:
            raise ValueError("is no time zone such as Europe/Amsterdam") from error
        return name

    @model_validator(mode="after")
    def _some_time(self) -> "Hours":
        if not self.days or self.begin >= self.end:
            raise ValueError("there is no working time in it: `begin` comes before `end`")
        return self


class Goals(Section):
    """How soon people should move, in minutes."""

    acknowledge: Minutes
    answer: Minutes
    resolve: Minutes
    around_the_clock: bool = False
    """Count every minute; otherwise only those in which the team works."""


class Email(Section):
    """Mail through an SMTP server."""

    name: Name = "email"
    host: str
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: _Mailbox
    to: tuple[_Mailbox, ...] = ()
    """Who gets what is for a team without an address of its own."""
    seconds: float = Field(default=20, gt=0)


class Webhook(Section):
    """A POST of JSON, signed as www.standardwebhooks.com says."""

    name: Name = "webhook"
    url: _Address
    secret: SecretStr
    """`whsec_` and base64, or any text."""
    seconds: float = Field(default=10, gt=0)


class PagerDuty(Section):
    """PagerDuty: events that page, and its REST API to learn who acknowledged."""

    name: Name = "pagerduty"
    routing_key: SecretStr = SecretStr("")
    """Of an Events API v2 integration, for teams whose catalog entry names none."""
    token: SecretStr = SecretStr("")
    """A REST API key; without one nobody learns of an acknowledgement in PagerDuty."""
    sender: str = ""
    """The e-mail address of a PagerDuty user, in whose name an incident is passed on."""
    events_url: _Address = "https://events.pagerduty.com"
    api_url: _Address = "https://api.pagerduty.com"
    seconds: float = Field(default=10, gt=0)


class Opsgenie(Section):
    """Opsgenie alerts."""

    name: Name = "opsgenie"
    key: SecretStr
    """An API integration's key."""
    api_url: _Address = "https://api.opsgenie.com"
    seconds: float = Field(default=10, gt=0)


class TeamSettings(Section):
    """What holds for one team instead of the usual."""

    notify: tuple[Name, ...] = ()
    page: tuple[Name, ...] = ()
    hours: Hours | None = None


class Topic(Section):
    """A subject that a human has to see, whatever the pages say."""

    words: tuple[Name, ...] = Field(min_length=1)
    """Any of these, as words or phrases."""
    team: str = ""
    """Who takes it; empty leaves it to the catalog."""
    urgency: Urgency = Urgency.HIGH


def _goals() -> dict[Urgency, Goals]:
    return {
        Urgency.EMERGENCY: Goals(acknowledge=5, answer=15, resolve=240, around_the_clock=True),
        Urgency.HIGH: Goals(acknowledge=30, answer=60, resolve=480),
        Urgency.NORMAL: Goals(acknowledge=60, answer=240, resolve=1440),
    }


def _topics() -> dict[str, Topic]:
    return {
        "a security incident": Topic(
            words=(
                "security incident", "security breach", "data breach", "leaked secret",
                "leaked a secret", "leaked password", "leaked credentials", "leaked token",
                "credential leak", "compromised", "phishing", "ransomware", "malware",
            ),
        ),
        "data loss": Topic(
            words=(
                "data loss", "lost data", "lost all data", "data is gone", "deleted production",
                "dropped the database", "dropped the table", "deleted the database", "wiped",
            ),
        ),
        "access to production": Topic(
            words=(
                "access to production", "production access", "prod access", "access to prod",
                "break glass", "break-glass", "root access",
            ),
            urgency=Urgency.NORMAL,
        ),
    }  # fmt: skip


class EscalationSettings(Section):
    """Handing over to people."""

    triage: Name = "triage"
    """The team that takes what nobody else owns."""
    phone: str = ""
    """The number to ring where paging fails, such as +31 20 555 0100."""
    notify: tuple[Name, ...] = ()
    """Notifiers by name, for what is no emergency: the first that works is enough."""
    page: tuple[Name, ...] = ()
    """Notifiers by name, for emergencies: the first person, then the next, and so on."""
    page_again_minutes: Minutes = 5
    """How long a page may stay unacknowledged before it is sent again, then to the next."""
    pages_each: int = Field(default=2, ge=1)
    """How often one person is paged before the next is."""
    pages_per_hour: int = Field(default=3, ge=1)
    """Emergencies of one asker that page; later ones reach the team without a page. The first
    always pages."""
    hours: Hours = Hours()
    goals: dict[Urgency, Goals] = Field(default_factory=_goals)
    remind_at: float = Field(default=0.75, gt=0, lt=1)
    """The part of a goal's time after which its team is reminded."""
    topics: dict[str, Topic] = Field(default_factory=_topics)
    emergency_words: tuple[Name, ...] = (
        "outage", "production is down", "prod is down", "everything is down", "site is down",
        "sev1", "sev-1", "sev 1", "p1 incident", "emergency", "customers are affected",
    )  # fmt: skip
    repeated: int = Field(default=2, ge=2)
    """How often a question is asked in one conversation before a human is offered for it."""
    similar_lessons: int = Field(default=3, ge=2)
    """How many confirmed answers to much the same question suggest a change to the docs."""
    teams: dict[str, TeamSettings] = Field(default_factory=dict)
    email: tuple[Email, ...] = ()
    webhook: tuple[Webhook, ...] = ()
    pagerduty: tuple[PagerDuty, ...] = ()
    opsgenie: tuple[Opsgenie, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> "EscalationSettings":
        known = self.notifiers
        names = [notifier.name for notifier in known]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two notifiers are named {name!r}: give each its own name")
        theirs = [name for team in self.teams.values() for name in (*team.notify, *team.page)]
        for name in (*self.notify, *self.page, *theirs):
            if name not in (*names, SLACK):
                raise ValueError(f"there is no notifier {name!r}; there are: {', '.join(names)}")
        missing = [urgency.value for urgency in Urgency if urgency not in self.goals]
        if missing:
            raise ValueError(f"`goals` leaves {', '.join(missing)} out")
        return self

    @property
    def notifiers(self) -> tuple[Email | Webhook | PagerDuty | Opsgenie, ...]:
        """Every one that is declared."""
        return (*self.email, *self.webhook, *self.pagerduty, *self.opsgenie)


SLACK = "slack"
"""The notifier that posts a card in the owning team's channel; there wherever Slack is."""
