"""A Dialtone whose answers a scripted language model writes, over real pages."""

from functools import cached_property

from core.db.model_calls import ModelCalls
from retrieval.model.chat import Chat
from tests.bot.web.line import ScriptedApp
from tests.scripted_model import ScriptedModel

ASKED = "How do I roll back a deploy?"
FIRST = "To roll back a deploy, run `harbor rollback` with the name of the service."
SECOND = "To roll back a deploy in the EU region, add `--region eu` to the command."
TURNED = "Run `harbor rollback` with the name of the service to roll back a deploy."
"""What the first says, in another order than the page's: so an extract does not contain it."""
PRICED = {"name": "scripted:model", "price_in": 2.0, "price_out": 10.0}
"""Settings of the model."""


def said(text: str) -> str:
    """A line as the model is told to write it."""
    return f'{{"text": "{text}", "passage": 1}}\n'


class WrittenApp(ScriptedApp):
    """An App with a scripted language model."""

    model = ScriptedModel()

    @cached_property
    def chat(self) -> Chat:
        return Chat(self.settings.model, lambda _: self.model, ModelCalls(self.database))
