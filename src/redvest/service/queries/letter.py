"""Reads letters to a roster: whom one reaches, and how its copies fared."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from redvest.registry.models import Volunteer
from redvest.registry.queries.message import counts_of_letters
from redvest.service.choices import LetterAudience, SignUpState
from redvest.service.models import Activity, RosterLetter, SignUp

HOLD = (SignUpState.CONFIRMED, SignUpState.SERVED)
WAIT = (SignUpState.WAITING, SignUpState.OFFERED, SignUpState.APPLIED)
_STATES = {
    LetterAudience.HOLDING: HOLD,
    LetterAudience.WAITING: WAIT,
    LetterAudience.EVERYBODY: (*HOLD, *WAIT),
}


@dataclass(frozen=True)
class LetterFate:
    """A letter, and of its copies how many there are, were read, and reached nobody."""

    letter: RosterLetter
    told: int = 0
    read: int = 0
    failed: int = 0


def readers(activity_id: UUID, audience: LetterAudience | str) -> QuerySet[Volunteer]:
    """Who a letter is for: everybody once, on however many posts they are."""
    rows = SignUp.objects.filter(activity_id=activity_id, state__in=_STATES[LetterAudience(audience)])
    people = Volunteer.objects.filter(pk__in=rows.values("volunteer_id"))
    return people.select_related("account").order_by("id")


def letters_of(activity: Activity) -> list[LetterFate]:
    """The letters of an activity, the newest first. Two queries, however many letters and copies."""
    letters = list(RosterLetter.objects.filter(activity=activity).select_related("author").order_by("-id"))
    counts = counts_of_letters([letter.pk for letter in letters])
    return [LetterFate(letter, *counts.get(letter.pk, ())) for letter in letters]
