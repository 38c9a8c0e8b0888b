"""Real clients of real providers leave their connections to the garbage collector."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _collected() -> Iterator[None]:
    """They are collected here, where that is expected, and not in whatever test comes next."""
    yield
    gc.collect()
