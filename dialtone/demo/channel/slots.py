"""What the gaps of a script are filled with: the same in every message of one thread."""

import re
from collections.abc import Sequence
from random import Random

from dialtone.demo.channel.pasted import secret
from dialtone.demo.channel.people import Person

_SERVICES = {
    "team-parcels": ("parcel-api",),
    "team-depot": ("depot-scan",),
    "team-labels": ("label-service",),
    "team-routing": ("route-planner",),
    "team-tracking": ("tracking-web",),
    "team-courier": ("courier-gateway",),
    "team-customs": ("customs-broker",),
    "team-billing": ("invoice-worker", "rate-sync"),
}
_TOPICS = {
    "parcels": "parcels.parcel.registered.v1",
    "depot": "depot.scan.recorded.v2",
    "routing": "routing.route.planned.v1",
}
_SECRETS = ("PRINTER_API_KEY", "CARRIER_API_KEY", "MAPS_TOKEN", "SMTP_PASSWORD", "PARTNER_KEY")
_TESTS = ("planner.TestReroute/closed_bridge", "LabelPdfTest.twoPages", "test_scan_twice")
_GREETINGS = ("hi all,", "hey folks,", "Hello,", "hey,", "Hi!", "morning,", "Hi team,", "")
_THANKS = (
    "thanks!",
    "thx",
    "thank you",
    "cheers",
    "ty",
    "perfect, thanks",
    "thanks a lot",
    "merci",
)
_AGREED = ("ok", "ok, will do", "got it", "makes sense", "alright", "fair enough", "ok thx")
_GAP = re.compile(r"%([a-z0-9]+)(?::([a-z-]+))?%")
_CHOICE = re.compile(r"\{([^{}|]*(?:\|[^{}|]*)+)\}")


class Slots:
    """One thread's facts. Greetings and thanks are drawn anew each time."""

    def __init__(self, random: Random, asker: Person, others: Sequence[Person]) -> None:
        self._random = random
        team = asker.team if asker.team in _SERVICES else random.choice(list(_SERVICES))
        mates = [each for each in others if each.team == team and each is not asker]
        self.mate = random.choice(mates)
        services = [name for names in _SERVICES.values() for name in names]
        service = random.choice(_SERVICES[team])
        revision = random.randint(180, 460)
        cluster = random.choice(("pier-prod-eu", "pier-prod-eu", "pier-prod-us"))
        region = "eu-central" if cluster.endswith("eu") else "us-east"
        namespace = team.removeprefix("team-")
        suffix = "".join(random.choices("bcdfghjklmnpqrstvwxz2456789", k=5))
        self._facts = {
            "service": service,
            "team": team,
            "ns": namespace,
            "group": f"grp-{team}",
            "other": random.choice([name for name in services if name != service]),
            "cluster": cluster,
            "region": region,
            "rev": f"r{revision}",
            "prev": f"r{revision - random.randint(1, 3)}",
            "old": str(revision - 70),
            "pod": f"{service}-{random.randrange(16**8):08x}-{suffix}",
            "run": str(random.randint(81200, 99800)),
            "pr": str(random.randint(900, 5200)),
            "n": str(random.randint(4, 9)),
            "req": f"{random.randrange(16**8):08x}-{random.randrange(16**4):04x}",
            "reqno": str(random.randint(71000, 79999)),
            "req3": str(random.randint(2280, 2460)),
            "user": asker.handle,
            "time": f"{random.randint(7, 18):02}:{random.randint(0, 59):02}",
            "day": random.choice(("tuesday", "wednesday", "thursday")),
            "test": random.choice(_TESTS),
            "topic": _TOPICS.get(namespace, "depot.scan.recorded.v2"),
            "secretname": random.choice(_SECRETS),
            "lang": random.choice(("kotlin", "node", "python", "java")),
            "email": f"{random.choice(('j.doe', 'maria.k', 'h.olsen'))}@mail.example",
            "phone": f"+1 202 555 01{random.randint(10, 99)}",
        }

    def fill(self, text: str, speaker: Person) -> str:
        """The text as this person says it, every gap filled."""
        chosen = _CHOICE.sub(lambda found: self._random.choice(found[1].split("|")), text)
        return _GAP.sub(lambda found: self._value(found[1], found[2], speaker), chosen).strip()

    def _value(self, name: str, kind: str | None, speaker: Person) -> str:
        random = self._random
        if name == "secret":
            return secret(kind or "", random)
        if name == "hi":
            return random.choice(_GREETINGS) if random.random() < 0.3 + speaker.greets else ""
        if name in ("thx", "ok"):
            return random.choice(_THANKS if name == "thx" else _AGREED)
        if name == "lead":
            mate = self.mate
            return f"<@{mate.id}>" if random.random() < 0.4 else mate.first_name
        return self._facts[name]
