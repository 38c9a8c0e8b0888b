"""The files of a sentence-transformers model -> its encoder, where it is a plain BERT.

To import sentence-transformers takes three times as long as to import torch, and twice the memory:
most of it is for models of other builds, and for training. A folder that says something here that
our encoder does not do is left to the library.
"""

import json
from pathlib import Path
from typing import Any

from retrieval.bert import Bert, Build

_KINDS = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
_NORMALIZED_BY = {
    "do_lower_case": "lowercase",
    "strip_accents": "strip_accents",
    "tokenize_chinese_chars": "handle_chinese_chars",
}
"""What tokenizer_config.json may say, and the tokenizer's own name for it."""
_UNLIMITED = 2**31
"""What a tokenizer without a limit says its limit is, or more."""

_Json = dict[str, Any]


def bert_in(folder: Path, *, bfloat16: bool, int8: bool = False) -> Bert | None:
    """The encoder of the model in that folder; None where it is built in another way.

    Its numbers as in Bert.
    """
    try:
        wanted = _read(folder, "tokenizer_config")
        build, longest = _build(folder, wanted.get("model_max_length", _UNLIMITED))
        tokenizer = _tokenizer(folder, wanted, longest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, _Other):
        return None
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        weights = load_file(folder / "model.safetensors")
        return Bert(weights, build, tokenizer, bfloat16=bfloat16, int8=int8)
    except (OSError, KeyError, SafetensorError):
        return None


class _Other(Exception):
    """The model is built in another way."""


def _build(folder: Path, limit: int) -> tuple[Build, int]:
    """How the model is built, and how many tokens of a text it reads: else `limit`."""
    modules = [(each["type"].rpartition(".")[2], each["path"]) for each in _read(folder, "modules")]
    config, sentence = _read(folder, "config"), _read(folder, "sentence_bert_config")
    prompts = _read(folder, "config_sentence_transformers", needed=False)
    _expect([kind for kind, _ in modules] in _KINDS and modules[0][1] == "")
    _expect(config["model_type"] == "bert" and config["hidden_act"] == "gelu")
    _expect(config.get("position_embedding_type", "absolute") == "absolute")
    _expect(not config.get("is_decoder") and not sentence.get("do_lower_case"))
    _expect(not prompts.get("default_prompt_name"))
    pooling = _pooling(_read(folder / modules[1][1], "config"))
    _expect(pooling in ("mean", "cls"))
    longest = sentence.get("max_seq_length") or int(limit)
    build = Build(
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        epsilon=config["layer_norm_eps"],
        first_only=pooling == "cls",
    )
    return build, min(longest, config["max_position_embeddings"])


def _pooling(config: _Json) -> str:
    """How a text's row is made of its tokens'; empty where it is in several ways."""
    ways = {
        "pooling_mode_mean_tokens": "mean",
        "pooling_mode_cls_token": "cls",
    }
    named = config.get("pooling_mode")
    old = [key for key, on in config.items() if key.startswith("pooling_mode_") and on]
    if isinstance(named, str) and not old:
        return named
    return ways.get(old[0], "") if len(old) == 1 and named is None else ""


def _tokenizer(folder: Path, wanted: _Json, longest: int) -> Any:
    """The model's tokenizer; it cuts at `longest` tokens and does not pad.

    `wanted`: what its configuration says.
    """
    from tokenizers import Tokenizer

    whole = (folder / "tokenizer.json").read_text(encoding="utf-8")
    # Where these two differ, transformers does what the configuration says.
    does = json.loads(whole).get("normalizer") or {}
    for key, own in _NORMALIZED_BY.items():
        _expect(key not in wanted or wanted[key] == does.get(own))
    try:
        tokenizer = Tokenizer.from_str(whole)
    except Exception as error:  # it has no class of its own
        raise _Other from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return tokenizer


def _read(folder: Path, name: str, *, needed: bool = True) -> Any:
    path = folder / f"{name}.json"
    if not needed and not path.exists():
        return {}
    return json.loads(path.read_text(encoding="utf-8"))


def _expect(held: bool) -> None:
    if not held:
        raise _Other
