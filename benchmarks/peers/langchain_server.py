"""The stock LangChain recipe behind FastAPI: a process that `benchmarks.serve` asks.

python -m benchmarks.peers.langchain_server DIRECTORY NAME=PATH... --port PORT
"""

import argparse
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from benchmarks.corpora import Corpus
from benchmarks.peers.stock_langchain import StockLangChain

_PASSAGES = 4
"""What a LangChain retriever brings unless it is told otherwise."""


class Asked(BaseModel):
    """A question."""

    question: str


def main() -> None:
    """Index, then serve until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("corpora", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    stock = StockLangChain(arguments.directory)
    for named in arguments.corpora:
        name, _, path = named.partition("=")
        corpus = Corpus(name, Path(path))
        stock.add(stock.split([(name, *record) for record in corpus.records()]))
    retriever = stock.store.as_retriever(search_kwargs={"k": _PASSAGES})
    app = FastAPI()

    @app.get("/healthz")
    def alive() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/ask")
    def ask(asked: Asked) -> dict[str, object]:
        found = retriever.invoke(asked.question)
        return {
            "answer": "\n\n".join(document.page_content for document in found),
            "sources": [document.metadata for document in found],
        }

    uvicorn.run(app, host="127.0.0.1", port=arguments.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
