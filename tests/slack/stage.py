"""The people and channels that the emulator starts with when it is run by hand."""

from __future__ import annotations

from tests.slack.emulator import Emulator


def furnish(slack: Emulator, help_channel: str = "platform-help") -> None:
    """A small company: two who ask, two who help, and a channel where they meet."""
    ada = slack.add_user("ada", "Ada Lane", title="Backend developer", is_admin=True)
    ben = slack.add_user("ben", "Ben Moss", title="Mobile developer")
    priya = slack.add_user("priya", "Priya Nair", title="Platform engineer")
    tom = slack.add_user("tom", "Tom Reed", title="Platform engineer, on call")
    everyone = (ada, ben, priya, tom)
    general = slack.add_channel("general", *everyone)
    general.is_general = True
    channel = slack.add_channel(help_channel, *everyone, slack.bot)
    channel.topic = "Questions about builds, deploys and the platform"
    slack.add_channel("platform-oncall", priya, tom, slack.bot, kind="group")
    for person in everyone:
        slack.open_dm(person)
