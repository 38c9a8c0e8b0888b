"""How old something is, in words."""

from datetime import UTC, datetime


def age(moment: datetime | None, now: datetime | None = None) -> str:
    """How old a source is, in words; empty where its age is not known."""
    if moment is None:
        return ""
    days = ((now or datetime.now(UTC)) - moment).days
    for size, unit in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= size:
            count = days // size
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "today"
