"""The sixty people of the channel, what they work on, and how they write."""

from dataclasses import dataclass
from random import Random

# Handle, name; the facts sheet of dialtone/demo names the teams and their services.
_PLATFORM = {
    "team-access": ("i.novak Iva Novak", "d.osei Daniel Osei"),
    "team-build": ("k.lindqvist Karin Lindqvist", "r.mehta Rohan Mehta"),
    "team-cloud": ("p.duarte Pilar Duarte",),
    "team-deploy": ("j.haas Jonas Haas", "s.whitlock Sam Whitlock"),
    "team-devex": ("e.tanaka Emi Tanaka", "b.kovacs Bence Kovacs"),
    "team-edge": ("f.moreau Fabien Moreau", "t.adeyemi Tola Adeyemi"),
    "team-observability": ("g.silva Gabriel Silva",),
    "team-reliability": ("a.keane Aoife Keane",),
    "team-runtime": ("m.visser Maaike Visser", "o.petrov Oleg Petrov"),
    "team-security": ("n.abadi Nadia Abadi", "c.ruiz Carla Ruiz"),
    "team-storage": ("h.jansen Hugo Jansen", "l.chen Lin Chen"),
    "team-streams": ("y.amari Youssef Amari",),
}
_PRODUCT = {
    "team-parcels": (
        "m.okafor Mary Okafor,l.brandt Luca Brandt,w.dekker Wout Dekker,s.rossi Sofia Rossi,"
        "q.nguyen Quan Nguyen,a.bauer Anna Bauer"
    ),
    "team-depot": (
        "j.peeters Jef Peeters,v.ionescu Vlad Ionescu,k.obrien Kate O'Brien,m.farah Mo Farah,"
        "e.lund Erik Lund"
    ),
    "team-labels": (
        "a.ferrand Alice Ferrand,t.bakker Tim Bakker,r.castro Rita Castro,d.yilmaz Deniz Yilmaz"
    ),
    "team-routing": (
        "p.nowak Piotr Nowak,s.iyer Shreya Iyer,h.meyer Hannah Meyer,c.dubois Chloe Dubois,"
        "o.hansen Ole Hansen"
    ),
    "team-tracking": (
        "b.walker Ben Walker,z.kaya Zeynep Kaya,n.smit Noor Smit,g.conti Giulia Conti,"
        "f.alvarez Fran Alvarez"
    ),
    "team-courier": (
        "i.horvat Ivan Horvat,m.santos Marta Santos,t.vries Tess Vries,j.park Joon Park"
    ),
    "team-customs": (
        "e.schmidt Eva Schmidt,a.diallo Awa Diallo,r.cohen Rami Cohen,u.berg Ulla Berg"
    ),
    "team-billing": (
        "k.patel Kiran Patel,l.martin Lea Martin,v.dimitrov Viktor Dimitrov,s.byrne Sean Byrne,"
        "x.liu Xia Liu,d.popov Dara Popov,c.weiss Carl Weiss"
    ),
}
BOTS = (("harbor-bot", "Harbor Bot"), ("statusbot", "Harbor Status"), ("deploybot", "Deploys"))
_IDS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the channel. The last four say how they write, from 0 (never) to 1."""

    id: str
    handle: str
    name: str
    team: str
    platform: bool
    lower_case: bool = False
    greets: float = 0.0
    thanks: float = 0.0
    typos: float = 0.0

    @property
    def first_name(self) -> str:
        """As the others say it."""
        return self.name.split()[0]

    @property
    def namespace(self) -> str:
        """The namespace of the team."""
        return self.team.removeprefix("team-")


def everybody(random: Random) -> list[Person]:
    """All people, each with an id and habits of their own."""
    found = [_person(random, who, team, True) for team, names in _PLATFORM.items() for who in names]
    for team, names in _PRODUCT.items():
        found += [_person(random, who, team, False) for who in names.split(",")]
    return found


def slack_id(random: Random, first: str) -> str:
    """An id as Slack has them."""
    return first + "0" + "".join(random.choices(_IDS, k=9))


def _person(random: Random, who: str, team: str, platform: bool) -> Person:
    handle, _, name = who.partition(" ")
    return Person(
        id=slack_id(random, "U"),
        handle=handle,
        name=name,
        team=team,
        platform=platform,
        lower_case=random.random() < 0.35,
        greets=random.choice((0.0, 0.1, 0.5)),
        thanks=random.choice((0.2, 0.6, 0.9)),
        typos=random.choice((0.0, 0.0, 0.004, 0.012, 0.025)),
    )
