"""One guarded GET, against servers that only a raw socket can imitate."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from core.errors import Transient
from ingest.sources.crawl.connection import GuardedBackend
from ingest.sources.crawl.fetch import Fetch
from ingest.sources.crawl.refused import Refused


@contextmanager
def server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accepts connections one after the other and lets `talk` answer each."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65_536)
                    talk(connection)
                except OSError:
                    # The crawler hung up, as it should.
                    continue

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def fetch(port: int, **settings: float) -> Fetch:
    backend = GuardedBackend(
        "127.0.0.1", port, resolve=lambda host, port: [host], allow_private=True
    )
    return Fetch(
        backend,
        user_agent="Dialtone",
        max_bytes=1_000,
        timeout_seconds=settings.get("timeout_seconds", 0.4),
        delay_seconds=settings.get("delay_seconds", 0),
        sleep=lambda wait: None,
    )


def drip(connection: socket.socket) -> None:
    """Headers a byte at a time: no single wait is long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(200):
        connection.sendall(b"X")
        time.sleep(0.05)


def hold(connection: socket.socket) -> None:
    """Nothing at all."""
    connection.settimeout(3)
    connection.recv(1)


@pytest.mark.parametrize("talk", [drip, hold])
def test_a_slow_server_cannot_hold_the_run(talk: Callable[[socket.socket], None]) -> None:
    with server(talk) as port, fetch(port) as client:
        started = time.monotonic()
        with pytest.raises(Transient, match=r"no complete answer within 0\.4 seconds"):
            client.get(f"http://127.0.0.1:{port}/")
        assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "answer",
    [b"", b"\0\1\2\3", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"],
)
def test_what_is_no_http_is_named(answer: bytes) -> None:
    with server(lambda connection: connection.sendall(answer)) as port, fetch(port) as client:
        with pytest.raises(Transient, match="no answer"):
            client.get(f"http://127.0.0.1:{port}/")


def test_a_body_that_ends_early_is_tried_again() -> None:
    answers = [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
    ]
    with server(lambda connection: connection.sendall(answers.pop(0))) as port:
        with fetch(port) as client:
            assert client.get(f"http://127.0.0.1:{port}/").body == b"ab"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://localhost/", "http://10.0.0.1/"])
def test_no_other_host_or_port_is_ever_connected_to(url: str) -> None:
    with fetch(9) as client, pytest.raises(Refused, match="is not the site 127"):
        client.get(url)


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"
    with server(lambda connection: connection.sendall(answer)) as port, fetch(port) as client:
        assert client.get(f"http://127.0.0.1:{port}/").status == 200
