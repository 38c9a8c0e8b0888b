"""What takes work from a store."""

import asyncio

import pytest

from bot.crossing import Crossing
from bot.slack.worker import Worker


class Empty:
    """A store in which nothing is to be done."""

    def claim(self, worker: str, most: int) -> list[int]:
        return []

    def renew(self, worker: str) -> None:
        """Nothing was taken."""


@pytest.mark.parametrize("steps", range(6))
async def test_it_ends_though_news_come_at_the_same_time(steps: int) -> None:
    async def work(item: int) -> None:
        raise AssertionError(f"there was nothing to do, and {item} was done")

    crossing = Crossing()
    worker = Worker("one", Empty(), work, crossing)
    await worker.start()
    await asyncio.sleep(0.2)
    worker.wake()
    for _ in range(steps):
        await asyncio.sleep(0)
    closing = asyncio.create_task(worker.close())
    done, _ = await asyncio.wait([closing], timeout=5)
    crossing.close()
    assert done
