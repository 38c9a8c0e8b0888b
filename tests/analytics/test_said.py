"""Which stems stand in which questions."""

import random

from analytics.said import Said, stems_of

TEXTS = [
    "Please restart the runner",
    "the runners restarted twice",
    "a page about runners",
    "hello there",
]


def test_a_share_is_of_questions_with_two_of_the_stems() -> None:
    said = Said(TEXTS)
    assert said.share(stems_of("restarting a runner")) == 0.5
    assert said.share(stems_of("the page of a runner that restarts")) == 0.75


def test_of_one_stem_that_one_is_enough() -> None:
    assert Said(TEXTS).share(stems_of("runner")) == 0.75
    assert Said(TEXTS).share(set()) == 0.0
    assert Said(TEXTS).share({"nowhere"}) == 0.0


def test_it_counts_what_sets_would() -> None:
    chance = random.Random(3)
    words = "apple brick cloud door engine frost".split()
    texts = [" ".join(chance.sample(words, chance.randint(1, 4))) for _ in range(500)]
    said, sets = Said(texts), [stems_of(text) for text in texts]
    for size in (1, 2, 3):
        stems = stems_of(" ".join(chance.sample(words, size)))
        shared = sum(len(stems & other) >= min(2, size) for other in sets)
        assert said.share(stems) == shared / 500
        assert [said.count(one) for one in stems] == [
            sum(one in other for other in sets) for one in stems
        ]
