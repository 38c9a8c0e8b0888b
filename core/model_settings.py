"""Settings of the language model that may write answers. Without one, answers are extracts."""

from typing import Any, Literal

from pydantic import Field, SecretStr, field_validator

from core.section import Section

LOCAL = "local"
"""The provider that runs a GGUF file in this process."""


class Model(Section):
    """Which model writes, how long it may take, and what it may cost."""

    name: str = ""
    """`provider:model`, such as `anthropic:claude-haiku-4-5`, `bedrock_converse:...`, `openai:...`,
    `ollama:...` or `local:smollm2`; empty means that answers are extracts."""
    base_url: str = ""
    """Where the model is served, where that is not the provider's own address."""
    api_key: SecretStr = SecretStr("")
    """Empty means that the provider's usual variable has it, such as OPENAI_API_KEY."""
    options: dict[str, Any] = Field(default_factory=dict)
    """What else the provider's integration wants, such as `region_name` or `api_version`."""
    style: Literal["auto", "json", "plain"] = "auto"
    """How the model is asked to write: a line of JSON a sentence, or sentences followed by [1].
    `auto` asks small local models for the second."""
    seconds: float = Field(default=20, gt=0)
    """How long the model may take for an answer; then the asker gets an extract."""
    tries: int = Field(default=3, ge=1, le=10)
    """How often a call is made that the provider turns away for a moment."""
    concurrency: int = Field(default=4, ge=1)
    """Answers that are written at a time. A question beyond waits, within its seconds."""
    output_tokens: int = Field(default=600, ge=16)
    context_characters: int = Field(default=6_000, ge=500)
    """Room for the passages that the model reads."""
    rewrite: bool = True
    """Have the model make a question of its own out of a follow-up."""
    clarify: bool = True
    """Let the model ask back once where the pages give different answers."""
    reuse_hours: float = Field(default=24, ge=0)
    """How long an answer may be given again to the same question over the same passages."""
    tokens_a_day: int | None = Field(default=None, ge=0)
    """Tokens in and out, per UTC day, beyond which answers are extracts; none means no limit."""
    money_a_day: float | None = Field(default=None, ge=0)
    """The same in the currency of the prices."""
    price_in: float = Field(default=0, ge=0)
    price_cached: float | None = Field(default=None, ge=0)
    """Of a token that the provider had cached; none means the price of any other."""
    price_out: float = Field(default=0, ge=0)
    """Prices of a million tokens."""

    @field_validator("name")
    @classmethod
    def _names_a_provider(cls, name: str) -> str:
        provider, _, model = name.partition(":")
        if name and not (provider.strip() and model.strip()):
            raise ValueError("must be `provider:model`, such as openai:gpt-5-mini")
        return name

    @property
    def provider(self) -> str:
        """What stands before the colon."""
        return self.name.partition(":")[0]

    @property
    def model(self) -> str:
        """What stands after it."""
        return self.name.partition(":")[2]

    @property
    def plain(self) -> bool:
        """Whether the model is asked for plain sentences."""
        return self.style == "plain" or (self.style == "auto" and self.provider == LOCAL)
