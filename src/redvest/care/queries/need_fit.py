"""Why somebody cannot take a need: every reason at once, as the volunteer reads it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from redvest.care.choices import LIVE_SERVINGS, NeedKind, ServingState
from redvest.care.models import Need, NeedServing
from redvest.core import clock
from redvest.registry.choices import DutyTurnState, QualificationState, RealNameState
from redvest.registry.models import DutyTurn, Qualification, Volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.profile import people_list
from redvest.registry.queries.setting import rule
from redvest.registry.rules.age import age_on
from redvest.service.choices import LIVE_SIGNUPS
from redvest.service.models import SignUp
from redvest.service.queries.signup import Reason, reasons_of_state

BUSY = (ServingState.ACCEPTED, ServingState.SERVING)
REAL = (RealNameState.CHECKED, RealNameState.VERIFIED)


def reasons_against(volunteer: Volunteer, need: Need, at: datetime) -> list[Reason]:
    """Everything that stands against this volunteer's taking this need; empty when nothing does."""
    day = clock.day_of(need.starts_at or at)
    return [
        *reasons_of_state(volunteer),
        *_of_age(volunteer, need, day),
        *_of_requester(volunteer, need),
        *_of_qualifications(volunteer, need, day),
        *_of_plans(volunteer, need),
    ]


def age_floor_of(need: Need, day: date) -> int:
    """Going to somebody's home asks for the place's age; a problem in the street only for the need's own."""
    if need.kind == NeedKind.SPOTTED:
        return need.age_floor
    return max(need.age_floor, int(rule("need.home_age_floor", need.region_path, day)))


def _of_age(volunteer: Volunteer, need: Need, day: date) -> list[Reason]:
    floor = age_floor_of(need, day)
    if volunteer.birth_on is None or age_on(volunteer.birth_on, day) >= floor:
        return []
    return [Reason("too-young", _("这一单要满 %(age)d 岁才能接。") % {"age": floor})]


def _of_requester(volunteer: Volunteer, need: Need) -> list[Reason]:
    """Nobody serves themselves: neither by the account, nor by the phone that asked."""
    hashes = [volunteer.phone_hash]
    if volunteer.account is not None:
        hashes.append(volunteer.account.phone_hash)
    same_phone = need.phone_hash is not None and any(
        each is not None and bytes(each) == bytes(need.phone_hash) for each in hashes
    )
    own = need.requester_id is not None and need.requester_id == volunteer.account_id
    return [Reason("own-need", _("这是你自己提的需求，要请别人来帮。"))] if own or same_phone else []


def _of_qualifications(volunteer: Volunteer, need: Need, day: date) -> list[Reason]:
    if not need.qualifications:
        return []
    held = Qualification.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=day),
        volunteer__in=records_of(volunteer.pk), state=QualificationState.VERIFIED,
    )  # fmt: skip
    missing = set(need.qualifications) - set(held.values_list("kind", flat=True))
    names = people_list("qualification")
    said = _("要有核实过的“%(name)s”，到服务那天还有效。")
    return [Reason("needs-qualification", said % {"name": names.get(key, key)}) for key in sorted(missing)]


def _of_plans(volunteer: Volunteer, need: Need) -> list[Reason]:
    """Other plans at the same time, where the need has a time of its own."""
    begins, ends = need.starts_at, need.ends_at
    if begins is None or ends is None:
        return []
    records = records_of(volunteer.pk)
    signed = SignUp.objects.filter(
        volunteer_id__in=records, state__in=LIVE_SIGNUPS, period__overlap=(begins, ends)
    )
    if other := signed.select_related("activity").first():
        return [Reason("overlaps", _("同一时间你已经报了“%(title)s”。") % {"title": other.activity.title})]
    duty = DutyTurn.objects.filter(
        volunteer_id__in=records, state=DutyTurnState.TAKEN, starts_at__lt=ends, ends_at__gt=begins
    )
    if duty.exists():
        return [Reason("overlaps", _("同一时间你在服务站值班。"))]
    served = NeedServing.objects.filter(
        volunteer_id__in=records, state__in=BUSY, need__starts_at__lt=ends, need__ends_at__gt=begins
    ).exclude(need=need)
    if other_need := served.select_related("need").first():
        said = _("同一时间你已经接了“%(title)s”。")
        return [Reason("overlaps", said % {"title": other_need.need.title})]
    return []


def live_serving(need: Need, records: tuple[UUID, ...]) -> NeedServing | None:
    """The service that one of these records has going for a need."""
    rows = NeedServing.objects.filter(need=need, volunteer_id__in=records, state__in=LIVE_SERVINGS)
    return rows.select_related("need", "volunteer").first()
