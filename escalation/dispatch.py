"""Sending escalations on their way: to whom, until when, and what follows when nobody moves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.catalog import Catalog, Contact, Team
from core.conversation import Conversation, Escalation, EscalationKind, EscalationState, Role
from core.db.catalogs import Catalogs
from core.db.conversations import Conversations
from core.db.escalations import Change, Escalations
from core.db.transcript import new_id
from core.errors import DialtoneError
from core.escalation import (
    Delivery,
    DeliveryState,
    Goal,
    Happening,
    Purpose,
    Recipient,
    SimilarQuestion,
    Timer,
)
from core.escalation_settings import EscalationSettings, Hours
from core.ports import PageOwners, PastQuestions
from escalation.desk import Clock, Say
from escalation.handover import packet
from escalation.hours import due
from escalation.routing import Because, Case, CitedPage, Route, contact_of, route

_REMINDER, _BREACH = "reminder", "breach"
_GOALS = (Goal.ACKNOWLEDGE, Goal.ANSWER, Goal.RESOLVE)


class Dispatch:
    """Routes what is new, and lets timers fire."""

    def __init__(
        self,
        settings: EscalationSettings,
        escalations: Escalations,
        conversations: Conversations,
        catalogs: Catalogs,
        owners: PageOwners,
        past: PastQuestions,
        clock: Clock,
        say: Say,
        *,
        usual: Sequence[str] = (),
    ) -> None:
        """`usual`: notifiers for teams for which none is named."""
        self._settings = settings
        self._escalations = escalations
        self._conversations = conversations
        self._catalogs = catalogs
        self._owners = owners
        self._past = past
        self._clock = clock
        self._say = say
        self._usual = tuple(settings.notify or usual)

    def run(self) -> list[str]:
        """Do what is due. The conversations in which something happened."""
        touched = [self._send_off(escalation) for escalation in self._escalations.unrouted()]
        now = self._clock()
        for timer in self._escalations.due_timers(now):
            touched.append(self._fire(timer, now))
        return [key for key in touched if key]

    def owner(self, asked: Sequence[str]) -> str:
        """The team that would take a question, as people call it; empty where nothing says whose.

        `asked` is what its asker said, newest first.
        """
        catalog = self._catalogs.load()
        if not catalog.teams or not asked:
            return ""
        case = Case("\n".join(dict.fromkeys(asked)), similar=self._similar(asked[0]))
        found = route(case, catalog, self._settings.triage)
        return "" if found.because is Because.TRIAGE else found.team.called

    # ------------------------------------------------------------------ routing

    def _send_off(self, escalation: Escalation) -> str:
        """Route one: its team, its timers and its first deliveries, all stored at once."""
        catalog = self._catalogs.load()
        conversation = self._conversations.get(escalation.conversation_id, None)
        found = self._route(escalation, conversation, catalog)
        now = self._clock()
        subject = conversation.asker.subject
        pages = self._escalations.pages_of(subject, now - timedelta(hours=1))
        may_page = pages < self._settings.pages_per_hour

        def decide(current: Escalation) -> Change | None:
            if current.team or current.state is EscalationState.RESOLVED:
                return None  # another process was here first
            return self._sent_off(current, found, now, may_page=may_page)

        self._escalations.change(escalation.id, decide, now)
        return escalation.conversation_id

    def _route(self, escalation: Escalation, conversation: Conversation, catalog: Catalog) -> Route:
        if escalation.pinned:
            chosen = catalog.teams.get(escalation.pinned)
            name = escalation.pinned.rpartition("/")[2]
            found = route(Case(""), catalog, chosen.ref if chosen else name)
            return replace(found, because=Because.CHOSEN, why=escalation.why)
        topic = self._settings.topics.get(escalation.topic)
        if topic and topic.team:
            team = catalog.team(topic.team) or Team(f"group:default/{topic.team}", topic.team)
            found = route(Case(""), catalog, team.name)
            return replace(found, because=Because.POLICY, why=f"it is about {escalation.topic}")
        known = packet(escalation, conversation)
        said = [m.text for m in conversation.messages if m.role is Role.USER]
        cited = known.answer.citations if known.answer else ()
        return route(
            Case(
                # The note and the last question first, then what was asked before.
                "\n".join(dict.fromkeys([known.question, escalation.note, *reversed(said)])),
                cited=[CitedPage(c.title, self._owner_of(c.source, c.path)) for c in cited],
                similar=self._similar(known.question),
            ),
            catalog,
            self._settings.triage,
        )

    def _owner_of(self, source: str, path: str) -> str:
        try:
            return self._owners.owner_of(source, path)
        except DialtoneError:
            return ""

    def _similar(self, question: str) -> Sequence[SimilarQuestion]:
        try:
            return self._past.like(question)
        except Exception:  # noqa: BLE001  a model that is away must not keep anybody from a human
            return ()

    def _sent_off(
        self, escalation: Escalation, found: Route, now: datetime, *, may_page: bool
    ) -> Change:
        sent = replace(
            escalation,
            team=found.team.ref,
            team_name=found.team.called,
            why=found.why,
            contact=found.contact,
        )
        pages = escalation.kind is EscalationKind.EMERGENCY and may_page
        deliveries = [self._notice(sent, found.team.name, Purpose.NOTICE, now)]
        timers = self._timers(sent, found.team.name, now)
        if pages:
            deliveries.append(self._page(sent, found.team.name, 0, now))
            timers.append(self._next_page(1, now))
        told = Happening.PAGED if pages else Happening.ROUTED
        if pages and not self._pagers(found.team.name):
            told = Happening.PAGING_FAILED
        return Change(
            Happening.ROUTED,
            values={
                "team": sent.team,
                "team_name": sent.team_name,
                "why": sent.why,
                "contact": sent.contact,
            },
            data={
                "team": sent.team,
                "because": found.because.value,
                "why": found.why,
                "entity": found.entity,
            },
            said=self._say(told, sent, found.team.called),
            timers=timers,
            deliveries=deliveries,
        )

    # ------------------------------------------------------------------- timers

    def _timers(self, escalation: Escalation, team: str, now: datetime) -> list[Timer]:
        goals = self._settings.goals[escalation.urgency]
        hours = None if goals.around_the_clock else self._hours(team, escalation.contact)
        timers: list[Timer] = []
        for goal in _GOALS:
            minutes = getattr(goals, goal.value)
            reminder = due(now, minutes * self._settings.remind_at, hours)
            timers.append(Timer(goal, _REMINDER, reminder))
            timers.append(Timer(goal, _BREACH, due(now, minutes, hours)))
        return timers

    def _hours(self, team: str, contact: Contact) -> Hours:
        chosen = self._settings.teams.get(team)
        if chosen and chosen.hours:
            return chosen.hours
        usual = self._settings.hours
        if contact.time_zone:
            try:
                return Hours(**{**usual.model_dump(), "time_zone": contact.time_zone})
            except ValueError:  # the catalog names no zone that there is
                return usual
        return usual

    def _fire(self, timer: Timer, now: datetime) -> str:
        escalation = self._escalations.get(timer.escalation_id)
        catalog = self._catalogs.load()

        def decide(current: Escalation) -> Change | None:
            if timer.goal is Goal.PAGE:
                return self._page_again(current, int(timer.stage), now)
            name = Happening.REMINDED if timer.stage == _REMINDER else Happening.BREACHED
            team = catalog.teams.get(current.team)
            if name is Happening.BREACHED:
                above = self._above(team, catalog)
                to = Recipient(above.ref, above.called, contact_of(above, catalog))
                purpose, key = Purpose.BREACH, above.name
            else:
                to = Recipient(current.team, current.team_name, current.contact)
                purpose, key = Purpose.REMINDER, team.name if team else self._settings.triage
            delivery = self._delivery(current, purpose, to, self._ways(key), now)
            what = f"{current.round}:{purpose.value}:{timer.goal.value}"
            return Change(
                name,
                data={"goal": timer.goal.value, "to": to.team},
                deliveries=[(f"{current.id}:{what}", delivery)],
            )

        fired = self._escalations.fire(timer, decide, now)
        return escalation.conversation_id if fired else ""

    def _above(self, team: Team | None, catalog: Catalog) -> Team:
        """Whom a breach is passed on to: the group above, else the triage team."""
        if team:
            living = [above for above in catalog.ancestors(team) if not above.gone]
            if living:
                return living[0]
        triage = self._settings.triage
        return catalog.team(triage) or Team(f"group:default/{triage}", triage)

    # -------------------------------------------------------------------- pages

    def _page_again(self, escalation: Escalation, step: int, now: datetime) -> Change | None:
        """The next page, since nobody acknowledged; after the last, the phone."""
        if escalation.state is not EscalationState.OPEN:
            return None
        team = escalation.team.rpartition("/")[2]
        if step // self._settings.pages_each >= len(self._pagers(team)):
            return Change(
                Happening.PAGES_EXHAUSTED,
                said=self._say(Happening.PAGES_EXHAUSTED, escalation, escalation.team_name),
            )
        delivery = self._page(escalation, team, step, now)
        return Change(
            Happening.PAGED_AGAIN,
            data={"step": step, "via": delivery[1].notifier},
            said=self._say(Happening.PAGED_AGAIN, escalation, escalation.team_name),
            timers=[self._next_page(step + 1, now)],
            deliveries=[delivery],
        )

    def _page(
        self, escalation: Escalation, team: str, step: int, now: datetime
    ) -> tuple[str, Delivery]:
        pagers = self._pagers(team)
        # Where one cannot be reached, the next is tried at once.
        ways = pagers[step // self._settings.pages_each :]
        to = Recipient(escalation.team, escalation.team_name, escalation.contact)
        delivery = self._delivery(escalation, Purpose.PAGE, to, ways, now)
        key = f"{escalation.id}:{escalation.round}:page:{step}"
        return key, replace(delivery, step=step)

    def _next_page(self, step: int, now: datetime) -> Timer:
        wait = timedelta(minutes=self._settings.page_again_minutes)
        return Timer(Goal.PAGE, str(step), now + wait)

    # --------------------------------------------------------------- deliveries

    def _notice(
        self, escalation: Escalation, team: str, purpose: Purpose, now: datetime
    ) -> tuple[str, Delivery]:
        to = Recipient(escalation.team, escalation.team_name, escalation.contact)
        key = f"{escalation.id}:{escalation.round}:{purpose.value}"
        return key, self._delivery(escalation, purpose, to, self._ways(team), now)

    def _delivery(
        self,
        escalation: Escalation,
        purpose: Purpose,
        to: Recipient,
        via: Iterable[str],
        now: datetime,
    ) -> Delivery:
        ways = tuple(via)
        return Delivery(
            new_id(),
            escalation.id,
            purpose,
            to,
            ways,
            state=DeliveryState.WAITING if ways else DeliveryState.UNDELIVERED,
            error="" if ways else _NOBODY[purpose],
            due_at=now,
        )

    def _ways(self, team: str) -> tuple[str, ...]:
        chosen = self._settings.teams.get(team)
        return (chosen.notify if chosen else ()) or self._usual

    def _pagers(self, team: str) -> tuple[str, ...]:
        chosen = self._settings.teams.get(team)
        return (chosen.page if chosen else ()) or self._settings.page


_NOBODY: Mapping[Purpose, str] = {
    **dict.fromkeys(Purpose, "no notifier is set up: see escalation.notify"),
    Purpose.PAGE: "nothing that pages is set up: see escalation.page",
}
