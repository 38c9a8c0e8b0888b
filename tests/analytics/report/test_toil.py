"""Planted toil is found, whatever was planted: benchmarks/toil.py does this with more channels."""

import pytest

from benchmarks.toil import found
from core.ports import Embedder
from core.settings import Embedding
from retrieval.embedder import SentenceTransformerEmbedder
from tests.analytics.toil_channel import Planted, toil_channel
from tests.fakes import HashEmbedder


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    """The real one: that two wordings ask for the same is nothing that a scripted one knows."""
    return SentenceTransformerEmbedder(Embedding())


def check(planted: Planted, embedder: Embedder) -> None:
    said = found(planted, embedder)
    assert said["first five"] == 5
    assert said["shares inside"] == 5
    assert said["drop shown"] == 1
    assert said["false drops"] == 0


@pytest.mark.parametrize("seed", [3])
def test_causes_rank_first_with_their_share_and_the_drop_shows(seed: int) -> None:
    # The embedder of the tests knows words only, so that each cause is asked in the same ones.
    check(toil_channel(seed, ways=1), HashEmbedder())


@pytest.mark.parametrize("seed", [2])
def test_a_cause_in_several_wordings_is_one_theme(seed: int, embedder: Embedder) -> None:
    check(toil_channel(seed), embedder)
