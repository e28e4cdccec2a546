"""Staging areas (集结点): who comes in and who goes out, so that nobody is missing afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from redvest.care.crisis_errors import (
    AreaClosed,
    AreaFull,
    AreaNameTaken,
    AreaNotEmpty,
    BriefChanged,
    BriefUnsigned,
    CrisisWordsMissing,
    PersonIsThere,
    PersonNotThere,
)
from redvest.care.models import Crisis, CrisisStay, CrisisVolunteer, StagingArea
from redvest.care.policy import require_may_attend, require_may_command
from redvest.care.queries.crisis import hold_live
from redvest.core.audit import write_line
from redvest.registry.policy import Standing

MOST_IN_AREA = 100_000


@dataclass(frozen=True, slots=True)
class AreaForm:
    name: str
    place: str
    capacity: int
    wants: str = ""
    lon: float | None = None
    lat: float | None = None


@transaction.atomic
def open_area(*, by: Standing, crisis: Crisis, form: AreaForm, at: datetime) -> StagingArea:
    """Raises NotAllowed, CrisisOver, CrisisWordsMissing, AreaNameTaken."""
    require_may_command(by, crisis.region_path)
    hold_live(crisis)
    name, place = " ".join(form.name.split()), " ".join(form.place.split())
    fits = 1 <= len(name) <= 40 and 2 <= len(place) <= 80 and len(form.wants.strip()) <= 120
    if not fits or not 1 <= form.capacity <= MOST_IN_AREA:
        raise CrisisWordsMissing
    try:
        with transaction.atomic():
            made = StagingArea.objects.create(
                crisis=crisis, name=name, place=place, wants=form.wants.strip(), capacity=form.capacity,
                lon=form.lon, lat=form.lat, opened_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise AreaNameTaken from fault
    write_line(by=by.actor, at=at, city=crisis.city, verb="open_area", target=made)
    return made


@transaction.atomic
def change_area(*, by: Standing, area: StagingArea, capacity: int, wants: str, at: datetime) -> None:
    """How many it holds and whom it wants; never fewer than are there.

    Raises NotAllowed, CrisisOver, CrisisWordsMissing, AreaFull.
    """
    require_may_command(by, area.crisis.region_path)
    hold_live(area.crisis)
    if not 1 <= capacity <= MOST_IN_AREA or len(wants.strip()) > 120:
        raise CrisisWordsMissing
    rows = StagingArea.objects.filter(pk=area.pk, present__lte=capacity)
    if not rows.update(capacity=capacity, wants=wants.strip()):
        raise AreaFull("在场的人比这个数多，容量不能改得比在场人数小。")
    write_line(by=by.actor, at=at, city=area.crisis.city, verb="change_area", target=area, capacity=capacity)


@transaction.atomic
def close_area(*, by: Standing, area: StagingArea, at: datetime) -> None:
    """Raises NotAllowed, CrisisOver, AreaNotEmpty; closing again changes nothing."""
    require_may_command(by, area.crisis.region_path)
    hold_live(area.crisis)
    if StagingArea.objects.filter(pk=area.pk, closed_at__isnull=True, present=0).update(closed_at=at):
        write_line(by=by.actor, at=at, city=area.crisis.city, verb="close_area", target=area)
    elif StagingArea.objects.filter(pk=area.pk, closed_at__isnull=True).exists():
        raise AreaNotEmpty


@transaction.atomic
def check_in_crisis(
    *, by: Standing, area: StagingArea, person: CrisisVolunteer, signs: int | None, at: datetime
) -> CrisisStay:
    """Let somebody in. ``signs`` is the version of the brief that they were shown and sign now, if they signed an older one.

    Raises NotAllowed, CrisisOver, BriefUnsigned and BriefChanged (with ``version``), AreaClosed, AreaFull, PersonIsThere.
    """
    require_may_attend(by, area.crisis.region_path)
    crisis = hold_live(area.crisis)
    if person.crisis_id != crisis.pk:
        raise PersonNotThere
    if person.brief_version < crisis.brief_version:
        if signs is None:
            raise BriefUnsigned("安全须知更新过，请本人读一遍新的，再签到。", version=crisis.brief_version)
        if signs != crisis.brief_version:
            raise BriefChanged(version=crisis.brief_version)
        sign_brief(person=person, version=signs, at=at)
    stay = let_in(by=by, area=area, person=person, brief=crisis.brief_version, since=at)
    write_line(by=by.actor, at=at, city=crisis.city, verb="check_in_crisis", target=person, area=str(area.pk))
    return stay


def sign_brief(*, person: CrisisVolunteer, version: int, at: datetime) -> None:
    """They signed this version, if it is a later one than they signed before."""
    rows = CrisisVolunteer.objects.filter(pk=person.pk, brief_version__lt=version)
    rows.update(brief_version=version, brief_signed_at=at)


def let_in(
    *, by: Standing, area: StagingArea, person: CrisisVolunteer, brief: int, since: datetime
) -> CrisisStay:
    """The stay and the place in the area, for a caller who looked at the rest. Raises AreaClosed, AreaFull, PersonIsThere."""
    # The stay before the area, as on the way out: two at once wait in one line.
    try:
        with transaction.atomic():
            stay = CrisisStay.objects.create(
                crisis_id=area.crisis_id, person=person, area=area, brief_version=brief, in_at=since,
                in_by_id=by.account_id,
            )  # fmt: skip
    except IntegrityError as fault:
        raise PersonIsThere from fault
    room = StagingArea.objects.filter(pk=area.pk, closed_at__isnull=True, present__lt=F("capacity"))
    if not room.update(present=F("present") + 1):
        closed = StagingArea.objects.filter(pk=area.pk, closed_at__isnull=False).exists()
        raise AreaClosed if closed else AreaFull
    return stay


@transaction.atomic
def check_out_crisis(*, by: Standing, person: CrisisVolunteer, at: datetime, note: str = "") -> CrisisStay:
    """Let somebody out: they are back. Raises NotAllowed, PersonNotThere, also when two press at once."""
    crisis = person.crisis
    require_may_attend(by, crisis.region_path)
    stay = (
        CrisisStay.objects.filter(person=person, out_at__isnull=True).select_for_update(of=("self",)).first()
    )
    if stay is None:
        raise PersonNotThere
    # A clock that is behind must not make a stay that ends before it began.
    stay.out_at, stay.out_by_id = max(at, stay.in_at), by.account_id
    stay.out_note = " ".join(note.split())[:80]
    stay.save(update_fields=["out_at", "out_by", "out_note"])
    StagingArea.objects.filter(pk=stay.area_id).update(present=F("present") - 1)
    write_line(
        by=by.actor, at=at, city=crisis.city, verb="check_out_crisis", target=person, area=str(stay.area_id)
    )
    return stay
