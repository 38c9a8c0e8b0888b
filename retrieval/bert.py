"""A BERT encoder without what a question can do without: the same weights, the same vectors.

sentence-transformers spends more time around a short question than on it, pads every text of a
batch to the longest, and has the processor arrange the weights anew at every call. Here they are
arranged once, and nothing is padded. Cosine to its vectors is .9999 or more; a test holds that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from core.ports import Vectors

_TOKENS_AT_ONCE = 4096
"""Tokens of one batch: beyond, its activations no longer fit the processor's cache."""
_SHORT = 64
"""Tokens up to which a text is a question rather than a passage."""
_NOTHING = torch.zeros(1, 1, 1)

_Linear = Callable[[Tensor], Tensor]
_Norm = tuple[Tensor, Tensor, float]


@dataclass(frozen=True, slots=True)
class _Layer:
    query_key_value: _Linear
    attended: _Linear
    attended_norm: _Norm
    widened: _Linear
    """With its activation."""
    narrowed: _Linear
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
        self, weights: Mapping[str, Tensor], build: Build, tokenizer: Any, *, bfloat16: bool
    ) -> None:
        """`weights` by transformers' names of them. `tokenizer` cuts and does not pad."""
        self._dtype = torch.bfloat16 if bfloat16 else torch.float32
        self._heads = build.heads
        self._first_only = build.first_only
        self._tokenizer = tokenizer
        read = _Weights(weights, build.epsilon, self._dtype)
        self._words = read.of("embeddings.word_embeddings.weight")
        self.dimensions = self._words.shape[1]
        # A single text is of one type throughout: what that adds is added to the positions once.
        kind = read.of("embeddings.token_type_embeddings.weight")[0]
        self._positions = read.of("embeddings.position_embeddings.weight") + kind
        self._norm = read.norm("embeddings.LayerNorm")
        self._layers = [read.layer(f"encoder.layer.{number}") for number in range(build.layers)]

    def encode(self, texts: Sequence[str], batch_size: int) -> Vectors:
        """One L2-normalised row a text. `batch_size`: texts in a batch, at most."""
        tokens = [found.ids for found in self._tokenizer.encode_batch_fast(list(texts))]
        rows = np.empty((len(tokens), self.dimensions), np.float32)
        for batch in _batches([len(ids) for ids in tokens], batch_size):
            rows[batch] = self._encode(tokens[batch])
        return rows

    @torch.inference_mode()
    def _encode(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        """The rows of one batch. Tokens of all texts stand one after the other, unpadded."""
        lengths = [len(ids) for ids in tokens]
        flat = torch.tensor([token for ids in tokens for token in ids])
        positions = torch.cat([torch.arange(length) for length in lengths])
        hidden = self._words[flat] + self._positions[positions]
        hidden = self._normed(hidden, self._norm)
        for layer in self._layers:
            attended = layer.attended(self._attend(layer, hidden, lengths))
            hidden = self._normed(hidden + attended, layer.attended_norm)
            widened = layer.widened(hidden.to(self._dtype))
            hidden = self._normed(hidden + layer.narrowed(widened), layer.norm)
        pooled = self._pooled(hidden, lengths)
        rows: Vectors = functional.normalize(pooled, dim=1).numpy()
        return rows

    def _attend(self, layer: _Layer, hidden: Tensor, lengths: list[int]) -> Tensor:
        joined = layer.query_key_value(hidden.to(self._dtype)).view(len(hidden), 3, self._heads, -1)
        # One text after the other: to pad them takes longer than to attend to each by itself.
        seen = [_attended(part) for part in torch.split(joined, lengths)]
        return torch.cat(seen).view(len(hidden), -1).to(self._dtype)

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
    dtype: torch.dtype

    def of(self, name: str) -> Tensor:
        return self.named[name].detach().float()

    def layer(self, name: str) -> _Layer:
        own = f"{name}.attention.self"
        return _Layer(
            query_key_value=self._linear(f"{own}.query", f"{own}.key", f"{own}.value"),
            attended=self._linear(f"{name}.attention.output.dense"),
            attended_norm=self.norm(f"{name}.attention.output.LayerNorm"),
            widened=self._linear(f"{name}.intermediate.dense", activation="gelu"),
            narrowed=self._linear(f"{name}.output.dense"),
            norm=self.norm(f"{name}.output.LayerNorm"),
        )

    def norm(self, name: str) -> _Norm:
        return self.of(f"{name}.weight"), self.of(f"{name}.bias"), self.epsilon

    def _linear(self, *names: str, activation: str = "none") -> _Linear:
        """These side by side as one, then the activation."""
        weight = torch.cat([self.of(f"{name}.weight") for name in names]).to(self.dtype)
        bias = torch.cat([self.of(f"{name}.bias") for name in names]).to(self.dtype)
        if self.dtype is torch.bfloat16:
            try:
                # What torch's own compiler makes of a linear layer, without a compiler.
                packed = torch.ops.mkldnn._reorder_linear_weight(weight, None)
                pointwise = torch.ops.mkldnn._linear_pointwise
                nothing = weight.new_zeros(1, weight.shape[1])
                pointwise(nothing, packed, bias, activation, [], "none")
            except (AttributeError, RuntimeError):  # another torch, or a processor without it
                pass
            else:
                return lambda rows: pointwise(rows, packed, bias, activation, [], "none")
        if activation == "gelu":
            return lambda rows: functional.gelu(functional.linear(rows, weight, bias))
        return lambda rows: functional.linear(rows, weight, bias)
