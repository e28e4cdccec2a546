"""A leader writes to who is on the roster: few letters a day, written down, and a minor's guardians read it too."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce

from redvest.core import audit, events
from redvest.core.clock import day_of
from redvest.core.errors import TooManyTries
from redvest.core.throttle import hit
from redvest.registry.actions.message import Notice, tell_guardians, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.guardian import needs_guardian
from redvest.registry.queries.setting import rule
from redvest.registry.rules.delivery import SOON
from redvest.service import policy
from redvest.service.choices import ActivityState, LetterAudience
from redvest.service.events import LetterWritten
from redvest.service.models import Activity, RosterLetter
from redvest.service.queries.letter import readers
from redvest.service.signup_errors import LettersEnough, LetterWordsWrong, NoRosterToWriteTo

LONGEST = 500
AFTER = timedelta(days=7)  # in which thanks and lost umbrellas can be written about
_LIVE = (ActivityState.PUBLISHED, ActivityState.CLOSED, ActivityState.CANCELLED)


@transaction.atomic
def write_letter(*, by: Standing, activity: Activity, audience: str, text: str, at: datetime) -> RosterLetter:
    """Raises NotAllowed, LetterWordsWrong, NoRosterToWriteTo, LettersEnough. Its copies are written in the background."""
    policy.require_may_lead(by, activity)
    said = text.strip()
    if not 2 <= len(said) <= LONGEST or audience not in LetterAudience.values:
        raise LetterWordsWrong
    if activity.state not in _LIVE or at > activity.ends_at + AFTER:
        raise NoRosterToWriteTo
    if not readers(activity.pk, audience).exists():
        raise NoRosterToWriteTo
    today = day_of(at)
    most = int(rule("message.letters_per_day", activity.region_path, today))
    try:
        hit(f"letters:{activity.pk.hex}:{today}", limit=most, window=timedelta(days=1), at=at)
    except TooManyTries as fault:
        raise LettersEnough(most=most) from fault
    letter = RosterLetter.objects.create(
        city=activity.city,
        activity=activity,
        author_id=require_member(by),
        audience=audience,
        text=said,
        written_at=at,
    )
    audit.write_line(
        by=by.actor, at=at, city=activity.city, verb="write_letter", target=letter, audience=audience,
        activity=str(activity.pk),
    )  # fmt: skip
    events.publish(LetterWritten(activity.city, letter.pk))
    return letter


def _a_shift_begins_soon(activity: Activity, at: datetime) -> bool:
    shifts = activity.posts.annotate(begins=Coalesce("starts_at", "activity__starts_at"))
    return bool(shifts.filter(begins__gte=at, begins__lt=at + SOON).exists())


@transaction.atomic
def send_letter(*, letter_id: UUID, at: datetime) -> int:
    """Write every copy, once; returns how many. Whoever left the roster meanwhile gets none."""
    if not RosterLetter.objects.filter(pk=letter_id, sent_at__isnull=True).update(sent_at=at):
        return 0
    letter = RosterLetter.objects.select_related("activity__body").get(pk=letter_id)
    activity = letter.activity
    text = f"【{activity.body.name}】“{activity.title}”负责人来信：{letter.text}"
    near = _a_shift_begins_soon(activity, at)
    notice = Notice(MessageKind.LETTER, about=activity, urgent=near, letter_id=letter.pk, many=True)
    count = 0
    for person in readers(activity.pk, letter.audience):
        count += tell_person(volunteer=person, text=text, at=at, notice=notice)
        if person.account is not None and needs_guardian(person, at):
            own = bytes(person.account.phone_hash)
            count += tell_guardians(volunteer=person, text=text, at=at, but=own, notice=notice)
    return count
