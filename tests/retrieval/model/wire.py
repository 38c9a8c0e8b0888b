"""Servers on this machine that speak the wire formats of providers, as their API docs show them.

Each takes what a test wants said, or a status to fail with, and keeps what it was asked.
"""

import json
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Encode = Callable[[Sequence[str]], list[bytes]]
"""Pieces of text -> the chunks of a response's body."""


@dataclass
class Provider:
    """What a server says next, and what it was asked."""

    encode: Encode
    content_type: str
    pieces: Sequence[str] = ("Run `harbor ", "rollback`.")
    statuses: list[int] = field(default_factory=list)
    """Statuses of the next answers; 200 once there are none."""
    hangs: bool = False
    """Says the first piece and then nothing."""
    cuts: bool = False
    """Closes the connection in the middle of a piece."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)


def openai(pieces: Sequence[str]) -> list[bytes]:
    """Server-sent chunks of a chat completion, the last with the usage."""

    def chunk(choices: list[Any], **more: Any) -> bytes:
        base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        return f"data: {json.dumps({**base, 'choices': choices, **more})}\n\n".encode()

    def choice(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {"index": 0, "delta": delta, "finish_reason": finish}

    said = [chunk([choice({"content": piece})]) for piece in pieces]
    usage = {"prompt_tokens": 120, "completion_tokens": 9, "total_tokens": 129}
    usage |= {"prompt_tokens_details": {"cached_tokens": 100}}  # type: ignore[dict-item]
    first = chunk([choice({"role": "assistant", "content": ""})])
    end = [chunk([choice({}, "stop")]), chunk([], usage=usage), b"data: [DONE]\n\n"]
    return [first, *said, *end]


def anthropic(pieces: Sequence[str]) -> list[bytes]:
    """The events of a streamed message."""

    def event(name: str, **data: Any) -> bytes:
        return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()

    message: dict[str, Any] = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude", "content": [],
        "stop_reason": None, "stop_sequence": None,
        "usage": {"input_tokens": 20, "cache_read_input_tokens": 100,
                  "cache_creation_input_tokens": 0, "output_tokens": 1},
    }  # fmt: skip
    return [
        event("message_start", message=message),
        event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        event("ping"),
        *(
            event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
            for piece in pieces
        ),
        event("content_block_stop", index=0),
        event(
            "message_delta",
            delta={"stop_reason": "end_turn", "stop_sequence": None},
            usage={**message["usage"], "output_tokens": 9},
        ),
        event("message_stop"),
    ]


def ollama(pieces: Sequence[str]) -> list[bytes]:
    """Lines of JSON, the last with the counts."""

    def line(content: str, **more: Any) -> bytes:
        base = {"model": "m", "created_at": "2025-01-01T00:00:00Z", "done": False}
        message = {"role": "assistant", "content": content}
        return json.dumps({**base, "message": message, **more}).encode() + b"\n"

    counts = {"total_duration": 1, "load_duration": 1, "prompt_eval_duration": 1}
    counts |= {"eval_duration": 1, "prompt_eval_count": 120, "eval_count": 9}
    return [*map(line, pieces), line("", done=True, done_reason="stop", **counts)]


def bedrock(pieces: Sequence[str]) -> list[bytes]:
    """ConverseStream's events, framed as application/vnd.amazon.eventstream."""
    usage = {"inputTokens": 20, "outputTokens": 9, "totalTokens": 129, "cacheReadInputTokens": 100}
    return [
        _frame("messageStart", {"role": "assistant"}),
        *(
            _frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": piece}})
            for piece in pieces
        ),
        _frame("contentBlockStop", {"contentBlockIndex": 0}),
        _frame("messageStop", {"stopReason": "end_turn"}),
        _frame("metadata", {"usage": usage, "metrics": {"latencyMs": 5}}),
    ]


def _frame(name: str, data: dict[str, Any]) -> bytes:
    """Lengths, a checksum of them, headers, payload, a checksum of all."""
    payload = json.dumps(data).encode()
    named = {":message-type": "event", ":event-type": name, ":content-type": "application/json"}
    headers = b"".join(
        struct.pack("!B", len(key)) + key.encode() + struct.pack("!BH", 7, len(value))
        + value.encode()
        for key, value in named.items()
    )  # fmt: skip
    prelude = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    whole = prelude + struct.pack("!I", zlib.crc32(prelude)) + headers + payload
    return whole + struct.pack("!I", zlib.crc32(whole))


def google(pieces: Sequence[str]) -> list[bytes]:
    """Server-sent chunks of streamGenerateContent, each with what was counted so far."""

    def chunk(text: str, number: int, **more: Any) -> bytes:
        content = {"parts": [{"text": text}], "role": "model"}
        counts = {"promptTokenCount": 120, "cachedContentTokenCount": 100}
        counts |= {"candidatesTokenCount": number, "totalTokenCount": 120 + number}
        body = {
            "candidates": [{"content": content, "index": 0, **more}],
            "usageMetadata": counts, "modelVersion": "m", "responseId": "r1",
        }  # fmt: skip
        return f"data: {json.dumps(body)}\r\n\r\n".encode()

    said = [chunk(piece, number) for number, piece in enumerate(pieces, start=4)]
    return [*said, chunk("", 9, finishReason="STOP")]


ENCODINGS: dict[str, tuple[Encode, str]] = {
    "openai": (openai, "text/event-stream"),
    "anthropic": (anthropic, "text/event-stream"),
    "google": (google, "text/event-stream"),
    "ollama": (ollama, "application/x-ndjson"),
    "bedrock": (bedrock, "application/vnd.amazon.eventstream"),
}


def refusal(provider: str, status: int) -> dict[str, Any]:
    """The body of a provider's error."""
    words = {401: "invalid key", 404: "no such model", 400: "bad request"}.get(status, "busy")
    match provider:
        case "openai":
            return {"error": {"message": words, "type": "error", "code": str(status)}}
        case "anthropic":
            return {"type": "error", "error": {"type": "api_error", "message": words}}
        case "bedrock":
            return {"message": words}
        case "google":
            named = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 404: "NOT_FOUND"}
            found = named.get(status, "RESOURCE_EXHAUSTED")
            return {"error": {"code": status, "message": words, "status": found}}
    return {"error": words}


_AMAZON = {
    400: "ValidationException",
    401: "UnrecognizedClientException",
    404: "ResourceNotFoundException",
    429: "ThrottlingException",
    503: "ServiceUnavailableException",
}


@contextmanager
def serving(name: str) -> Iterator[Provider]:
    """A running server of that provider."""
    encode, content_type = ENCODINGS[name]
    provider = Provider(encode, content_type)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(name, provider))
    server.daemon_threads = True
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def _handler(name: str, provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            provider.asked.append(json.loads(body))
            provider.paths.append(self.path)
            provider.headers.append({key.lower(): value for key, value in self.headers.items()})
            status = provider.statuses.pop(0) if provider.statuses else 200
            if status == 200:
                self._stream()
            else:
                self._refuse(status)

        def _refuse(self, status: int) -> None:
            text = json.dumps(refusal(name, status)).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.send_header("retry-after", "0")
            if name == "bedrock":
                self.send_header("x-amzn-errortype", _AMAZON.get(status, "InternalServerException"))
            self.end_headers()
            self.wfile.write(text)

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("content-type", provider.content_type)
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            chunks = provider.encode(provider.pieces)
            for number, chunk in enumerate(chunks):
                if provider.hangs and number == 1:
                    provider.over.wait(20)
                    return
                if provider.cuts and number == 1:
                    self.wfile.write(b"%x\r\n%s" % (len(chunk), chunk[: len(chunk) // 2]))
                    self.close_connection = True
                    self.connection.close()
                    return
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                self.wfile.flush()
                time.sleep(0.001)
            self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *_: Any) -> None: ...

    return Handler
