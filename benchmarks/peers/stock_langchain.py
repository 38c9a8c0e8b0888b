"""The recipe of LangChain's retrieval tutorial: split, embed, Chroma, nearest chunks."""

from collections.abc import Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from retrieval.embedder import model_location


class StockLangChain:
    """RecursiveCharacterTextSplitter 1000/200, the same embedding model, an embedded Chroma."""

    name = "stock LangChain"

    def __init__(self, directory: Path) -> None:
        self.embeddings = HuggingFaceEmbeddings(model_name=model_location("all-MiniLM-L6-v2"))
        self.store = Chroma(
            collection_name="stock",
            embedding_function=self.embeddings,
            persist_directory=str(directory),
            collection_metadata={"hnsw:space": "cosine"},
        )

    def split(self, records: Sequence[tuple[str, str, str]]) -> list[Document]:
        """Chunks of (corpus, path, text)."""
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        documents = [
            Document(page_content=text, metadata={"corpus": corpus, "path": path})
            for corpus, path, text in records
        ]
        return splitter.split_documents(documents)

    def add(self, chunks: Sequence[Document]) -> None:
        """Embed and store, in batches that Chroma takes."""
        for start in range(0, len(chunks), 5000):
            self.store.add_documents(list(chunks[start : start + 5000]))

    def pages(self, question: str, limit: int = 10) -> list[tuple[str, str]]:
        """(corpus, path), best first: a page is as good as its best chunk."""
        found = self.store.similarity_search(question, k=limit * 5)
        ranked = dict.fromkeys((d.metadata["corpus"], d.metadata["path"]) for d in found)
        return list(ranked)[:limit]
