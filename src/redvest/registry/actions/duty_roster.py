"""The roster behind duty slots: the weekly pattern, its dated slots some weeks ahead, and the alert for lacking people."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import CHINA, day_of
from redvest.registry.actions.duty_off import call_off_slots
from redvest.registry.actions.message import Notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import DutyOff, MessageKind
from redvest.registry.duty_errors import DutyOutsideHours, DutyPatternExists, DutyPatternWrong
from redvest.registry.models import DutyPattern, DutySlot, Station
from redvest.registry.policy import Standing, require_keeps
from redvest.registry.queries.duty import coming_slots, keepers_of, patterns_on, slot_words, uncovered
from redvest.registry.queries.role import nearest_officers
from redvest.registry.queries.station_life import hours_from
from redvest.registry.rules.duty import ALERT_AHEAD, MOST_PLACES, WEEKS_AHEAD, slots_between
from redvest.registry.rules.opening import Exceptional, Weekly, covers, open_weekly

Hours = tuple[list[Weekly], list[Exceptional]]


@transaction.atomic
def set_pattern(
    *, by: Standing, station: Station, weekday: int, begins: time, ends: time, places: int, at: datetime
) -> DutyPattern:
    """People are needed every week from today on; its slots stand at once. Raises NotAllowed, DutyPatternWrong,
    DutyOutsideHours, DutyPatternExists."""
    require_keeps(by, station.pk, station.region.path)
    if not (0 <= weekday <= 6 and begins < ends and 1 <= places <= MOST_PLACES):
        raise DutyPatternWrong
    # One change of a station's duty at a time: its row is the lock behind the check.
    Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
    week, _days = hours_from(station.pk, day_of(at))
    if not open_weekly(weekday, begins, ends, week, day_of(at)):
        raise DutyOutsideHours
    same = patterns_on(station.city, day_of(at)).filter(station=station, weekday=weekday, until__isnull=True)
    if same.filter(begins=begins, ends=ends).exists():
        raise DutyPatternExists
    pattern = DutyPattern.objects.create(
        station=station, weekday=weekday, begins=begins, ends=ends, places=places, since=day_of(at)
    )
    lay_out_pattern(pattern=pattern, at=at)
    write_line(by=by.actor, at=at, city=station.city, verb="set_duty_pattern", target=pattern)
    return pattern


@transaction.atomic
def end_pattern(*, by: Standing, pattern: DutyPattern, at: datetime) -> None:
    """Not needed from tomorrow on: its later slots are called off, and who took one or was asked is told, in one go."""
    require_keeps(by, pattern.station_id, pattern.station.region.path)
    live = DutyPattern.objects.filter(pk=pattern.pk, until__isnull=True)
    if not live.update(until=day_of(at)):
        return  # stopped already: saying it twice is saying it once
    midnight = datetime.combine(day_of(at) + timedelta(days=1), time(), CHINA)
    later = coming_slots(pattern.station_id, at).filter(pattern=pattern, starts_at__gte=midnight)
    call_off_slots(by=by, slots=later, as_=DutyOff.STOPPED, words="", at=at)
    write_line(by=by.actor, at=at, city=pattern.station.city, verb="end_duty_pattern", target=pattern)


@transaction.atomic
def lay_out_slots(*, city: str, at: datetime) -> int:
    """Dated slots of every live pattern for the weeks ahead; those that stand are left. Returns how many were looked at."""
    # Held, so that none is laid out for a pattern that is being ended.
    live = patterns_on(city, day_of(at)).order_by("pk").select_for_update(of=("self",))
    hours: dict[UUID, Hours] = {}
    rows: list[DutySlot] = []
    for pattern in live:
        if pattern.station_id not in hours:
            hours[pattern.station_id] = hours_from(pattern.station_id, day_of(at))
        rows += _rows(pattern, hours[pattern.station_id], at)
    return _lay_out(rows)


def lay_out_pattern(*, pattern: DutyPattern, at: datetime) -> int:
    """Its slots for the weeks ahead, but for times at which the station is closed. Returns how many."""
    return _lay_out(_rows(pattern, hours_from(pattern.station_id, day_of(at)), at))


def _lay_out(rows: list[DutySlot]) -> int:
    DutySlot.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _rows(pattern: DutyPattern, hours: Hours, at: datetime) -> list[DutySlot]:
    first, (week, days) = day_of(at), hours
    spans = slots_between(
        weekday=pattern.weekday, begins=pattern.begins, ends=pattern.ends, since=pattern.since, until=pattern.until,
        first=first, last=first + timedelta(weeks=WEEKS_AHEAD),
    )  # fmt: skip
    return [
        DutySlot(
            city=pattern.station.city, station=pattern.station, pattern=pattern, starts_at=start, ends_at=end,
            places=pattern.places,
        )
        for start, end in spans
        if start > at and covers(start, end, week, days)
    ]  # fmt: skip


@transaction.atomic
def alert_uncovered(*, city: str, at: datetime) -> int:
    """Tell the keepers and the nearest officers of slots in the next 24 hours that lack people, each exactly once.

    ``alerted_at`` is the receipt: a guarded update, so of two runs at once one tells. Returns how many slots.
    """
    count = 0
    for slot in uncovered(city, at, at + ALERT_AHEAD).filter(alerted_at__isnull=True).order_by("id"):
        mine = DutySlot.objects.filter(
            pk=slot.pk, alerted_at__isnull=True, called_off_at__isnull=True, taken__lt=F("places")
        )
        if not mine.update(alerted_at=at):
            continue
        people = {each.pk: each for each in keepers_of(slot.station_id, day_of(at))}
        people |= {each.pk: each for each in nearest_officers(slot.station.region.path, day_of(at))}
        text = f"{slot_words(slot)}的值班还缺 {slot.lacking} 人，请尽快安排。"
        tell_accounts(accounts=people.values(), text=text, at=at, notice=Notice(MessageKind.WORK, about=slot))
        write_line(by=SYSTEM, at=at, city=city, verb="alert_uncovered_duty", target=slot)
        count += 1
    return count
