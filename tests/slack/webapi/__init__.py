"""The Web API, one file for each family of methods."""

from tests.slack.webapi import (  # noqa: F401 - importing a family registers its methods
    agents,
    apps,
    auth,
    chat,
    conversations,
    reactions,
    streams,
    users,
    views,
)
