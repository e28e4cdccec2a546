"""What a station's screen sends: people who came and went, each by a card or a number, now or a day late.

A scan here is one proof by the station's device and no more (ADR 9). A number typed in is the person's own word. Every
thing has a nonce: sent again, from a queue that did not hear the answer, it is answered as the first time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.registry.actions.kiosk import Receipt, keep_receipts
from redvest.registry.kiosk_errors import KioskTooLate
from redvest.registry.models import KioskDevice, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.kiosk import TAKEN, answered
from redvest.registry.queries.setting import rule
from redvest.registry.rules.kiosk import in_time, true_moment
from redvest.registry.rules.volunteer_number import normalise
from redvest.service import policy
from redvest.service.actions.scans import Draft, take
from redvest.service.attendance_errors import NotOnRoster
from redvest.service.choices import Direction, ProofKind
from redvest.service.code_errors import BadCode, CardRevoked
from redvest.service.models import Activity
from redvest.service.queries.codes import code_key
from redvest.service.queries.kiosk import places_at
from redvest.service.queries.presence import live_serials
from redvest.service.rules.presence import CodeKind, kind_of, read_card, read_code

KIND = "presence"

FARTHEST = 2**31 - 1  # seconds that a clock may be off and still be written down


@dataclass(frozen=True)
class KioskScan:
    """One person before the screen: ``code`` is a card or the code on a phone, ``number`` was typed."""

    nonce: str
    direction: Direction
    at: datetime
    code: str = ""
    number: str = ""


@dataclass(slots=True)
class _Seen:
    scan: KioskScan
    draft: Draft
    card: tuple[UUID, int] | None = None
    activity: Activity | None = field(default=None)


def record_kiosk_scans(
    *, device: KioskDevice, scans: Sequence[KioskScan], at: datetime, sent_at: datetime
) -> dict[str, str]:
    """The outcome of each nonce: accepted, repeated, not-checked-in (waits for its way in), or why it was refused.

    Which activity somebody means follows from their places at this station; with none it is ``not-on-roster``.
    """
    before = answered(device, [scan.nonce for scan in scans])
    seen = [_Seen(scan, _dated(device, scan, sent_at, at)) for scan in scans if scan.nonce not in before]
    _name(device.city, seen, at)
    _place(device, seen, at)
    by = Standing(device.asked_by_id, None, device.city, device.name)
    for activity, drafts in _by_activity(seen):
        take(by=by, activity=activity, drafts=drafts, at=at)
    keep_receipts(device=device, receipts=_receipts(seen), at=at)
    return before | {each.draft.nonce: each.draft.outcome for each in seen}


def _dated(device: KioskDevice, scan: KioskScan, sent_at: datetime, at: datetime) -> Draft:
    """A clock more than two minutes off is put right, as at the leader's gate."""
    return Draft(
        scan.nonce,
        scan.direction,
        true_moment(scan.at, sent_at=sent_at, at=at),
        proof=ProofKind.SELF_CLAIM if scan.number else ProofKind.STATION_SCAN,
        device=f"kiosk-{device.pk.hex}",
        skew_seconds=max(-FARTHEST, min(FARTHEST, round((sent_at - at).total_seconds()))),
    )


def _name(city: str, seen: Sequence[_Seen], at: datetime) -> None:
    """Whom each code or number names."""
    key, seconds = code_key(), int(rule("attendance.code_seconds", f"{city}/", clock.day_of(at)))
    numbers = {normalise(each.scan.number) for each in seen if each.scan.number}
    found = Volunteer.objects.filter(city=city, number__in=numbers) if numbers else Volunteer.objects.none()
    people = dict(found.values_list("number", "id"))
    for each in seen:
        try:
            _read(each, key, seconds, people)
            if not in_time(each.draft.at, at):
                raise KioskTooLate
        except DomainError as fault:
            each.draft.outcome = fault.code
    cards = [each for each in seen if each.card is not None]
    serials = live_serials([each.card[0] for each in cards if each.card]) if cards else {}
    for each in cards:
        if each.card and not each.draft.outcome and serials.get(each.card[0]) != each.card[1]:
            each.draft.outcome = CardRevoked.code


def _read(each: _Seen, key: bytes, seconds: int, people: dict[str, UUID]) -> None:
    scan, draft = each.scan, each.draft
    if scan.number:
        draft.volunteer_id = people.get(normalise(scan.number))
        if draft.volunteer_id is None:
            raise NotOnRoster
    elif kind_of(scan.code) is CodeKind.CARD:
        each.card = read_card(key, scan.code)
        draft.volunteer_id = each.card[0]
    elif kind_of(scan.code) is CodeKind.VOLUNTEER:
        read = read_code(key, CodeKind.VOLUNTEER, scan.code, at=draft.at, seconds=seconds)
        draft.volunteer_id, draft.code_key, draft.device_tag = read.subject, read.once, read.device_tag
    else:
        raise BadCode


def _place(device: KioskDevice, seen: Sequence[_Seen], at: datetime) -> None:
    """Which of the person's activities at this station is meant: the one that is on, else the nearest in time."""
    wanted = [each for each in seen if not each.draft.outcome]
    if not wanted:
        return
    moments = [each.draft.at for each in wanted]
    people = {each.draft.volunteer_id for each in wanted if each.draft.volunteer_id}
    held = places_at(device.station, people, min(moments), max(moments))
    for each in wanted:
        mine = held.get(each.draft.volunteer_id, []) if each.draft.volunteer_id else []
        if not mine:
            each.draft.outcome = NotOnRoster.code
            continue
        each.activity = min(mine, key=lambda one: _away(one, each.draft.at))
        try:
            policy.require_within_hours(each.activity, each.draft.at, at)
        except DomainError as fault:
            each.draft.outcome = fault.code


def _away(activity: Activity, moment: datetime) -> timedelta:
    """How far a moment lies outside an activity's hours."""
    return max(activity.starts_at - moment, moment - activity.ends_at, timedelta())


def _by_activity(seen: Sequence[_Seen]) -> list[tuple[Activity, list[Draft]]]:
    """In one order for everybody, so that two batches never wait for each other."""
    drafts: dict[UUID, list[Draft]] = defaultdict(list)
    activities: dict[UUID, Activity] = {}
    for each in seen:
        if each.activity is not None and not each.draft.outcome:
            activities[each.activity.pk] = each.activity
            drafts[each.activity.pk].append(each.draft)
    return [(activities[key], drafts[key]) for key in sorted(drafts)]


def _receipts(seen: Sequence[_Seen]) -> list[Receipt]:
    """What was answered; of what was refused also the end of the number, so that the keeper knows whom to look for."""
    refused = {
        each.draft.volunteer_id
        for each in seen
        if each.draft.volunteer_id and each.draft.outcome not in TAKEN
    }
    known = dict(Volunteer.objects.filter(pk__in=refused).values_list("id", "number")) if refused else {}
    return [
        Receipt(
            each.draft.nonce,
            KIND,
            each.draft.at,
            each.draft.outcome,
            _tail(each, known),
        )
        for each in seen
    ]


def _tail(each: _Seen, known: dict[UUID, str]) -> str:
    found = known.get(each.draft.volunteer_id, "") if each.draft.volunteer_id else ""
    return normalise(found or each.scan.number)[-4:]
