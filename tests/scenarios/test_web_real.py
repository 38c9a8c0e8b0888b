"""The bubble's API with the real model over a part of the sample handbook."""

import concurrent.futures
import shutil
from pathlib import Path

from core.source_settings import FolderSource
from dialtone.app import App
from dialtone.demo.portal import PREFIX, site
from dialtone.demo.session import HANDBOOK
from tests.bot.web.line import FOUND, running, settings, wait_for


def test_ask_follow_up_and_open_the_source(tmp_path: Path) -> None:
    shutil.copytree(HANDBOOK / "deploy", tmp_path / "handbook" / "deploy")
    with App(settings(tmp_path / "home")) as app:
        base = f"http://127.0.0.1:1{PREFIX}"
        folder = tmp_path / "handbook"
        app.ingest(FolderSource(type="folder", name="handbook", path=folder, base_url=base))
        with running(app, site=site(app)) as line:
            wait_for(lambda: line.client.get("/readyz").status_code == 200, 120)
            ada = line.person()
            conversation = ada.conversation()
            answer = ada.ask(conversation, "How do I roll back a deploy?")["answer"]
            assert answer["kind"] in FOUND
            assert "harbor deploy rollback" in answer["text"]
            for citation in answer["citations"]:
                path, _, anchor = citation["url"].removeprefix("http://127.0.0.1:1").partition("#")
                page = line.client.get(path)
                assert page.status_code == 200
                assert not anchor or f'id="{anchor}"' in page.text
            followed = ada.ask(conversation, "and in us-east only?")["answer"]
            pages = (*followed["citations"], *followed["see_also"])
            assert any("rollbacks" in page["url"] for page in pages)
            people = [line.person() for _ in range(8)]
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                found = pool.map(
                    lambda person: person.ask(person.conversation(), "When is the freeze?"), people
                )
                assert len({exchange["answer"]["text"] for exchange in found}) == 1
            assert 'le="8.0"' in line.client.get("/metrics").text
