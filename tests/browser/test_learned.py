"""What a human answered becomes a page that answers, and in the end a suggestion for the docs."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.bubble import SHOTS
from tests.browser.desk import PUBLIC, call, enter, office_line
from tests.escalation.services import mail_server, words_of

ANSWER = "Recalibrate the printhead with `harbor labels calibrate`, then restart the spooler."
ASKED = (
    "label-service prints blank labels after the paper was changed",
    "label-service prints blank labels since the paper was changed",
    "why does label-service print blank labels after the paper was changed",
)


def test_answers_become_pages_and_then_a_suggestion(page: Page, tmp_path: Path) -> None:
    with mail_server() as (box, port):
        mail = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "d@example.com"}
        with office_line(tmp_path, email=[mail]) as line:
            for number, question in enumerate(ASKED):
                call(line, question)
                if number == 0:
                    enter(page, line)
                page.get_by_role("button", name="Call for team-labels").click()
                page.get_by_label("Answer somebody who did not sign in").fill(ANSWER)
                page.get_by_role("button", name="Send").click()
                expect(page.locator(".said.human")).to_contain_text("calibrate")
                page.get_by_role("button", name="Resolve", exact=True).click()

                # Dialtone drafts, the human edits and approves.
                expect(page.get_by_label("Question")).to_have_value(question)
                expect(page.get_by_label("Answer", exact=True)).to_have_value(ANSWER)
                if number == 0:
                    page.get_by_role("button", name="Discard").click()
                    expect(page.get_by_text("Discarded.").first).to_be_visible()
                    page.get_by_label("Answer", exact=True).fill(f"{ANSWER} It takes a minute.")
                page.get_by_role("button", name="Approve").click()
                expect(page.get_by_text("Approved: it answers now.")).to_be_visible()

            # The next who asks is answered with it, by owner, date and permalink.
            bob = line.person()
            asks = bob.conversation()
            answer = _until_answered(page, lambda: bob.ask(asks, ASKED[0])["answer"])
            [first, *_] = answer["citations"]
            assert first["source"] == "answers"
            assert first["updated_at"]
            assert first["url"].startswith(f"{PUBLIC}/learned/")
            learned = page.context.new_page()
            learned.goto(line.url + first["url"].removeprefix(PUBLIC))
            expect(learned.get_by_role("heading", level=1)).to_contain_text("blank labels")
            expect(learned.locator("main")).to_contain_text("harbor labels calibrate")
            assert violations(learned) == []
            learned.screenshot(path=SHOTS / "learned-page.png")
            assert learned.goto(f"{line.url}/learned/nothing-of-ours").status == 404  # type: ignore[union-attr]
            learned.close()

            # Three that are alike: the owner is told that the docs could say it.
            page.get_by_role("button", name="Suggested for the docs (1)").click()
            article = page.get_by_role("article", name="Suggested for team-labels")
            expect(article).to_contain_text("3 answers by humans are alike")
            for question in ASKED:
                expect(article).to_contain_text(question)
            expect(article).to_contain_text("It takes a minute.")
            assert violations(page) == []
            page.screenshot(path=SHOTS / "desk-suggested.png", full_page=True)
            for _ in range(400):
                told = [m for _, m in box.messages if str(m["Subject"]).startswith("Suggested")]
                if told:
                    break
                page.wait_for_timeout(50)
            [suggested] = told
            assert all(question in words_of(suggested) for question in ASKED)
            page.get_by_role("button", name="It is written").click()
            expect(page.get_by_text("Nothing is suggested now.")).to_be_visible()


def _until_answered(page: Page, ask):  # type: ignore[no-untyped-def]
    """It is searchable within a minute of being approved."""
    for _ in range(60):
        answer = ask()
        if any(one["source"] == "answers" for one in answer["citations"]):
            return answer
        page.wait_for_timeout(500)
    raise AssertionError("it was not searched within a minute")
