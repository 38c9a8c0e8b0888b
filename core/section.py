"""What every part of the settings has in common: nothing unknown in it, and it does not change."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\s\x00-\x1f](.*\S)?$")]
"""A word or a few, on one line."""


class Section(BaseModel):
    """A part of the settings. Unknown keys in it are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
