"""Reads letters to a roster: whom one reaches, and how its copies fared."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from redvest.registry.choices import DeliveryState
from redvest.registry.models import Message, Volunteer
from redvest.registry.queries.message import messages_of_letters
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
    """A letter and its copies, each with its deliveries read already."""

    letter: RosterLetter
    copies: list[Message] = field(default_factory=list)

    @property
    def read(self) -> int:
        return sum(each.read_at is not None for each in self.copies)

    @property
    def failed(self) -> int:
        """Copies that reached nobody: unread, and every channel that was tried failed."""
        return sum(each.read_at is None and _all_failed(each) for each in self.copies)


def readers(activity_id: UUID, audience: LetterAudience | str) -> QuerySet[Volunteer]:
    """Who a letter is for: everybody once, on however many posts they are."""
    rows = SignUp.objects.filter(activity_id=activity_id, state__in=_STATES[LetterAudience(audience)])
    people = Volunteer.objects.filter(pk__in=rows.values("volunteer_id"))
    return people.select_related("account").order_by("id")


def letters_of(activity: Activity) -> list[LetterFate]:
    """The letters of an activity, the newest first. Three queries however many."""
    letters = list(RosterLetter.objects.filter(activity=activity).select_related("author").order_by("-id"))
    copies: dict[UUID | None, list[Message]] = defaultdict(list)
    for each in messages_of_letters([letter.pk for letter in letters]):
        copies[each.letter_id].append(each)
    return [LetterFate(letter, copies[letter.pk]) for letter in letters]


def _all_failed(message: Message) -> bool:
    states = {each.state for each in message.deliveries.all()}
    return bool(states) and states <= {DeliveryState.FAILED, DeliveryState.DROPPED}
