"""What the scripted help service says, in the shape of the web API."""

from dataclasses import dataclass, field
from typing import Any

DOCS = "https://handbook.fernway.example"


@dataclass(frozen=True, slots=True)
class Script:
    """One scripted answer. `parts` are (HTML, plain text); `kind` as in the API's Message."""

    parts: tuple[tuple[str, str], ...]
    kind: str = "answered"
    citations: tuple[dict[str, Any], ...] = ()
    see_also: tuple[dict[str, str], ...] = field(default=())


def citation(number: int, title: str, heading: str, path: str, updated: str) -> dict[str, Any]:
    """A citation as the API gives it."""
    url = f"{DOCS}/{path}" if path else ""
    return {
        "number": number,
        "title": title,
        "heading": heading,
        "url": url,
        "source": "handbook",
        "quote": "This takes about 3 minutes.",
        "updated_at": f"{updated}T09:00:00Z",
        "age": "1 month ago",
    }


def mark(number: int, path: str) -> str:
    """The mark of a citation inside an answer."""
    return f'<a class="dt-cite" href="{DOCS}/{path}" data-citation="{number}">{number}</a>'


_ROLL = "deploy/rollbacks.html#rollbacks"
_ROLLBACK = Script(
    parts=(
        (
            "<p>If a deploy is hurting customers, <strong>roll back first</strong> and find out why"
            f" later. {mark(1, _ROLL)}</p>",
            "If a deploy is hurting customers, roll back first and find out why later.",
        ),
        (
            '<pre><code class="language-console">$ harbor deploy history --service parcel-api'
            " --env production\nREVISION  SHA      DEPLOYED          BY          STATE\n"
            "r412      9be01d7  2026-10-19 14:02  m.okafor    live\n"
            "r411      4f1c2ab  2026-10-16 10:31  l.brandt    previous\n"
            f"$ harbor deploy rollback --service parcel-api --to r411\n</code></pre>"
            f"<p>{mark(1, _ROLL)}</p>",
            "$ harbor deploy rollback --service parcel-api --to r411",
        ),
        (
            "<p>The pipeline of the service is now locked. Afterwards:</p><ol><li>Say what happened"
            " in the deploy channel.</li><li>Revert or fix the change on <code>main</code>.</li>"
            "<li>Unlock: <code>harbor deploy unlock --service parcel-api</code>."
            f" {mark(2, _ROLL)}</li></ol>",
            "The pipeline is locked. Say what happened, revert, unlock.",
        ),
    ),
    citations=(
        citation(1, "Rollbacks", "Rollbacks", _ROLL, "2026-10-20"),
        citation(2, "Rollbacks", "After the rollback", _ROLL, "2026-10-20"),
    ),
)

_CANARY = Script(
    parts=(
        (f"<p>It depends on the tier of the service. {mark(1, 'deploy/canary.html')}</p>", "Tier."),
        (
            "<table><thead><tr><th>Tier</th><th>Steps</th><th>Regions</th><th>Total</th></tr>"
            "</thead><tbody><tr><td>1</td><td>5% 10 min, 25% 10 min, 50% 5 min, 100%</td><td>"
            "us-east starts 15 min after eu-central is done</td><td>65 min</td></tr><tr><td>2</td>"
            "<td>10% 10 min, 100%</td><td>both at once</td><td>10 min</td></tr><tr><td>3</td>"
            "<td>none (rolling)</td><td>both at once</td><td>3 min</td></tr></tbody></table>"
            f"<p>{mark(1, 'deploy/canary.html')}</p>",
            "Tier 1: 5%, 25%, 50%, 100%.",
        ),
    ),
    kind="partial",
    citations=(citation(1, "Canary releases", "Steps", "deploy/canary.html", "2024-03-02"),),
)

_UNKNOWN = Script(
    parts=(
        (
            "<p>I don't know. I searched handbook and found nothing that answers this. The nearest"
            " pages are listed below.</p>",
            "I don't know. I searched handbook and found nothing that answers this.",
        ),
    ),
    kind="unknown",
    see_also=(
        {"title": "Object storage", "url": f"{DOCS}/data/object-storage.html"},
        {"title": "Kafka topics", "url": f"{DOCS}/data/kafka-topics.html"},
        {"title": "Getting help", "url": f"{DOCS}/support/getting-help.html"},
    ),
)

_EVIL = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
_HOSTILE = Script(
    # What a broken sanitiser might let through: the bubble's own allow-list is the second wall.
    parts=(
        (
            f"<p onclick=\"document.title='owned'\">Careful {_EVIL}"
            "<a href=\"javascript:document.title='owned'\">link</a>"
            "<iframe srcdoc='<script>parent.document.title=1</script>'></iframe>"
            "<svg onload=\"document.title='owned'\"></svg></p>",
            "Careful",
        ),
    ),
    citations=(
        {
            **citation(1, _EVIL, _EVIL, "", "2026-10-20"),
            "url": "javascript:document.title='owned'",
        },
    ),
    see_also=({"title": _EVIL, "url": "data:text/html,<script>alert(1)</script>"},),
)

_EU = Script(
    parts=(
        (
            "<p>The same command with <code>--region eu-central</code> rolls back the EU only."
            f" {mark(1, _ROLL)}</p>",
            "The same command with --region eu-central rolls back the EU only.",
        ),
    ),
    citations=(citation(1, "Rollbacks", "Rollbacks", _ROLL, "2026-10-20"),),
)

_ANSWERS = {
    "roll back": _ROLLBACK,
    "canary": _CANARY,
    "quantum": _UNKNOWN,
    "hostile": _HOSTILE,
    "in eu": _EU,
}


def script_for(question: str) -> Script:
    """The scripted answer to a question; a short one that repeats nothing otherwise."""
    for words, script in _ANSWERS.items():
        if words in question.lower():
            return script
    return Script(parts=(("<p>Yes, that works.</p>", "Yes, that works."),))
