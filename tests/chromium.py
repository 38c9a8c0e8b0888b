"""Debian's Chromium: its headless shell, which needs half the time of the whole browser."""

import shutil

import pytest

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
"""For a container: no sandbox as root, no graphics card, little shared memory."""
_NAMES = ("chromium-headless-shell", "chromium")


def chromium_path() -> str:
    """Where it is. A test fails where it is not."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.fail("Chromium is missing; `bash scripts/system-packages.sh` installs it.")
    return found
