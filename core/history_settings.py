"""What of help-channel history is kept, and what is masked in it."""

import re

from pydantic import Field, field_validator

from core.section import Section
from core.slack_settings import Channels, Names


class History(Section):
    """What people said in help channels, from exports and live."""

    opt_out_people: Names = ()
    """People by id or name: what they write is not stored, and nobody is shown naming them."""
    opt_out_channels: Channels = ()
    """Channels by name or id, also as globs, that are never read."""
    customer_patterns: dict[str, str] = Field(default_factory=dict)
    """A name such as `customer-id` -> the regular expression of what is masked as
    `[customer-id]`."""

    @field_validator("customer_patterns")
    @classmethod
    def _are_patterns(cls, given: dict[str, str]) -> dict[str, str]:
        for name, pattern in given.items():
            if not re.fullmatch(r"[a-z][a-z0-9-]{0,40}", name):
                raise ValueError(f"names {name!r}: lower-case words joined by `-` only")
            try:
                if re.compile(pattern).match(""):
                    raise ValueError(f"has a pattern for {name!r} that finds nothing at all too")
            except re.error as error:
                raise ValueError(f"has no valid pattern for {name!r}: {error}") from error
        return given
