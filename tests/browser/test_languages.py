"""Somebody asks in another language than the page's."""

from pathlib import Path

from playwright.sync_api import expect

from bot.web.site import Site
from tests.bot.web.line import PAGES, ScriptedApp, running, settings, write_pages
from tests.browser.conftest import Visit
from tests.browser.service import PORTAL

_FRENCH = """# Revenir en arrière

Pour revenir à la version précédente du service, lancez `harbor rollback` avec le nom du service.
"""


def test_around_an_answer_the_bubble_speaks_the_askers_language(
    visit: Visit, tmp_path: Path
) -> None:
    with ScriptedApp(settings(tmp_path / "home")) as app:
        app.ingest(write_pages(tmp_path / "pages", {**PAGES, "retour.md": _FRENCH}))
        with running(app, site=Site(front=PORTAL)) as line:
            bubble = visit(f"{line.url}/")
            bubble.launcher.click()
            bubble.ask("Comment puis-je revenir à la version précédente du service ?")
            bubble.answered()
            expect(bubble.log).to_contain_text("Cela vous a-t-il aidé ?")
            bubble.log.get_by_role("button", name="Oui, cela m'a aidé").click()
            expect(bubble.log).to_contain_text("Qu'est-ce qui vous a aidé ?")
            bubble.log.get_by_role("button", name="Passer").click()
            bubble.ask("Où est la machine à café dans le bâtiment ?")
            bubble.answered(2)
            refusal = bubble.log.locator("[lang=fr]").get_by_text("Je ne sais pas.")
            expect(refusal).to_be_visible()
            bubble.shot("desktop-french")
            bubble.page.reload()
            bubble.answered(2)
            expect(bubble.log).to_contain_text("Je ne sais pas.")
            expect(bubble.log.locator(".offer")).to_contain_text("Parler à un humain")
            bubble.ask("How do I roll back a deploy?")
            bubble.answered(3)
            expect(bubble.log.locator(".feedback").last).to_contain_text("Did this help?")
