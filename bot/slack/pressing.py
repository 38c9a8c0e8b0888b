"""What becomes of a press: a human is called, an answer judged, a thread solved."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot import slack_messages as say
from bot.crossing import Lane
from bot.slack import blocks, buttons
from bot.slack.handover import Call, Handover
from bot.slack.parts import Parts
from bot.slack.resolution import Resolution
from core.conversation import Asker, EscalationKind, Feedback, Message, Role
from core.slack import Incoming, Json, Outgoing, SlackThread


@dataclass(frozen=True, slots=True)
class Press:
    """A button, and where it was."""

    incoming: Incoming
    value: str
    message: Message
    """The message of ours that it stands under."""
    asker: Asker
    thread_ts: str
    """The thread; empty where only one person sees the message."""

    @property
    def user(self) -> str:
        """Who pressed."""
        return self.incoming.user


class Pressing:
    """Works on buttons."""

    def __init__(self, parts: Parts, handover: Handover, resolution: Resolution) -> None:
        self._parts = parts
        self._handover = handover
        self._resolution = resolution
        self._does: dict[str, Callable[[Press], Awaitable[None]]] = {
            buttons.HUMAN: self._human,
            buttons.EMERGENCY: self._emergency,
            buttons.SOLVED: self._solved,
            buttons.FEEDBACK: self._feedback,
            buttons.SHARE: self._share,
        }

    async def press(self, incoming: Incoming) -> bool:
        """Work on one press. False where the button is none of ours."""
        acted: Json = (incoming.payload.get("actions") or [{}])[0]
        does = self._does.get(str(acted.get("action_id", "")))
        if does is None:
            return False
        pressed = await self._read(incoming, str(acted.get("value") or ""))
        if pressed is None:
            await self._tell(incoming, say.gone())
        else:
            await does(pressed)
        return True

    async def _read(self, incoming: Incoming, value: str) -> Press | None:
        about = value.rpartition(":")[2]
        message = await self._parts.assistant.message(about) if about else None
        if message is None:
            return None
        read = await self._parts.assistant.read(message.conversation_id, None)
        container: Json = incoming.payload.get("container") or {}
        private = bool(container.get("is_ephemeral"))
        thread_ts = "" if private else str(container.get("thread_ts") or incoming.message_ts)
        return Press(incoming, value, message, read.asker, thread_ts)

    async def _human(self, pressed: Press) -> None:
        await self._call(pressed, EscalationKind.HUMAN)

    async def _emergency(self, pressed: Press) -> None:
        await self._call(pressed, EscalationKind.EMERGENCY)

    async def _call(self, pressed: Press, kind: EscalationKind) -> None:
        await self._handover.call(
            Call(
                pressed.message.conversation_id,
                kind,
                pressed.user,
                f"press:{pressed.incoming.event_id}",
                pressed.incoming.channel,
                pressed.thread_ts,
                response_url=str(pressed.incoming.payload.get("response_url") or ""),
            )
        )

    async def _solved(self, pressed: Press) -> None:
        thread = await self._parts.crossing.over(
            Lane.READ, self._parts.threads.of_conversation, pressed.message.conversation_id
        )
        if thread and not await self._resolution.may_end(thread, pressed.user):
            await self._tell(pressed.incoming, say.not_yours_to_solve())
            return
        if thread:
            await self._resolution.resolve(thread, "button")
        else:
            await self._parts.assistant.resolve(pressed.message.conversation_id)
        await self._tell(pressed.incoming, say.solved())
        shown: Json = pressed.incoming.payload.get("message") or {}
        if pressed.thread_ts and shown.get("blocks"):
            changed = {**blocks.marked_solved(shown), "ts": pressed.incoming.message_ts}
            await self._parts.outtray.put(
                Outgoing(
                    f"solved:{pressed.message.id}",
                    "chat.update",
                    pressed.incoming.channel,
                    pressed.thread_ts,
                    changed,
                )
            )

    async def _feedback(self, pressed: Press) -> None:
        helpful, _ = buttons.judged(pressed.value)
        await self._parts.assistant.judge(pressed.message.id, pressed.asker, Feedback(helpful))
        if helpful:
            await self._tell(pressed.incoming, say.feedback_noted())
        # What did not help is asked about in a form, which opened meanwhile.

    async def _share(self, pressed: Press) -> None:
        question = await self._question(pressed.message)
        payloads = blocks.answer(pressed.message)
        thread_ts = ""
        for number, payload in enumerate(blocks.shared(payloads, pressed.user, question), start=1):
            key = f"share:{pressed.message.id}:{number}"
            channel = pressed.incoming.channel
            await self._parts.outtray.put(
                Outgoing(key, "chat.postMessage", channel, thread_ts, payload)
            )
            thread_ts = thread_ts or await self._parts.outtray.sent(key)
            if not thread_ts:
                await self._tell(pressed.incoming, say.cannot_post())
                return
        await self._go_on_under(thread_ts, pressed)
        await self._tell(pressed.incoming, say.shared())

    async def _go_on_under(self, ts: str, pressed: Press) -> None:
        """What is asked below a shared answer follows up on it."""
        thread = SlackThread(
            pressed.incoming.channel, ts, pressed.message.conversation_id, pressed.user
        )
        await self._parts.crossing.over(Lane.WRITE, self._parts.threads.save, thread)

    async def _question(self, answer: Message) -> str:
        read = await self._parts.assistant.read(answer.conversation_id, None)
        asked = [each.text for each in read.messages if each.answer_id == answer.id]
        own = [each.text for each in read.messages if each.role is Role.USER]
        return (asked or own or [""])[0]

    async def _tell(self, incoming: Incoming, sentence: str) -> None:
        """To who pressed, and nobody else."""
        await self._parts.whisper.reply(incoming, blocks.notice(sentence))
