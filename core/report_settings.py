"""Settings of the weekly report that `dialtone serve` writes by itself."""

from datetime import time
from pathlib import Path
from typing import Literal

from core.section import Section

QUOTED_FROM = 3
"""People who must have asked before one of them is quoted, or what they asked is named."""


class ReportSettings(Section):
    """When the report of the last whole week is due, and where it goes. Times are UTC."""

    folder: Path | None = None
    """Where the server writes it every week; empty means that it writes none by itself."""
    day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"
    at: time = time(6)
