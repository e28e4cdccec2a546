"""What may go wrong on the way to a vendor, by what can be done about it."""

from __future__ import annotations

from datetime import timedelta


class Unsent(Exception):
    """It certainly did not leave: no connection. Trying again is safe."""


class Unanswered(Exception):
    """It left and nothing came back: nobody knows whether it was taken. Trying again might send it twice."""


class Refused(Exception):
    """The vendor said no. ``code`` is the vendor's; ``later`` says that another try may go well, ``after`` not before when."""

    def __init__(self, code: str, *, later: bool = False, after: timedelta = timedelta()) -> None:
        self.code, self.later, self.after = code[:60], later, after
        super().__init__(self.code)
