"""Connections that cannot lead elsewhere and cannot last for ever."""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from ingest.sources.crawl.address import Resolve, allowed_addresses
from ingest.sources.crawl.refused import Refused

_CONNECT_SECONDS = 5.0
"""For one address of several; the next one may answer."""


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to one host and port only, at addresses checked once.

    The name is resolved at the first connection and never again: what was checked is what is
    connected to. `deadline` (time.monotonic) bounds everything that happens on the connections,
    so that a server cannot hold the run by sending a byte at a time.
    """

    def __init__(self, host: str, port: int, *, resolve: Resolve, allow_private: bool) -> None:
        self.deadline = float("inf")
        self._host = host
        self._port = port
        self._resolve = resolve
        self._allow_private = allow_private
        self._inner = httpcore.SyncBackend()
        self._addresses: list[str] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """See httpcore.NetworkBackend. Raises Refused for any other host or port."""
        if (host.lower().strip("[]"), port) != (self._host, self._port):
            raise Refused(f"{host}:{port} is not the site {self._host}:{self._port}")
        if not self._addresses:
            self._addresses = allowed_addresses(
                host, port, resolve=self._resolve, allow_private=self._allow_private
            )
        return TimedStream(self._connect_any(port, timeout, socket_options), self)

    def connect_unix_socket(self, path: str, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """Nothing on the web is a Unix socket."""
        raise Refused(f"{path} is a Unix socket")

    def seconds_left(self, timeout: float | None) -> float:
        """How long the next operation may take."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for one page is over")
        return left if timeout is None else min(left, timeout)

    def _connect_any(
        self, port: int, timeout: float | None, options: Iterable[Any] | None
    ) -> httpcore.NetworkStream:
        several = len(self._addresses) > 1
        for address in list(self._addresses):
            seconds = self.seconds_left(timeout)
            try:
                stream = self._inner.connect_tcp(
                    address,
                    port,
                    timeout=min(seconds, _CONNECT_SECONDS) if several else seconds,
                    socket_options=options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            # The one that answers is tried first from now on.
            self._addresses.remove(address)
            self._addresses.insert(0, address)
            return stream
        raise failure


class TimedStream(httpcore.NetworkStream):
    """A stream whose every wait ends at its backend's deadline."""

    def __init__(self, stream: httpcore.NetworkStream, backend: GuardedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.seconds_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.seconds_left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._backend.seconds_left(timeout)
        return TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, seconds), self._backend
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedTransport(httpx.BaseTransport):
    """httpx over a GuardedBackend. httpx's own transport takes no network backend."""

    def __init__(self, backend: GuardedBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), max_connections=2, network_backend=backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx.BaseTransport. Raises httpcore's errors and Refused."""
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response.stream)
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()
