"""Numbers that pass every check of form and can belong to nobody.

ID numbers and credit codes carry a division code that was never given out (360599, 410899): the city's own
number followed by 99. Phones all begin with 1990 and stay in this file's ranges; demo mode sends no messages.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from redvest.registry.rules import credit_code, identity_number

NOWHERE = "99"
CENTRE, OFFICER, LEADER = 1, 11, 10_001
VOLUNTEER, GUARDIAN, CONTACT, HOUSEHOLD = 1_000_000, 5_000_000, 8_000_000, 9_900_000
_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def phone(number: int) -> str:
    """A phone of the demo's range."""
    return f"1990{number:07d}"


class IdNumbers:
    """Resident card numbers, each given once."""

    def __init__(self, city: str) -> None:
        self._division = city[:4] + NOWHERE
        self._given: dict[tuple[date, bool], int] = {}

    def next(self, birth_on: date, male: bool) -> tuple[str, date]:
        """A number for this birth date, or for the first earlier day that still has one, and that day."""
        while (turn := self._given.get((birth_on, male), 0)) >= 499:
            birth_on -= timedelta(days=1)
        self._given[birth_on, male] = turn + 1
        body = f"{self._division}{birth_on:%Y%m%d}{2 * turn + (1 if male else 2):03d}"
        return body + identity_number.check_character(body), birth_on


class CreditCodes:
    """Credit codes of social organisations, each given once."""

    def __init__(self, city: str) -> None:
        self._division = city[:4] + NOWHERE
        self._given: set[str] = set()

    def next(self, rng: random.Random, kind: str) -> str:
        """``kind``: the first two characters, 51 for an association, 52 for a service unit."""
        while True:
            body = kind + self._division + "MJ" + "".join(rng.choices(_CODE_LETTERS, k=7))
            if body not in self._given:
                self._given.add(body)
                return body + credit_code.check_character(body)
