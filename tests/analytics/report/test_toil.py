"""Planted toil is found, whatever was planted: benchmarks/toil.py does this with a real model."""

import pytest

from benchmarks.toil import found
from tests.analytics.toil_channel import toil_channel
from tests.fakes import HashEmbedder


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_causes_rank_first_with_their_share_and_the_drop_shows(seed: int) -> None:
    # The embedder of the tests knows words only, so that each cause is asked in the same ones.
    said = found(toil_channel(seed, ways=1), HashEmbedder(), seed)
    assert said["first five"] == 5
    assert said["shares inside"] == 5
    assert said["drop shown"] == 1
    assert said["false drops"] == 0
