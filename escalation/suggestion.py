"""What the owner of the docs is told when several humans have answered much the same."""

from core.escalation import Delivery, DocsSuggestion, Notice, Urgency

_SUBJECT = 120


def suggested(delivery: Delivery, suggestion: DocsSuggestion, desk: str) -> Notice:
    """The notice of a suggested change; `desk`: where the desk is, or empty."""
    first = suggestion.lessons[0].question if suggestion.lessons else "an answer"
    subject = " ".join(f"Suggested for the docs: {first}".split())
    return Notice(
        id=delivery.id,
        escalation_id=delivery.escalation_id,
        purpose=delivery.purpose,
        urgency=Urgency.NORMAL,
        to=delivery.to,
        subject=subject[: _SUBJECT - 1] + "…" if len(subject) > _SUBJECT else subject,
        text=_text(suggestion, desk),
        link=f"{desk}#docs" if desk else "",
        facts={
            "team": suggestion.team_name,
            "answers": str(len(suggestion.lessons)),
            "page": suggestion.page_url or suggestion.page_title,
        },
    )


def _text(suggestion: DocsSuggestion, desk: str) -> str:
    count = len(suggestion.lessons)
    parts = [
        f"{count} times people asked much the same, and a human answered each by hand."
        " The docs could say it instead.",
        f"The page that is nearest: {suggestion.page_title} {suggestion.page_url}".rstrip()
        if suggestion.page_title
        else "No page comes near: it would be a new one.",
    ]
    for number, lesson in enumerate(suggestion.lessons, start=1):
        by = f" ({lesson.decided_by}, {lesson.created_at:%Y-%m-%d})"
        parts.append(f"{number}. {lesson.question}\nThe answer{by}:\n{lesson.answer}")
    if desk:
        parts.append(f"Say there when it is written, or that it is not wanted: {desk}#docs")
    return "\n\n".join(parts)
