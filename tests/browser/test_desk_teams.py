"""Who may answer at the desk, to whom a call goes, and whose phone rings: page and bubble."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from playwright.sync_api import Browser, Page, expect

from dialtone.demo.session import CATALOG
from tests.browser.bubble import SHOTS
from tests.browser.desk import call, enter, office_line
from tests.escalation.services import ROUTING_KEY, TOKEN, mail_server, pagerduty
from tests.escalation.test_routing import reorganise

SECRET = "a secret of the host page, which is long enough"
HOST = {"algorithm": "HS256", "secret": SECRET, "desk_groups": ["helpers"]}


def token(*groups: str, minutes: int = 5) -> str:
    expires = datetime.now(UTC) + timedelta(minutes=minutes)
    return jwt.encode({"sub": "dana", "groups": groups, "exp": expires}, SECRET, "HS256")


def mail(port: int) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port, "security": "none", "sender": "d@example.com"}


def test_token_of_a_desk_group_opens_the_desk_and_no_other_does(page: Page, tmp_path: Path) -> None:
    with office_line(tmp_path, {"jwt": HOST}) as line:
        ada, talk = call(line, "label-service prints nothing")
        for useless in (token("engineers"), token("helpers", minutes=-5), token("helpers")[:-3]):
            enter(page, line, useless)
            expect(page.get_by_role("alert")).to_have_text("That key opens nothing here.")
        enter(page, line, token("engineers", "helpers"))
        page.get_by_role("button", name="Call for team-labels").click()
        page.get_by_role("button", name="Claim").click()
        expect(page.locator("dd").get_by_text("claimed by Dana")).to_be_visible()
        said = [m["text"] for m in ada.get(f"/conversations/{talk}").json()["messages"]]
        assert said[-1] == "Dana is looking at this."


def test_call_is_passed_on_and_the_other_team_is_told(page: Page, tmp_path: Path) -> None:
    with mail_server() as (box, port), office_line(tmp_path, email=[mail(port)]) as line:
        ada, talk = call(line, "label-service prints nothing", note="Since noon.")
        enter(page, line)
        row = page.get_by_role("button", name="Call for team-labels")
        expect(row).to_contain_text("label-service prints nothing")
        row.click()
        page.get_by_label("Pass on to").fill("team-nowhere")
        page.get_by_role("button", name="Pass on", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("There is no team 'team-nowhere'")
        page.get_by_label("Pass on to").fill("team-edge")
        page.get_by_role("button", name="Pass on", exact=True).click()
        expect(page.get_by_role("button", name="Call for team-edge")).to_be_visible()
        expect(page.locator("dd").get_by_text("Dana passed it on")).to_be_visible()
        page.get_by_role("button", name="This was a docs gap").click()
        expect(page.locator(".events")).to_contain_text("Dana, marked as a docs gap")
        line.app.human.run()
        to = [receiver for receivers, _ in box.messages for receiver in receivers]
        assert len(to) == 2
        said = [m["text"] for m in ada.get(f"/conversations/{talk}").json()["messages"]]
        assert "This was passed on to team-edge." in said


def test_reorganisation_counts_without_a_restart(page: Page, tmp_path: Path) -> None:
    place = tmp_path / "catalog"
    shutil.copytree(CATALOG, place)
    with office_line(tmp_path, catalog=place) as line:
        line.app.human.run()
        call(line, "tracking-web shows nothing")
        enter(page, line)
        expect(page.get_by_role("button", name="Call for team-tracking")).to_be_visible()
        (place / "broken.yaml").write_text(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: [", "utf-8"
        )
        reorganise(place)
        expected = {"tracking-web shows nothing": "Product", "label-service fails": "team-printing"}
        until = datetime.now(UTC) + timedelta(seconds=20)
        while not line.app.catalogs.load().teams.get("group:default/team-printing"):
            assert datetime.now(UTC) < until
            page.wait_for_timeout(50)
        for question, team in expected.items():
            call(line, question)
            expect(page.get_by_role("button", name=f"Call for {team}")).to_be_visible()
        assert any("broken.yaml" in flaw.place for flaw in line.app.catalogs.load().flaws)

        # A catalog that cannot be read leaves what was known, and is said to be old.
        shutil.rmtree(place)
        while not line.app.catalogs.error():
            assert datetime.now(UTC) < until + timedelta(seconds=20)
            page.wait_for_timeout(50)
        assert line.app.catalogs.load().entities


def test_emergency_rings_and_the_bubble_says_who_and_when(
    page: Page, chromium: Browser, tmp_path: Path
) -> None:
    with pagerduty() as (server, peer):
        pager = {
            "routing_key": ROUTING_KEY, "token": TOKEN,
            "events_url": peer.url, "api_url": peer.url,
        }  # fmt: skip
        with office_line(tmp_path, pagerduty=[pager], page=["pagerduty"], phone="112") as line:
            page.goto(line.url)
            box = page.locator(".composer textarea")
            box.fill("label-service prints nothing and the depots stand still")
            box.press("Enter")
            log = page.locator(".log")
            page.get_by_role("button", name="Emergency").click()
            asked = page.get_by_role("alertdialog", name="Is this an emergency?")
            assert not server.incidents
            asked.get_by_role("button", name="Yes, alert on-call").click()
            expect(log).to_contain_text("Paging whoever is on call for team-labels")
            [key] = _rung(server, page)
            assert "depots stand still" in str(server.incidents[key]["details"])
            expect(log).to_contain_text("Paged: Jory Castellan.")
            server.acknowledge(key)
            expect(log).to_contain_text("Mina Okafor has acknowledged the page.")
            page.screenshot(path=SHOTS / "bubble-paged.png")
            [stored] = line.app.escalations.all()
            assert (stored.id, stored.assignee) == (key, "Mina Okafor")


def _rung(server: Any, page: Page) -> list[str]:
    for _ in range(400):
        if server.incidents:
            break
        page.wait_for_timeout(50)
    return list(server.incidents)
