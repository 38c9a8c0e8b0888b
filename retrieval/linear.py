"""A linear layer for this processor: weights arranged once, in numbers that it multiplies best."""

import warnings
from collections.abc import Callable, Sequence
from typing import Any, Literal

import torch
from torch import Tensor
from torch.nn import functional

Numbers = Literal["int8", "bfloat16", "float32"]
Linear = Callable[[Tensor], Tensor]
"""Rows in (rows, inputs), rows out (rows, outputs)."""

_MOST = 127
_LEAST = 1e-12
"""The scale of zeros, which would be divided by."""


def linear(weight: Tensor, bias: Tensor, numbers: Sequence[Numbers], *, gelu: bool) -> Linear:
    """Multiplies rows by the weight (outputs, inputs) in the first of these numbers that can be.

    In float32 where none can. `gelu`: with that activation.
    """
    for each in numbers:
        if each == "float32":
            break
        try:
            made = (_in_bytes if each == "int8" else _in_bfloat16)(weight, bias, gelu=gelu)
            made(weight.new_zeros(1, weight.shape[1]))
        except (AttributeError, RuntimeError):  # another torch, or a processor without it
            continue
        return made
    if gelu:
        return lambda rows: functional.gelu(functional.linear(rows, weight, bias))
    return lambda rows: functional.linear(rows, weight, bias)


def _in_bfloat16(weight: Tensor, bias: Tensor, *, gelu: bool) -> Linear:
    # What torch's own compiler makes of a linear layer, without a compiler.
    packed = torch.ops.mkldnn._reorder_linear_weight(weight.bfloat16(), None)
    pointwise = torch.ops.mkldnn._linear_pointwise
    bias, activation = bias.bfloat16(), "gelu" if gelu else "none"
    return lambda rows: pointwise(rows.bfloat16(), packed, bias, activation, [], "none")


def _in_bytes(weight: Tensor, bias: Tensor, *, gelu: bool) -> Linear:
    """A scale for each output and for each row: one for all rows would lose what is in most."""
    packed = _packed(weight)
    multiply = torch.ops.quantized.linear_dynamic
    ends = weight.new_zeros(weight.shape[1])
    ends[0], ends[1] = -1, 1

    def forward(rows: Tensor) -> Tensor:
        scale = rows.abs().amax(1, keepdim=True).clamp_min_(_LEAST)
        # torch looks for the range of all rows: a last one of both ends has it found the same,
        # whatever stands beside a row.
        ranged = rows.new_empty(len(rows) + 1, rows.shape[1])
        torch.div(rows, scale, out=ranged[:-1])
        ranged[-1] = ends
        product = torch.addcmul(bias, multiply(ranged, packed, False)[:-1], scale)
        return torch.ops.aten.gelu_(product) if gelu else product

    return forward


def _packed(weight: Tensor) -> Any:
    scale = (weight.abs().amax(1) / _MOST).clamp_min_(_LEAST)
    zero = torch.zeros(len(weight), dtype=torch.long)
    with warnings.catch_warnings():
        # That a later torch has other names for this is met above, and not news to who runs it.
        warnings.simplefilter("ignore")
        rounded = torch.quantize_per_channel(weight, scale, zero, 0, torch.qint8)
        return torch.ops.quantized.linear_prepack(rounded, None)
