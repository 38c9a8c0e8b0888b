"""What is declared of a website reaches whoever reads it."""

import pytest
from pydantic import ValidationError

from core.records import Document, Failed
from core.source_settings import WebsiteSource
from dialtone.app import open_source
from tests.ingest.sources.site import Site


def test_limits_and_name_of_the_reader_are_kept() -> None:
    with Site() as site:
        site.pages["/"] = '<h1>Start</h1><p>Words.</p><a href="/large.html">Large</a>'
        site.pages["/large.html"] = "<p>" + "word " * 2_000
        declared = WebsiteSource(
            type="website",
            name="docs",
            url=site.url,
            delay_seconds=0,
            allow_private=True,
            max_bytes=2_000,
            timeout_seconds=5,
            user_agent="Docs reader of Example Corp",
        )
        found = {type(item): item for item in open_source(declared).read({})}
        agents = {asked.headers["User-Agent"] for asked in site.asked}
    assert set(found) == {Document, Failed}
    assert "2,000" in str(found[Failed]) or "2000" in str(found[Failed])
    assert agents == {"Docs reader of Example Corp"}


@pytest.mark.parametrize("wrong", [{"user_agent": "a\nX: b"}, {"timeout_seconds": 0}])
def test_what_cannot_be_sent_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WebsiteSource.model_validate({"type": "website", "name": "d", "url": "http://x/", **wrong})
