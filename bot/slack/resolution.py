"""How a thread ends: somebody says that it is solved, or its question is deleted."""

from bot.crossing import Lane
from bot.slack import blocks
from bot.slack.parts import Parts
from core.slack import Incoming, Outgoing, SlackThread

TICKS = frozenset(("white_check_mark", "heavy_check_mark", "ballot_box_with_check"))
"""Reactions that say that it is solved."""


class Resolution:
    """Closes conversations."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def resolve(self, thread: SlackThread, how: str) -> None:
        """The thread is solved, and `how` is why we think so."""
        await self._parts.assistant.resolve(thread.conversation_id)
        await self._parts.crossing.over(
            Lane.WRITE, self._parts.threads.end, thread.channel, thread.thread_ts, how
        )

    async def react(self, reacted: Incoming) -> bool:
        """A tick from who asked or helped resolves. False where it is none of our business."""
        if reacted.payload.get("type") != "reaction_added":
            return False
        name = str(reacted.payload.get("reaction", "")).split("::")[0]
        thread = await self._thread_of(reacted.channel, reacted.message_ts)
        if thread is None or name not in TICKS:
            return False
        if await self.may_end(thread, reacted.user):
            await self.resolve(thread, "tick")
        return True

    async def may_end(self, thread: SlackThread, user: str) -> bool:
        """Whether it is theirs to say that it is solved: who asked, or who helped."""
        kept = await self._parts.crossing.over(
            Lane.READ, self._parts.inbox.thread, thread.channel, thread.thread_ts
        )
        return user in {thread.asker, *self._parts.settings.helpers, *(each.user for each in kept)}

    async def delete(self, deleted: Incoming) -> None:
        """The message is gone: what was to be said to it is withdrawn, what was said is marked."""
        await self._parts.crossing.over(Lane.WRITE, self._parts.inbox.withdraw, deleted)
        serves = f"{deleted.channel}:{deleted.message_ts}"
        said = await self._parts.outtray.withdraw(serves)
        answered = any(each.key.startswith("answer:") for each in said)
        for each in said:
            if each.key.startswith("looking:") and not answered:
                await self._parts.outtray.put(
                    Outgoing(
                        f"deleted:{each.key}",
                        "chat.delete",
                        each.channel,
                        each.thread_ts,
                        {},
                        after=each.key,
                    )
                )
            if not each.key.startswith("answer:"):
                continue
            mark = Outgoing(
                f"deleted:{each.key}",
                "chat.update",
                each.channel,
                each.thread_ts,
                blocks.marked_deleted(dict(each.payload)),
                serves=f"deleted:{serves}",
                after=each.key,
            )
            await self._parts.outtray.put(mark)
        thread = await self._parts.crossing.over(
            Lane.READ, self._parts.threads.get, deleted.channel, deleted.message_ts
        )
        if thread:
            await self.resolve(thread, "deleted")

    async def _thread_of(self, channel: str, ts: str) -> SlackThread | None:
        """The thread that a message stands in, ours or a person's."""
        said = await self._parts.crossing.over(Lane.READ, self._parts.inbox.message, channel, ts)
        sent = await self._parts.outtray.at(channel, ts)
        thread_ts = said.thread_ts if said else sent.thread_ts if sent else ts
        return await self._parts.crossing.over(
            Lane.READ, self._parts.threads.get, channel, thread_ts
        )
