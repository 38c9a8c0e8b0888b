"""LlamaIndex's defaults: 1,024-token chunks, the file path embedded with the text."""

from collections.abc import Sequence
from typing import Any

from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import MetadataMode

from core.ports import Embedder


class _SameModel(BaseEmbedding):
    """Our embedder behind LlamaIndex's interface, so that only the recipe differs."""

    _embedder: Embedder

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.model, embed_batch_size=64)
        self._embedder = embedder

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._embedder.embed_passages(texts).tolist()
        return rows

    def _get_query_embedding(self, query: str) -> list[float]:
        row: list[float] = self._embedder.embed_queries([query])[0].tolist()
        return row

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class DefaultLlamaIndex:
    """VectorStoreIndex.from_documents with nothing set but the embedding model."""

    name = "default LlamaIndex"

    def __init__(self, embedder: Embedder) -> None:
        Settings.embed_model = _SameModel(embedder)
        self._index: Any = None

    def add(self, records: Sequence[tuple[str, str, str]]) -> None:
        """Index (corpus, path, text) as its directory reader would: with the file path."""
        documents = [
            Document(
                text=text,
                metadata={"corpus": corpus, "file_path": path},
                excluded_embed_metadata_keys=["corpus"],
            )
            for corpus, path, text in records
        ]
        assert "file_path" in documents[0].get_content(MetadataMode.EMBED)
        self._index = VectorStoreIndex.from_documents(documents)

    def pages(self, question: str, limit: int = 10) -> list[tuple[str, str]]:
        """(corpus, path), best first: a page is as good as its best chunk."""
        nodes = self._index.as_retriever(similarity_top_k=limit * 5).retrieve(question)
        ranked = dict.fromkeys((n.metadata["corpus"], n.metadata["file_path"]) for n in nodes)
        return list(ranked)[:limit]
