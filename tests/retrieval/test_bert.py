"""Our own forward pass has the vectors of sentence-transformers, whatever the texts' lengths."""

from typing import Any

import numpy as np
import pytest

from core.ports import Vectors
from core.settings import Embedding
from retrieval.bert import bert_of
from retrieval.embedder import DEFAULT_MODEL, SentenceTransformerEmbedder, model_location

TEXTS = [
    "How do I roll back a deploy?",
    "",
    "kubectl",
    "Façade – ünïcode, 日本語, `code` and <tags>. " * 3,
    "The pipeline waits until the smoke tests have passed in every region. " * 60,
    "a b c",
]


@pytest.fixture(scope="module")
def transformer() -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(model_location(DEFAULT_MODEL), device="cpu")


def vectors(transformer: Any, texts: list[str]) -> Vectors:
    rows: Vectors = transformer.encode(texts, normalize_embeddings=True)
    return rows


@pytest.mark.parametrize(("bfloat16", "nearest"), [(False, 0.999999), (True, 0.9998)])
def test_the_vectors_are_those_of_the_model(
    transformer: Any, bfloat16: bool, nearest: float
) -> None:
    bert = bert_of(transformer, bfloat16=bfloat16)
    assert bert is not None
    expected = vectors(transformer, TEXTS)
    for batch_size in (1, 4, 64):
        found = bert.encode(TEXTS, batch_size)
        assert found.dtype == np.float32
        assert float((found * expected).sum(axis=1).min()) > nearest


def test_a_model_that_takes_the_first_token_is_read_so(transformer: Any) -> None:
    pooling = transformer[1]
    pooling.pooling_mode, before = "cls", pooling.pooling_mode
    try:
        bert = bert_of(transformer, bfloat16=False)
        assert bert is not None
        expected = vectors(transformer, TEXTS)
        assert float((bert.encode(TEXTS, 64) * expected).sum(axis=1).min()) > 0.999999
    finally:
        pooling.pooling_mode = before


def test_another_way_of_pooling_is_left_to_the_library(transformer: Any) -> None:
    pooling = transformer[1]
    pooling.pooling_mode, before = "max", pooling.pooling_mode
    try:
        assert bert_of(transformer, bfloat16=False) is None
    finally:
        pooling.pooling_mode = before


def test_a_model_of_another_build_still_embeds(
    transformer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.bert.bert_of", lambda loaded, bfloat16: None)
    embedder = SentenceTransformerEmbedder(Embedding())
    found = embedder.embed_passages(TEXTS)
    assert float((found * vectors(transformer, TEXTS)).sum(axis=1).min()) > 0.999
