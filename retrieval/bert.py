"""A BERT encoder without what a question can do without: the same weights, the same vectors.

sentence-transformers spends more time around a short question than on it, pads every text of a
batch to the longest, and has the processor arrange the weights anew at every call. Here they are
arranged once, and nothing is padded. Cosine to its vectors is .9999 or more, and .995 where a text
is encoded roughly, as questions are; tests hold that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from core.ports import Vectors
from retrieval.linear import Linear, Numbers, linear

_TOKENS_AT_ONCE = 4096
"""Tokens of one batch: beyond, its activations no longer fit the processor's cache."""
_SHORT = 64
"""Tokens up to which a text is a question rather than a passage."""
_NOTHING = torch.zeros(1, 1, 1)

_Norm = tuple[Tensor, Tensor, float]


@dataclass(frozen=True, slots=True)
class _Layer:
    query_key_value: Linear
    attended: Linear
    attended_norm: _Norm
    widened: Linear
    """With its activation."""
    narrowed: Linear
    norm: _Norm


@dataclass(frozen=True, slots=True)
class Build:
    """How an encoder is built, as far as its weights do not say it."""

    layers: int
    heads: int
    epsilon: float
    """What keeps the norms of layers from dividing by nothing."""
    first_only: bool
    """Whether a text's row is its first token's, or the mean of all."""


class Bert:
    """Encodes texts with the weights of a sentence-transformers model: see bert_files.py."""

    def __init__(
        self,
        weights: Mapping[str, Tensor],
        build: Build,
        tokenizer: Any,
        *,
        bfloat16: bool,
        int8: bool = False,
    ) -> None:
        """`weights` by transformers' names of them. `tokenizer` cuts and does not pad.

        `int8` is for what may be encoded roughly.
        """
        self._heads = build.heads
        self._first_only = build.first_only
        self._tokenizer = tokenizer
        read = _Weights(weights, build.epsilon)
        self._words = read.of("embeddings.word_embeddings.weight")
        self.dimensions = self._words.shape[1]
        # A single text is of one type throughout: what that adds is added to the positions once.
        kind = read.of("embeddings.token_type_embeddings.weight")[0]
        self._positions = read.of("embeddings.position_embeddings.weight") + kind
        self._norm = read.norm("embeddings.LayerNorm")
        numbers: tuple[Numbers, ...] = ("bfloat16",) if bfloat16 else ()
        names = [f"encoder.layer.{number}" for number in range(build.layers)]
        self._layers = [read.layer(name, numbers) for name in names]
        self._rough = self._layers
        if int8:
            self._rough = [read.layer(name, ("int8", *numbers)) for name in names]

    def encode(self, texts: Sequence[str], batch_size: int, *, roughly: bool = False) -> Vectors:
        """One L2-normalised row a text. `batch_size`: texts in a batch, at most.

        `roughly`: in bytes, where the encoder has its weights so; the cosine to the exact row is
        .995 or more.
        """
        layers = self._rough if roughly else self._layers
        tokens = [found.ids for found in self._tokenizer.encode_batch_fast(list(texts))]
        rows = np.empty((len(tokens), self.dimensions), np.float32)
        for batch in _batches([len(ids) for ids in tokens], batch_size):
            rows[batch] = self._encode(tokens[batch], layers)
        return rows

    @torch.inference_mode()
    def _encode(self, tokens: Sequence[Sequence[int]], layers: Sequence[_Layer]) -> Vectors:
        """The rows of one batch. Tokens of all texts stand one after the other, unpadded."""
        lengths = [len(ids) for ids in tokens]
        flat = torch.tensor([token for ids in tokens for token in ids])
        positions = torch.cat([torch.arange(length) for length in lengths])
        hidden = self._words[flat] + self._positions[positions]
        hidden = self._normed(hidden, self._norm)
        for layer in layers:
            attended = layer.attended(self._attend(layer, hidden, lengths))
            hidden = self._normed(hidden + attended, layer.attended_norm)
            hidden = self._normed(hidden + layer.narrowed(layer.widened(hidden)), layer.norm)
        pooled = self._pooled(hidden, lengths)
        rows: Vectors = functional.normalize(pooled, dim=1).numpy()
        return rows

    def _attend(self, layer: _Layer, hidden: Tensor, lengths: list[int]) -> Tensor:
        joined = layer.query_key_value(hidden).view(len(hidden), 3, self._heads, -1)
        # One text after the other: to pad them takes longer than to attend to each by itself.
        seen = [_attended(part) for part in torch.split(joined, lengths)]
        return torch.cat(seen).view(len(hidden), -1)

    def _normed(self, hidden: Tensor, norm: _Norm) -> Tensor:
        return functional.layer_norm(hidden, (self.dimensions,), *norm)

    def _pooled(self, hidden: Tensor, lengths: list[int]) -> Tensor:
        """A row a text: its first token's, or the mean of all."""
        of_text = torch.split(hidden, lengths)
        if self._first_only:
            return torch.stack([tokens[0] for tokens in of_text])
        return torch.stack([tokens.mean(0) for tokens in of_text])


def _attended(joined: Tensor) -> Tensor:
    """Of (tokens, 3, heads, width), what the tokens of one text see: (tokens, heads, width)."""
    query, key, value = joined.permute(1, 2, 0, 3)
    if len(joined) <= _SHORT:
        # torch's own operator, made for long texts, takes half as long again for a question.
        query, key, value = query.float(), key.float(), value.float()
        scale = query.shape[-1] ** -0.5
        likeness = torch.baddbmm(_NOTHING, query, key.transpose(1, 2), beta=0, alpha=scale)
        seen = torch.bmm(likeness.softmax(-1), value)
    else:
        seen = functional.scaled_dot_product_attention(query[None], key[None], value[None])[0]
    return seen.transpose(0, 1)


def _batches(lengths: Sequence[int], most: int) -> Iterator[slice]:
    """Neighbouring rows whose tokens are encoded together."""
    start, tokens = 0, 0
    for row, length in enumerate(lengths):
        if row > start and (row - start >= most or tokens + length > _TOKENS_AT_ONCE):
            yield slice(start, row)
            start, tokens = row, 0
        tokens += length
    if lengths:
        yield slice(start, len(lengths))


@dataclass(frozen=True, slots=True)
class _Weights:
    """Weights by name, arranged as a layer needs them."""

    named: Mapping[str, Tensor]
    epsilon: float

    def of(self, name: str) -> Tensor:
        return self.named[name].detach().float()

    def layer(self, name: str, numbers: Sequence[Numbers]) -> _Layer:
        own = f"{name}.attention.self"

        def side_by_side(*names: str, gelu: bool = False) -> Linear:
            weight = torch.cat([self.of(f"{name}.weight") for name in names])
            bias = torch.cat([self.of(f"{name}.bias") for name in names])
            return linear(weight, bias, numbers, gelu=gelu)

        return _Layer(
            query_key_value=side_by_side(f"{own}.query", f"{own}.key", f"{own}.value"),
            attended=side_by_side(f"{name}.attention.output.dense"),
            attended_norm=self.norm(f"{name}.attention.output.LayerNorm"),
            widened=side_by_side(f"{name}.intermediate.dense", gelu=True),
            narrowed=side_by_side(f"{name}.output.dense"),
            norm=self.norm(f"{name}.output.LayerNorm"),
        )

    def norm(self, name: str) -> _Norm:
        return self.of(f"{name}.weight"), self.of(f"{name}.bias"), self.epsilon
