"""Our own forward pass has the vectors of sentence-transformers, whatever the texts' lengths."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from core.ports import Vectors
from core.settings import Embedding
from retrieval.bert_files import bert_in
from retrieval.embedder import (
    DEFAULT_MODEL,
    SentenceTransformerEmbedder,
    int8_is_quicker,
    model_location,
)
from retrieval.linear import Linear, Numbers, linear

TEXTS = [
    "How do I roll back a deploy?",
    "",
    "kubectl",
    "Façade – ünïcode, 日本語, `code` and <tags>. " * 3,
    "The pipeline waits until the smoke tests have passed in every region. " * 60,
    "a b c",
]
SHIPPED = Path(model_location(DEFAULT_MODEL))
Change = Callable[[dict[str, Any]], None]
Copy = Callable[..., Path]


@pytest.fixture(scope="module")
def expected() -> Vectors:
    return by_the_library(SHIPPED)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of the model, one of whose files was changed."""

    def make(name: str = "", change: Change | None = None) -> Path:
        folder = tmp_path / "model"
        shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("*.safetensors"))
        (folder / "model.safetensors").symlink_to(SHIPPED / "model.safetensors")
        if change:
            path = folder / name
            said = json.loads(path.read_text())
            change(said)
            path.write_text(json.dumps(said))
        return folder

    return make


def by_the_library(folder: Path) -> Vectors:
    from sentence_transformers import SentenceTransformer

    transformer = SentenceTransformer(str(folder), device="cpu")
    rows: Vectors = transformer.encode(TEXTS, normalize_embeddings=True)
    return rows


def nearest(found: Vectors, expected: Vectors) -> float:
    """The cosine of the text whose two vectors are farthest apart."""
    return float((found * expected).sum(axis=1).min())


@pytest.mark.parametrize(("bfloat16", "least"), [(False, 0.999999), (True, 0.9998)])
def test_the_vectors_are_those_of_the_model(
    expected: Vectors, bfloat16: bool, least: float
) -> None:
    bert = bert_in(SHIPPED, bfloat16=bfloat16)
    assert bert is not None
    for batch_size in (1, 4, 64):
        found = bert.encode(TEXTS, batch_size)
        assert found.dtype == np.float32
        assert nearest(found, expected) > least


@pytest.mark.skipif(not int8_is_quicker(), reason="this processor is not quick at bytes")
def test_in_bytes_the_vectors_are_nearly_those_of_the_model(expected: Vectors) -> None:
    bert = bert_in(SHIPPED, bfloat16=False, int8=True)
    assert bert is not None
    spoken = [row for row, text in enumerate(TEXTS) if text]
    found = bert.encode(TEXTS, 64, roughly=True)
    assert nearest(found[spoken], expected[spoken]) > 0.995
    assert nearest(found, expected) > 0.97
    assert nearest(bert.encode(TEXTS, 64), expected) > 0.999999


def test_in_bytes_a_text_has_the_same_vector_whatever_stands_beside_it() -> None:
    bert = bert_in(SHIPPED, bfloat16=False, int8=True)
    assert bert is not None
    together = bert.encode(TEXTS, 64, roughly=True)
    alone = np.concatenate([bert.encode([text], 64, roughly=True) for text in TEXTS])
    assert nearest(together, alone) > 0.99999


def test_where_torch_cannot_multiply_bytes_the_vectors_are_exact(
    expected: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise RuntimeError("no such operator")

    monkeypatch.setattr(torch, "quantize_per_channel", gone)
    bert = bert_in(SHIPPED, bfloat16=False, int8=True)
    assert bert is not None
    assert nearest(bert.encode(TEXTS, 64, roughly=True), expected) > 0.999999


@pytest.mark.parametrize(
    ("flags", "precision", "questions", "passages"),
    [
        ("avx512_vnni avx512_bf16", "auto", "int8", "bfloat16"),
        ("avx512_vnni", "auto", "int8", "float32"),
        ("avx512_vnni avx512_bf16 amx_bf16", "auto", "bfloat16", "bfloat16"),
        ("avx2", "auto", "float32", "float32"),
        ("avx512_vnni", "float32", "float32", "float32"),
        ("avx512_vnni", "bfloat16", "bfloat16", "bfloat16"),
    ],
)
def test_numbers_are_those_that_the_processor_is_quick_at(
    monkeypatch: pytest.MonkeyPatch, flags: str, precision: str, questions: str, passages: str
) -> None:
    wanted: list[tuple[str, ...]] = []

    def record(weight: Tensor, bias: Tensor, numbers: tuple[Numbers, ...], *, gelu: bool) -> Linear:
        wanted.append(numbers)
        return linear(weight, bias, (), gelu=gelu)

    monkeypatch.setattr("retrieval.embedder._cpu_flags", lambda: flags)
    monkeypatch.setattr("retrieval.bert.linear", record)
    assert SentenceTransformerEmbedder(
        Embedding.model_validate({"precision": precision})
    ).dimensions
    first_of = [(*numbers, "float32")[0] for numbers in wanted]
    assert (first_of[0], first_of[-1]) == (passages, questions)


def test_a_model_that_takes_the_first_token_is_read_so(copy: Copy) -> None:
    def first_token(said: dict[str, Any]) -> None:
        said |= {"pooling_mode_mean_tokens": False, "pooling_mode_cls_token": True}

    folder = copy("1_Pooling/config.json", first_token)
    bert = bert_in(folder, bfloat16=False)
    assert bert is not None
    assert nearest(bert.encode(TEXTS, 64), by_the_library(folder)) > 0.999999


def test_a_model_that_reads_less_of_a_text_does_so(copy: Copy) -> None:
    folder = copy("sentence_bert_config.json", lambda said: said.update(max_seq_length=16))
    bert = bert_in(folder, bfloat16=False)
    assert bert is not None
    assert nearest(bert.encode(TEXTS, 64), by_the_library(folder)) > 0.999999


def test_the_way_of_pooling_may_be_said_as_newer_versions_say_it(
    copy: Copy, expected: Vectors
) -> None:
    def newer(said: dict[str, Any]) -> None:
        said.clear()
        said |= {"embedding_dimension": 384, "pooling_mode": "mean", "include_prompt": True}

    bert = bert_in(copy("1_Pooling/config.json", newer), bfloat16=False)
    assert bert is not None
    assert nearest(bert.encode(TEXTS, 64), expected) > 0.999999


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("1_Pooling/config.json", {"pooling_mode_max_tokens": True}),
        ("config.json", {"model_type": "roberta"}),
        ("config.json", {"hidden_act": "relu"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("config.json", {"num_hidden_layers": 7}),
        ("config_sentence_transformers.json", {"default_prompt_name": "query"}),
        ("sentence_bert_config.json", {"do_lower_case": True}),
        ("tokenizer_config.json", {"do_lower_case": False}),
    ],
)
def test_another_build_is_left_to_the_library(
    copy: Copy, name: str, change: dict[str, Any]
) -> None:
    assert bert_in(copy(name, lambda said: said.update(change)), bfloat16=False) is None


@pytest.mark.parametrize(
    "missing", ["tokenizer.json", "model.safetensors", "modules.json", "1_Pooling/config.json"]
)
def test_an_incomplete_folder_is_left_to_the_library(copy: Copy, missing: str) -> None:
    folder = copy()
    (folder / missing).unlink()
    assert bert_in(folder, bfloat16=False) is None


def test_a_damaged_tokenizer_is_left_to_the_library(copy: Copy) -> None:
    folder = copy()
    (folder / "tokenizer.json").write_text('{"model": 1, "normalizer": null}')
    assert bert_in(folder, bfloat16=False) is None


def test_a_model_of_another_build_still_embeds(copy: Copy) -> None:
    folder = copy("1_Pooling/config.json", lambda said: said.update(pooling_mode_max_tokens=True))
    embedder = SentenceTransformerEmbedder(Embedding(model=str(folder)))
    assert nearest(embedder.embed_passages(TEXTS), by_the_library(folder)) > 0.999
    assert embedder.dimensions == 2 * 384
    assert embedder.embed_passages([]).shape == (0, 2 * 384)


def test_a_model_that_was_fetched_before_is_read_from_where_it_was_put(
    tmp_path: Path, expected: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = tmp_path / "models--sentence-transformers--small"
    (fetched / "refs").mkdir(parents=True)
    (fetched / "refs" / "main").write_text("c0ffee")
    (fetched / "snapshots").mkdir()
    (fetched / "snapshots" / "c0ffee").symlink_to(SHIPPED)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    found = SentenceTransformerEmbedder(Embedding(model="small")).embed_passages(TEXTS)
    assert nearest(found, expected) > 0.9998


def test_the_default_model_needs_no_library_for_others() -> None:
    """Which would take three times as long to import as all the rest."""
    program = (
        "import sys; from core.settings import Embedding;"
        "from retrieval.embedder import SentenceTransformerEmbedder as E;"
        "print(E(Embedding()).embed_queries(['deploy']).shape);"
        "print('transformers' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert said.stdout.decode().split("\n")[:2] == ["(1, 384)", "False"]
