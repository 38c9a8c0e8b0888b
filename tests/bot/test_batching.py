"""Questions that arrive together are answered together."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.batching import Batching, TooMany
from bot.crossing import Crossing
from core.records import Answer, AnswerKind, Question


class Slow:
    """Answers a batch when it is let, and remembers the batches."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.go = threading.Event()

    def answer_many(self, questions: Sequence[Question]) -> list[Answer]:
        self.batches.append([question.text for question in questions])
        assert self.go.wait(5)
        if any(question.text == "bad" for question in questions):
            raise ValueError("bad")
        return [Answer(AnswerKind.UNKNOWN, 0.0, (), (), (), (q.text,)) for q in questions]


@pytest.fixture
async def crossing() -> AsyncIterator[Crossing]:
    made = Crossing()
    yield made
    made.close()


async def test_what_arrives_meanwhile_shares_the_next_batch(crossing: Crossing) -> None:
    slow = Slow()
    sizes: list[int] = []
    batching = Batching(slow.answer_many, crossing, sizes.append)
    first = asyncio.create_task(batching.answer(Question("0")))
    while not slow.batches:
        await asyncio.sleep(0.001)
    others = [asyncio.create_task(batching.answer(Question(str(n)))) for n in range(1, 8)]
    await asyncio.sleep(0.01)
    slow.go.set()
    answers = await asyncio.gather(first, *others)
    assert [answer.searched for answer in answers] == [(str(n),) for n in range(8)]
    assert slow.batches == [["0"], [str(n) for n in range(1, 8)]]
    assert sizes == [1, 7]
    await batching.close()


async def test_the_next_batch_does_not_wait_for_the_event_loop(crossing: Crossing) -> None:
    slow = Slow()
    batching = Batching(slow.answer_many, crossing)
    asked = [asyncio.create_task(batching.answer(Question("0")))]
    while not slow.batches:
        await asyncio.sleep(0.001)
    asked.append(asyncio.create_task(batching.answer(Question("1"))))
    await asyncio.sleep(0.01)
    slow.go.set()
    until = time.monotonic() + 5
    while len(slow.batches) < 2 and time.monotonic() < until:
        time.sleep(0.001)
    assert slow.batches == [["0"], ["1"]]
    assert len(await asyncio.gather(*asked)) == 2
    await batching.close()


async def test_nothing_more_is_answered_once_it_is_closed(crossing: Crossing) -> None:
    slow = Slow()
    batching = Batching(slow.answer_many, crossing)
    asked = [asyncio.create_task(batching.answer(Question("0")))]
    while not slow.batches:
        await asyncio.sleep(0.001)
    asked.append(asyncio.create_task(batching.answer(Question("1"))))
    await asyncio.sleep(0.01)
    await batching.close()
    slow.go.set()
    await asyncio.sleep(0.1)
    assert slow.batches == [["0"]]
    for each in asked:
        each.cancel()


async def test_several_workers_answer_several_batches_at_once() -> None:
    crossing = Crossing(answerers=2)
    slow = Slow()
    batching = Batching(slow.answer_many, crossing, workers=2)
    asked = [asyncio.create_task(batching.answer(Question("0")))]
    while len(slow.batches) < 1:
        await asyncio.sleep(0.001)
    asked += [asyncio.create_task(batching.answer(Question(text))) for text in "12"]
    while len(slow.batches) < 2:
        await asyncio.sleep(0.001)
    asked += [asyncio.create_task(batching.answer(Question(text))) for text in "34"]
    await asyncio.sleep(0.01)
    slow.go.set()
    answers = await asyncio.gather(*asked)
    assert [answer.searched for answer in answers] == [(str(n),) for n in range(5)]
    assert [len(batch) for batch in slow.batches] == [1, 2, 2]
    await batching.close()
    crossing.close()


async def test_one_that_fails_does_not_take_the_others(crossing: Crossing) -> None:
    slow = Slow()
    slow.go.set()
    batching = Batching(slow.answer_many, crossing)
    asked = [batching.answer(Question(text)) for text in ("a", "bad", "b")]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(answers[1], ValueError)
    assert isinstance(answers[0], Answer)
    assert isinstance(answers[2], Answer)
    await batching.close()


async def test_who_gave_up_is_not_answered(crossing: Crossing) -> None:
    slow = Slow()
    batching = Batching(slow.answer_many, crossing)
    first = asyncio.create_task(batching.answer(Question("first")))
    while not slow.batches:
        await asyncio.sleep(0.001)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(batching.answer(Question("gone")), 0.01)
    slow.go.set()
    await first
    await batching.answer(Question("last"))
    assert slow.batches == [["first"], ["last"]]
    await batching.close()


async def test_too_many_are_told_at_once(
    crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.batching._WAITING", 2)
    slow = Slow()
    slow.go.set()
    batching = Batching(slow.answer_many, crossing)
    asked = [batching.answer(Question(str(n))) for n in range(5)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(answer, TooMany) for answer in answers] == [False] * 2 + [True] * 3
    await batching.close()
