"""A BERT encoder without what a question can do without: the same weights, the same vectors.

sentence-transformers spends more time around a short question than on it, pads every text of a
batch to the longest, and has the processor arrange the weights anew at every call. Here they are
arranged once, and only attention sees padding. Cosine to its vectors is .9999 or more; a test
holds that. Models of another build are left to sentence-transformers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from core.ports import Vectors

_TOKENS_AT_ONCE = 4096
"""Padded tokens of one batch: beyond, its activations no longer fit the processor's cache."""

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


class Bert:
    """Encodes texts with the weights of a sentence-transformers model: see `bert_of`."""

    def __init__(self, transformer: Any, dtype: torch.dtype) -> None:
        model = transformer[0].auto_model
        self._dtype = dtype
        self._width: int = model.config.hidden_size
        self._heads: int = model.config.num_attention_heads
        self._first_only = transformer[1].pooling_mode == "cls"
        self._tokenizer = _tokenizer(transformer)
        embeddings = model.embeddings
        self._words = embeddings.word_embeddings.weight.detach()
        # A single text is of one type throughout: what that adds is added to the positions once.
        kind = embeddings.token_type_embeddings.weight[0]
        self._positions = (embeddings.position_embeddings.weight + kind).detach()
        self._norm = _norm(embeddings.LayerNorm)
        self._layers = [_layer(layer, dtype) for layer in model.encoder.layer]

    def encode(self, texts: Sequence[str], batch_size: int) -> Vectors:
        """One L2-normalised row a text. `batch_size`: texts in a batch, at most."""
        tokens = [found.ids for found in self._tokenizer.encode_batch_fast(list(texts))]
        rows = np.empty((len(tokens), self._width), np.float32)
        for batch in _batches([len(ids) for ids in tokens], batch_size):
            rows[batch] = self._encode([tokens[row] for row in batch])
        return rows

    @torch.inference_mode()
    def _encode(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        """The rows of one batch. Tokens of all texts stand one after the other, unpadded."""
        lengths = torch.tensor([len(ids) for ids in tokens])
        padded = _Padded(lengths)
        flat = torch.tensor([token for ids in tokens for token in ids])
        hidden = self._words[flat] + self._positions[padded.positions]
        hidden = self._normed(hidden, self._norm)
        for layer in self._layers:
            attended = layer.attended(self._attend(layer, hidden, padded))
            hidden = self._normed(hidden + attended, layer.attended_norm)
            widened = layer.widened(hidden.to(self._dtype))
            hidden = self._normed(hidden + layer.narrowed(widened), layer.norm)
        pooled = self._pooled(hidden, lengths)
        rows: Vectors = functional.normalize(pooled, dim=1).numpy()
        return rows

    def _attend(self, layer: _Layer, hidden: Tensor, padded: "_Padded") -> Tensor:
        joined = padded.put(layer.query_key_value(hidden.to(self._dtype)))
        parts = joined.view(padded.texts, padded.longest, 3, self._heads, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=padded.mask)
        return padded.take(seen.transpose(1, 2).reshape(-1, self._width))

    def _normed(self, hidden: Tensor, norm: _Norm) -> Tensor:
        return functional.layer_norm(hidden, (self._width,), *norm)

    def _pooled(self, hidden: Tensor, lengths: Tensor) -> Tensor:
        """A row a text: its first token's, or the mean of all."""
        if self._first_only:
            return hidden[lengths.cumsum(0) - lengths]
        rows = torch.repeat_interleave(torch.arange(len(lengths)), lengths)
        sums = torch.zeros(len(lengths), self._width).index_add_(0, rows, hidden)
        return sums / lengths[:, None]


class _Padded:
    """Where each token of a batch stands once all texts are made as long as the longest."""

    def __init__(self, lengths: Tensor) -> None:
        self.texts, self.longest = len(lengths), int(lengths.max())
        places = torch.arange(self.longest)
        filled = places < lengths[:, None]
        self.positions = places.expand(self.texts, -1)[filled]
        """Of each token, in its text."""
        self._ragged = int(lengths.min()) < self.longest
        self._at = filled.flatten().nonzero().squeeze(1)
        self.mask = filled[:, None, None, :] if self._ragged else None

    def put(self, rows: Tensor) -> Tensor:
        """Rows of the tokens -> rows with padding."""
        if not self._ragged:
            return rows
        return rows.new_zeros(self.texts * self.longest, rows.shape[1]).index_copy_(
            0, self._at, rows
        )

    def take(self, rows: Tensor) -> Tensor:
        """Rows with padding -> rows of the tokens."""
        return rows[self._at] if self._ragged else rows


def bert_of(transformer: Any, *, bfloat16: bool) -> Bert | None:
    """The encoder of a sentence-transformers model; None where it is built in another way."""
    model = getattr(transformer[0], "auto_model", None)
    config = getattr(model, "config", None)
    plain_text = not transformer.default_prompt_name
    kinds = [type(module).__name__ for module in transformer]
    if (
        type(model).__name__ != "BertModel"
        or config is None
        or config.hidden_act != "gelu"
        or config.is_decoder
        or kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
        or transformer[1].pooling_mode not in ("mean", "cls")
        or not (plain_text and hasattr(transformer.tokenizer, "backend_tokenizer"))
    ):
        return None
    return Bert(transformer, torch.bfloat16 if bfloat16 else torch.float32)


def _tokenizer(transformer: Any) -> Any:
    """A tokenizer of our own that cuts at the model's length and does not pad."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(transformer.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    tokenizer.enable_truncation(transformer.get_max_seq_length())
    return tokenizer


def _batches(lengths: Sequence[int], most: int) -> list[list[int]]:
    """Rows of about one length together, longest first."""
    batches: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        full = not batches or len(batches[-1]) >= most
        if full or (len(batches[-1]) + 1) * lengths[batches[-1][0]] > _TOKENS_AT_ONCE:
            batches.append([])
        batches[-1].append(row)
    return batches


def _layer(layer: Any, dtype: torch.dtype) -> _Layer:
    attention = layer.attention
    each = (attention.self.query, attention.self.key, attention.self.value)
    return _Layer(
        query_key_value=_linear(each, dtype),
        attended=_linear([attention.output.dense], dtype),
        attended_norm=_norm(attention.output.LayerNorm),
        widened=_linear([layer.intermediate.dense], dtype, "gelu"),
        narrowed=_linear([layer.output.dense], dtype),
        norm=_norm(layer.output.LayerNorm),
    )


def _norm(module: Any) -> _Norm:
    return module.weight.detach(), module.bias.detach(), float(module.eps)


def _linear(modules: Sequence[Any], dtype: torch.dtype, activation: str = "none") -> _Linear:
    """The modules side by side as one, then the activation."""
    weight = torch.cat([module.weight for module in modules]).detach().to(dtype)
    bias = torch.cat([module.bias for module in modules]).detach().to(dtype)
    if dtype is torch.bfloat16:
        try:
            # What torch's own compiler makes of a linear layer, without a compiler.
            packed = torch.ops.mkldnn._reorder_linear_weight(weight, None)
            pointwise = torch.ops.mkldnn._linear_pointwise
            pointwise(weight.new_zeros(1, weight.shape[1]), packed, bias, activation, [], "none")
        except (AttributeError, RuntimeError):  # another torch, or a processor without it
            pass
        else:
            return lambda rows: pointwise(rows, packed, bias, activation, [], "none")
    if activation == "gelu":
        return lambda rows: functional.gelu(functional.linear(rows, weight, bias))
    return lambda rows: functional.linear(rows, weight, bias)
