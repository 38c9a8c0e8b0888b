"""What the crawler will not do."""

from core.errors import Permanent


class Refused(Permanent):
    """An address that is outside of what the crawler was given, with the reason."""
