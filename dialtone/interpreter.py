"""How Python runs in a process that serves."""

import gc
import sys

_SWITCH_SECONDS = 0.0005


def take_short_turns() -> None:
    """Let a thread keep the interpreter for half a millisecond while others wait for it.

    Every statement that is sent to the database gives it up and waits to have it back: by default
    for ten times as long.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)


def settle() -> None:
    """Look for garbage among what is new from here on only: what was loaded is going to stay.

    To look through everything stops all threads for a fifth of a second, again and again.
    """
    gc.collect()
    gc.freeze()
