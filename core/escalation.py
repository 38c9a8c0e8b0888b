"""The nouns of handing over: urgency, what happened to an escalation, what is due and delivered."""

from enum import StrEnum


class Urgency(StrEnum):
    """How soon people should move."""

    EMERGENCY = "emergency"
    HIGH = "high"
    NORMAL = "normal"
