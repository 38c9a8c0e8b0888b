"""A help channel with planted toil: five causes of known volume and minutes, among noise.

Which causes, how often each is asked in which words, and how long it takes, depend on the seed.
From week AUTOMATED on, one of the five is nearly gone.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.thread import Speaker, Thread
from tests.analytics.threads import message, thread_of

FIRST = datetime(2026, 9, 14, 8, tzinfo=UTC)
"""A Monday."""
WEEKS = 12
AUTOMATED = 6

CAUSES: dict[str, tuple[str, ...]] = {
    "access": (
        "Can someone grant me access to the {x} repository?",
        "I need write access to the {x} repo, please",
        "Please give our new colleague access to the repository of {x}",
        "Permission denied when I push to {x}, could you add me to the repository?",
    ),
    "restart": (
        "Please restart the staging cluster, the pods of {x} hang",
        "Pods of {x} are stuck on the staging cluster, can somebody restart them?",
        "The staging cluster hangs again for {x}, restart it please",
    ),
    "quota": (
        "We need more GPU quota for {x} please",
        "Could you raise the GPU quota of {x}?",
        "GPU quota exceeded for the jobs of {x}, can we get more quota?",
    ),
    "certificate": (
        "The TLS certificate of {x} has expired, please renew it",
        "Can someone renew the certificate on the gateway of {x}?",
        "Certificate expired for {x}, browsers warn about TLS",
    ),
    "registration": (
        "Please approve the registration of package {x}",
        "My package {x} waits for registration approval, can you merge it?",
        "Registering the new version of package {x} needs your approval",
    ),
    "mirror": (
        "Downloads from the package mirror time out for {x}, please clear its cache",
        "Package mirror is slow again for {x}, can you purge the cache of the mirror?",
        "Could someone clear the mirror cache? {x} gets timeouts on downloads",
    ),
    "account": (
        "My single sign-on account is locked, please unlock {x}",
        "Can you unlock the account of {x}? Too many wrong passwords",
        "Account locked after password change, please unlock it for {x}",
    ),
    "record": (
        "Please add a DNS record for {x}",
        "Can somebody create the DNS entry for {x} in the internal zone?",
        "We need a new DNS name for {x}, could you add the record?",
    ),
}
_NAMES = (
    "atlas borealis comet delta ember falcon glacier harbor iris juniper kestrel lagoon meadow"
    " nimbus orchid pebble quartz raven summit tundra umbra violet willow xenon yarrow zephyr"
).split()
_VERBS = "paint fold cook mend plant weigh tune carve knit glaze brew rinse sort wrap lift".split()
_THINGS = (
    "lanterns canoes violins pancakes orchids ladders kettles mittens saddles mosaics globes"
    " anchors pendulums quilts hammocks beehives bagpipes trellises"
).split()
_TOOLS = (
    "Grafana Kafka Terraform Vault Helm Airflow Redis Postgres Bazel Sentry Nginx Prometheus"
    " Ansible Spark Elasticsearch RabbitMQ Backstage Istio Jaeger Okta"
).split()
_ODD = (
    "Does {tool} support dark mode on small screens?",
    "Who wrote the blog post about {tool} and {thing}?",
    "Is it normal that {tool} shows {thing} in the sidebar?",
    "Where do we {verb} {thing}?",
    "Which colour should the {thing} have on the {tool} poster?",
    "Why do we {verb} {thing} before {tool} starts?",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """The channel, and what of it was planted."""

    threads: Sequence[Thread]
    cause_of: dict[str, str]
    """Id of a thread -> its cause; noise has none."""
    automated: str

    def minutes(self, cause: str = "") -> float:
        """Human minutes as planted: every answer costs the time since what it follows."""
        return sum(
            (later.at - earlier.at).total_seconds() / 60
            for thread in self.threads
            if not cause or self.cause_of.get(thread.id) == cause
            for earlier, later in zip(thread.messages, thread.messages[1:], strict=False)
        )

    @property
    def causes(self) -> list[str]:
        """The five."""
        return sorted(set(self.cause_of.values()))


def toil_channel(seed: int, ways: int = 4) -> Planted:
    """Twelve weeks of it. `ways`: in how many wordings, at most, each cause is asked."""
    chance = random.Random(seed)
    causes = chance.sample(sorted(CAUSES), 5)
    volume = {cause: chance.randint(4, 12) for cause in causes}
    effort = {cause: chance.randint(3, 7) for cause in causes}
    automated = chance.choice(causes)
    threads: list[Thread] = []
    cause_of: dict[str, str] = {}
    for week in range(WEEKS):
        for cause in causes:
            usual = max(1, volume[cause] + chance.randint(-2, 2))
            count = chance.randint(0, 1) if cause == automated and week >= AUTOMATED else usual
            for _ in range(count):
                asked = chance.choice(CAUSES[cause][:ways])
                text = asked.format(x=f"{chance.choice(_NAMES)}-{chance.randrange(90)}")
                made = _thread(chance, week, text, effort[cause] + chance.randint(-1, 1))
                cause_of[made.id] = cause
                threads.append(made)
        for _ in range(chance.randint(10, 20)):
            words = {"tool": _TOOLS, "verb": _VERBS, "thing": _THINGS}
            chosen = {key: chance.choice(several) for key, several in words.items()}
            odd = chance.choice(_ODD).format(**chosen)
            threads.append(_thread(chance, week, odd, chance.randint(0, 2)))
    return Planted(sorted(threads, key=lambda one: one.question.at), cause_of, automated)


def _thread(chance: random.Random, week: int, text: str, answers: int) -> Thread:
    at = FIRST + timedelta(weeks=week, seconds=chance.randrange(6 * 24 * 3600))
    said = [message(text, at, Speaker.ASKER, f"U{chance.randrange(60)}")]
    for number in range(answers):
        at += timedelta(minutes=chance.randint(1, 9))
        done = "Done." if number == answers - 1 else "Let me look at it."
        said.append(message(done, at, Speaker.HELPER, f"H{chance.randrange(6)}"))
    return thread_of(*said)
