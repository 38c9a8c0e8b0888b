"""What is done to a message from its menu: answer it, or pass it on to a human."""

from bot import slack_messages as say
from bot.crossing import Lane
from bot.slack import blocks, forms
from bot.slack.answering import Answering
from bot.slack.handover import Call, Handover
from bot.slack.parts import Parts
from bot.slack.words import plain
from core.conversation import EscalationKind, Feedback
from core.slack import Incoming, Json, Kind

ASK = "dialtone_ask"
ESCALATE = "dialtone_escalate"


class Shortcuts:
    """Works on message shortcuts, and on the forms that they open."""

    def __init__(self, parts: Parts, answering: Answering, handover: Handover) -> None:
        self._parts = parts
        self._answering = answering
        self._handover = handover

    async def use(self, incoming: Incoming) -> bool:
        """Work on one shortcut. "Escalate" has opened its form already."""
        if incoming.payload.get("callback_id") != ASK:
            return False
        message: Json = incoming.payload.get("message") or {}
        text = plain(str(message.get("text") or ""), self._parts.us.user)
        if not text:
            await self._tell(incoming, say.nothing_to_ask())
            return True
        room = await self._parts.rooms.get(incoming.channel)
        if not room.member:
            await self._tell(incoming, say.cannot_post())
            return True
        said = _said(incoming, message)
        new = await self._answering.answer(said, room, text)
        if not new:
            link = await self._handover.permalink(said.channel, said.thread_ts)
            await self._tell(incoming, say.answered_before(link))
        return True

    async def submit(self, incoming: Incoming) -> bool:
        """Work on one form. False where it is none of ours."""
        view: Json = incoming.payload.get("view") or {}
        about = forms.about(view)
        match view.get("callback_id"):
            case forms.REASON:
                await self._judge(about, view)
            case forms.ESCALATE:
                await self._escalate(incoming, about, view)
            case _:
                return False
        return True

    async def _judge(self, about: forms.About, view: Json) -> None:
        message = await self._parts.assistant.message(about.message_id)
        if message is None:
            return
        read = await self._parts.assistant.read(message.conversation_id, None)
        said = (forms.filled(view, "why"), forms.filled(view, "note"))
        judged = Feedback(False, ": ".join(each for each in said if each))
        await self._parts.assistant.judge(message.id, read.asker, judged)
        if about.response_url:
            await self._parts.whisper.respond(about.response_url, blocks.notice(say.reason_noted()))

    async def _escalate(self, incoming: Incoming, about: forms.About, view: Json) -> None:
        thread = await self._parts.crossing.over(
            Lane.READ, self._parts.threads.get, about.channel, about.thread_ts
        )
        if thread is None:
            thread = await self._answering.open(
                about.channel, about.thread_ts, about.user or incoming.user
            )
        room = await self._parts.rooms.get(about.channel)
        kind = EscalationKind(forms.filled(view, "kind") or EscalationKind.HUMAN)
        note = forms.filled(view, "note")
        words = "\n\n".join(each for each in (about.text, note) if each)
        await self._handover.call(
            Call(
                thread.conversation_id,
                kind,
                incoming.user,
                f"form:{incoming.event_id}",
                about.channel,
                about.thread_ts if room.member else "",
                note=words,
                response_url=about.response_url,
            )
        )

    async def _tell(self, incoming: Incoming, sentence: str) -> None:
        await self._parts.whisper.reply(incoming, blocks.notice(sentence))


def about(body: Json) -> forms.About:
    """What the form of a message's shortcut is about."""
    message: Json = body.get("message") or {}
    ts = str(message.get("ts") or body.get("message_ts") or "")
    return forms.About(
        channel=str((body.get("channel") or {}).get("id") or ""),
        ts=ts,
        thread_ts=str(message.get("thread_ts") or ts),
        user=str(message.get("user") or ""),
        text=plain(str(message.get("text") or "")),
        response_url=str(body.get("response_url") or ""),
    )


def _said(incoming: Incoming, message: Json) -> Incoming:
    """The message as if it had just been said to us, by who wrote it."""
    ts = str(message["ts"])
    return Incoming(
        incoming.event_id,
        Kind.MESSAGE,
        incoming.channel,
        ts,
        str(message.get("thread_ts") or ts),
        str(message.get("user") or incoming.user),
        message,
        message_ts=ts,
    )
