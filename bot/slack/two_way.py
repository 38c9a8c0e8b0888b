"""Between an asker, wherever they are, and the helpers in the thread of a card: nobody copies."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ParamSpec, TypeVar

from bot import messages
from bot import slack_messages as say
from bot.crossing import Lane
from bot.slack import blocks, cards
from bot.slack.api import Refused
from bot.slack.parts import Parts
from bot.slack.words import plain
from core.conversation import (
    Asker,
    Conversation,
    ConversationState,
    Escalation,
    Message,
    Post,
    Role,
)
from core.db.call_progress import CallProgress, Progress
from core.db.escalations import Escalations
from core.db.outbox import Outbox
from core.errors import DialtoneError, Transient, UserError
from core.slack import Incoming, Json, NotYet, Outgoing, SendState, SlackThread
from escalation.desk import Desk

Given = ParamSpec("Given")
Result = TypeVar("Result")

_HELPERS = "card"
"""The subject of idempotency keys of what helpers write below a card."""
_LINGERS = timedelta(days=7)
"""How long after its end what is added to a call is still carried over by the rounds."""
_PATIENCE = 5
"""How often work on what the asker said may begin before a helper's words go first."""


class TwoWay:
    """Carries words from a card's thread to the asker, and back."""

    def __init__(
        self,
        parts: Parts,
        outbox: Outbox,
        escalations: Escalations,
        progress: CallProgress,
        human: Desk,
    ) -> None:
        self._parts = parts
        self._outbox = outbox
        self._escalations = escalations
        self._progress = progress
        self._human = human
        self._carried: set[Progress] = set()

    async def hear(self, said: Incoming) -> bool:
        """Work on a message. False where it belongs to no call of ours that is with people."""
        if said.thread_ts == said.ts or not said.thread_ts:
            return False
        card = await self._read(self._outbox.card_at, said.thread_ts)
        if card:
            return await self._helper_says(said, card)
        thread = await self._read(self._parts.threads.get, said.channel, said.thread_ts)
        if thread and said.user == thread.asker:
            return await self._asker_says(said, thread)
        return False

    async def press(self, incoming: Incoming) -> bool:
        """Work on a press. False where it is no button of a card."""
        acted: Json = (incoming.payload.get("actions") or [{}])[0]
        action = str(acted.get("action_id", ""))
        if action not in cards.ACTIONS:
            return False
        value = str(acted.get("value") or (acted.get("selected_option") or {}).get("value") or "")
        key, _, team = value.partition("|")
        name = await self._parts.names.of(incoming.user)
        step = self._step(action, key, team, name)
        try:
            call = await self._parts.assistant.handle(step)
        except (LookupError, UserError):
            return True  # nothing of ours any more
        if action == cards.ANSWER:
            card = await self._read(self._outbox.card, key)
            if card:
                hint = blocks.notice(say.card_answer(call))
                await self._put(card, f"answer-hint:{incoming.event_id}", hint)
        return True

    async def mirror(self, conversation_id: str) -> bool:
        """Say on each side what was said on the other since the call.

        False where that cannot be all yet: our own answers come before what follows from them.
        """
        calls = await self._read(self._escalations.of, conversation_id)
        if not calls:
            return True
        conversation = await self._parts.assistant.read(conversation_id, None)
        thread = await self._read(self._parts.threads.of_conversation, conversation_id)
        call = calls[-1]
        for each in calls:
            card = await self._read(self._outbox.card, each.id)
            if card and card.state is SendState.SENT:
                await self._tell_helpers(each, card, conversation, thread)
        if thread is None:
            return True
        said = await self._read(self._parts.inbox.thread, thread.channel, thread.thread_ts)
        if any(each.waits and each.attempts <= _PATIENCE for each in said):
            return False
        await self._tell_asker(call, conversation, thread)
        return True

    async def sweep(self) -> None:
        """Mirror every call that is not long over, where something was added."""
        since = datetime.now(UTC) - _LINGERS
        found = await self._read(self._progress.of_open, since)
        self._carried.intersection_update(found)
        for call in found:
            if call not in self._carried and await self._carry(call):
                self._carried.add(call)

    async def _carry(self, call: Progress) -> bool:
        try:
            return await self.mirror(call.conversation_id)
        except (DialtoneError, LookupError):
            return False

    # ------------------------------------------------------------------ inwards

    async def _helper_says(self, said: Incoming, card: Outgoing) -> bool:
        call = await self._read(self._escalations.get, _call_of(card))
        text = plain(str(said.payload.get("text", "")), self._parts.us.user)
        if not text.strip():
            return True
        author = await self._parts.names.of(said.user)
        post = Post(_HELPERS, f"{said.channel}:{said.ts}", said.ts)
        await self._parts.assistant.reply(call.conversation_id, author, text, post)
        if not await self.mirror(call.conversation_id):
            raise NotYet("What the asker said is worked on first.")
        return True

    async def _asker_says(self, said: Incoming, thread: SlackThread) -> bool:
        conversation = await self._parts.assistant.read(thread.conversation_id, None)
        if conversation.state is not ConversationState.WITH_HUMAN:
            return False
        text = plain(str(said.payload.get("text", "")), self._parts.us.user)
        asker = Asker(conversation.asker.subject, frozenset(), user=said.user)
        key = f"message:{said.ts}"
        await self._parts.assistant.ask(
            thread.conversation_id, asker, text, Post(asker.subject, key, key)
        )
        return True

    def _step(self, action: str, key: str, team: str, name: str) -> Callable[[], Escalation]:
        match action:
            case cards.RESOLVE:
                return lambda: self._human.resolve(key, name)
            case cards.DOCS_GAP:
                return lambda: self._human.docs_gap(key, name)
            case cards.REASSIGN:
                return lambda: self._human.reassign(key, team, name)
        return lambda: self._human.acknowledge(key, name)

    # ----------------------------------------------------------------- outwards

    async def _tell_helpers(
        self,
        call: Escalation,
        card: Outgoing,
        conversation: Conversation,
        thread: SlackThread | None,
    ) -> None:
        if thread:
            link = await self._permalink(thread)
            if link:
                await self._put(card, f"where:{card.key}", cards.where(link))
        for message in conversation.messages:
            if message.created_at <= call.created_at or message.role not in (Role.USER, Role.HUMAN):
                continue
            if await self._read(self._outbox.came_from, _HELPERS, message.id):
                continue
            asker = conversation.asker.name or say.THE_ASKER
            usual = asker if message.role is Role.USER else "Dialtone"
            words = say.card_said(message.author or usual, message.text)
            await self._put(card, f"helpers:{message.id}", blocks.promise(words))
        for event in await self._read(self._escalations.events, call.id):
            if event.actor and (what := say.CARD_STEPS.get(event.name.value)):
                key = f"step:{call.id}:{event.number}"
                await self._put(card, key, blocks.notice(say.card_step(event.actor, what)))

    async def _tell_asker(
        self, call: Escalation, conversation: Conversation, thread: SlackThread
    ) -> None:
        for message in conversation.messages:
            promised = messages.says_handed_over(message.text, call.kind)
            if message.created_at < call.created_at or promised:
                continue
            if message.role is Role.HUMAN or message.role is Role.SYSTEM:
                await self._put_said(message, thread)

    async def _put_said(self, message: Message, thread: SlackThread) -> None:
        named = f"{message.author}: {message.text}" if message.role is Role.HUMAN else message.text
        for number, payload in enumerate(blocks.said(message), start=1):
            if message.role is Role.HUMAN and number == 1:
                payload["blocks"] = [
                    blocks.note(say.human_writes(message.author)),
                    *payload["blocks"],
                ]
            outgoing = Outgoing(
                f"asker:{message.id}:{number}",
                "chat.postMessage",
                thread.channel,
                thread.thread_ts,
                {**payload, "text": named[:3000]} if number == 1 else payload,
            )
            await self._parts.outtray.put(outgoing)

    async def _put(self, card: Outgoing, key: str, payload: Json) -> None:
        await self._parts.outtray.put(
            Outgoing(key, "chat.postMessage", card.channel, card.ts, payload)
        )

    async def _permalink(self, thread: SlackThread) -> str:
        try:
            told = await self._parts.api.call(
                "chat.getPermalink", channel=thread.channel, message_ts=thread.thread_ts
            )
        except (Refused, Transient):
            return ""
        return str(told.get("permalink", ""))

    async def _read(
        self, function: Callable[Given, Result], *given: Given.args, **more: Given.kwargs
    ) -> Result:
        return await self._parts.crossing.over(Lane.READ, function, *given, **more)


def _call_of(card: Outgoing) -> str:
    return card.key.split(":")[1]
