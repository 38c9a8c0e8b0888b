"""Whether the server is going down, which every open stream wants to know."""

import asyncio


class Stopping:
    """Set once. Streams that only listen end at once; an answer gets a while to finish."""

    def __init__(self, grace: float = 8.0) -> None:
        """`grace`: seconds that an answer which is being streamed may still take."""
        self.grace = grace
        self._since: float | None = None

    def set(self) -> None:
        """The server is going down."""
        if self._since is None:
            self._since = asyncio.get_running_loop().time()

    def is_set(self) -> bool:
        """Whether it is."""
        return self._since is not None

    def is_over(self) -> bool:
        """Whether the grace has passed too."""
        now = asyncio.get_running_loop().time()
        return self._since is not None and now > self._since + self.grace
