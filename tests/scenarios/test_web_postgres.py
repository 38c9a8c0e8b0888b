"""The same API over PostgreSQL, where several writers work at once."""

import concurrent.futures
from pathlib import Path

from tests.bot.web.line import help_line


def test_many_ask_at_once_and_each_is_answered_once(tmp_path: Path, postgres_url: str) -> None:
    with help_line(tmp_path, database={"url": postgres_url}) as line:
        people = [line.person() for _ in range(6)]
        conversations = [person.conversation() for person in people]

        def ask_twice(number: int) -> int:
            person, conversation = people[number], conversations[number]
            for key in ("a", "b", "a"):
                person.ask(conversation, f"How do I roll back a deploy {key}?", key)
            person.post(f"/conversations/{conversation}/human", {"note": "Help."}, "h")
            return len(person.get(f"/conversations/{conversation}").json()["messages"])

        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            assert list(pool.map(ask_twice, range(6))) == [6] * 6
        assert len(line.admin("GET", "/escalations").json()["escalations"]) == 6
