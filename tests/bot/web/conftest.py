"""One help line for the tests of a file; those that stop it or starve it start their own."""

from collections.abc import Iterator

import pytest

from tests.bot.web.line import Line, Person, help_line


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with help_line(tmp_path_factory.mktemp("line")) as running:
        yield running


@pytest.fixture
def ada(line: Line) -> Person:
    return line.person()
