"""A Chroma server for a test run, on a free port of this machine."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Chroma server."""
    with running_chroma(tmp_path_factory.mktemp("chroma-server")) as url:
        yield url


@contextmanager
def running_chroma(place: Path) -> Iterator[str]:
    """The address of a server that keeps its files there, until the end of the block."""
    place.mkdir(exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("chroma")
    command = [
        str(program),
        "run",
        "--path",
        str(place),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with (place / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=place)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/api/v2/heartbeat", server, place / "log")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            pytest.fail(f"the Chroma server ended: {log.read_text()}")
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the Chroma server did not start: {log.read_text()}")
