"""The waiting room before a rush: who is let in when. Pure.

Numbers are let in at a steady rate from the opening on, so everybody knows from their number alone when their turn
comes; nobody has to ask again and again, and who reloads the page in a hurry gains nothing.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

SPREAD = 5  # seconds over which those who were early come back after the opening, not all in the same one
LONGEST_WAIT = 300  # seconds after which a page looks again even when the turn is farther away


def admitted_at(number: int, opens_at: datetime, per_second: int) -> datetime:
    """From when on the holder of a number may sign up."""
    return opens_at + timedelta(seconds=(number - 1) // per_second)


def seconds_until(moment: datetime, at: datetime) -> int:
    """Whole seconds, rounded up; 0 when it has come."""
    return max(0, math.ceil((moment - at).total_seconds()))


def look_again(*, waits: int, number: int | None, lot: int) -> int:
    """After how many seconds a page that waits asks again; ``lot`` is any number that belongs to the person."""
    spread = lot % SPREAD if number is None else 0
    return min(max(1, waits) + spread, LONGEST_WAIT + lot % 60)
