"""Needs reported in a crisis: taken in from anybody, verified by somebody with a name, expiring, and brought to an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from redvest.care.choices import CrisisNeedKind, CrisisNeedState, CrisisVia
from redvest.care.crisis_errors import CrisisNeedEnded, CrisisWordsMissing
from redvest.care.models import Crisis, CrisisNeed
from redvest.care.policy import require_may_attend, require_may_command
from redvest.care.queries.crisis import hold_live
from redvest.care.queries.crisis_need import OPEN_STATES, Told, seal_told, told_of
from redvest.care.rules.crisis import CRISIS_NEED_PHONE, expires
from redvest.care.rules.need_words import tells_too_much
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.throttle import hit
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries import secret
from redvest.registry.queries.setting import rule
from redvest.registry.rules.phone import PhoneFault, check

LONGEST_TOLD, LONGEST_PLACE, LONGEST_SHOWN, MOST_WANTED = 400, 80, 120, 10_000
ENDS = (CrisisNeedState.MET, CrisisNeedState.CLOSED)


@dataclass(frozen=True, slots=True)
class NeedReport:
    """What somebody reports; without a phone nobody can be asked back, but it is taken in all the same."""

    kind: str
    words: str
    place: str
    phone: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What the verifier lets everybody read: roughly where, in which words, how many people it takes."""

    area: str
    shown: str
    wanted: int
    kind: str = ""


@transaction.atomic
def report_crisis_need(
    *, by: Standing, crisis: Crisis, form: NeedReport, at: datetime, via: CrisisVia = CrisisVia.WEB
) -> CrisisNeed:
    """Taken in from anybody, also while nobody more should come. A phone that cannot be one is left out.

    Raises CrisisOver, CrisisWordsMissing, TooManyTries of one phone; at the desk also NotAllowed.
    """
    if via in (CrisisVia.DESK, CrisisVia.PAPER):
        require_may_attend(by, crisis.region_path)
    hold_live(crisis)
    words, place = " ".join(form.words.split()), " ".join(form.place.split())
    fits = 2 <= len(words) <= LONGEST_TOLD and 2 <= len(place) <= LONGEST_PLACE
    if not fits or form.kind not in CrisisNeedKind.values:
        raise CrisisWordsMissing("请写清要什么帮助、在哪里。")
    try:
        phone = secret.keep_phone(check(form.phone), context=CRISIS_NEED_PHONE)
    except PhoneFault:
        phone = None
    if phone is not None and via in (CrisisVia.WEB, CrisisVia.API):
        most = rule("crisis.reports_per_phone", crisis.region_path, day_of(at))
        hit(f"crisis-need:{phone.hash.hex()[:24]}", limit=most, window=timedelta(hours=1), at=at)
    lon, lat = _spot(form)
    need = CrisisNeed.objects.create(
        city=crisis.city, crisis=crisis, kind=form.kind, told_sealed=seal_told(Told(words, place, lon, lat)),
        phone_sealed=phone.sealed if phone else None, phone_hash=phone.hash if phone else None,
        phone_tail=phone.tail if phone else "", via=via, reported_at=at,
        reported_by_id=by.account_id if via in (CrisisVia.DESK, CrisisVia.PAPER) else None,
    )  # fmt: skip
    write_line(
        by=by.actor, at=at, city=crisis.city, verb="report_crisis_need", target=need, via=CrisisVia(via).value
    )
    return need


def _spot(form: NeedReport) -> tuple[float | None, float | None]:
    """Where it is, if both numbers can be a place in the country; else nowhere said."""
    if form.lon is None or form.lat is None or not (73 <= form.lon <= 136 and 3 <= form.lat <= 54):
        return None, None
    return form.lon, form.lat


@transaction.atomic
def verify_crisis_need(*, by: Standing, need: CrisisNeed, said: Verified, at: datetime) -> datetime:
    """Somebody with a name has looked: it stands on the board until it expires; again prolongs. Returns until when.

    Raises NotAllowed, CrisisOver, CrisisWordsMissing, CrisisNeedEnded.
    """
    crisis = need.crisis
    require_may_command(by, crisis.region_path)
    hold_live(crisis)
    area, shown = " ".join(said.area.split()), " ".join(said.shown.split())
    if not 2 <= len(area) <= 40 or not 2 <= len(shown) <= LONGEST_SHOWN:
        raise CrisisWordsMissing("请写大致地点和公开的话。")
    if tells_too_much(area) or tells_too_much(shown):
        raise CrisisWordsMissing("公开的话和地点人人看得到，请不要写电话、证件号和门牌。")
    if not 0 <= said.wanted <= MOST_WANTED or said.kind not in ("", *CrisisNeedKind.values):
        raise CrisisWordsMissing("要几人请填 0 到 10000。")
    until = expires(at, rule("crisis.need_hours", crisis.region_path, day_of(at)))
    # Never fewer places than people who are on their way.
    rows = CrisisNeed.objects.filter(pk=need.pk, state__in=OPEN_STATES, coming__lte=said.wanted)
    done = rows.update(
        state=CrisisNeedState.VERIFIED, area=area, shown=shown, wanted=said.wanted, kind=said.kind or need.kind,
        verified_at=at, verified_by_id=require_member(by), verified_as=crisis.office,
        verified_times=F("verified_times") + 1, expires_at=until, own_wanted=None,
    )  # fmt: skip
    if not done:
        if CrisisNeed.objects.filter(pk=need.pk, state__in=OPEN_STATES).exists():
            raise CrisisWordsMissing("已经有更多人在路上，要几人不能改得比他们少。")
        raise CrisisNeedEnded
    # Those that were merged into it had their say in this number.
    merged = CrisisNeed.objects.filter(merged_into=need)
    merged.update(own_wanted=Coalesce("own_wanted", "wanted"), wanted=0)
    write_line(by=by.actor, at=at, city=crisis.city, verb="verify_crisis_need", target=need)
    return until


@transaction.atomic
def end_crisis_need(*, by: Standing, need: CrisisNeed, state: str, note: str, at: datetime) -> None:
    """Met, or not true; of two at once one is told. Raises NotAllowed, CrisisWordsMissing, CrisisNeedEnded."""
    require_may_command(by, need.crisis.region_path)
    words = " ".join(note.split())
    if state not in ENDS or not 2 <= len(words) <= 120:
        raise CrisisWordsMissing("请写一句怎么了结的。")
    hold_live(need.crisis)
    rows = CrisisNeed.objects.filter(pk=need.pk, state__in=OPEN_STATES)
    if not rows.update(state=state, ended_at=at, ended_note=words):
        raise CrisisNeedEnded
    write_line(by=by.actor, at=at, city=need.city, verb="end_crisis_need", target=need, state=str(state))


@transaction.atomic
def expire_crisis_needs(*, at: datetime) -> int:
    """Verified ones whose word has run out wait for another look; returns how many. The board leaves them out by itself."""
    rows = CrisisNeed.objects.filter(
        state=CrisisNeedState.VERIFIED, expires_at__lte=at, crisis__handed_back_at__isnull=True
    )
    found = list(rows.select_for_update(of=("self",), skip_locked=True).values_list("pk", "crisis_id"))
    CrisisNeed.objects.filter(pk__in=[key for key, _crisis in found]).update(state=CrisisNeedState.EXPIRED)
    for crisis in Crisis.objects.filter(pk__in={crisis for _key, crisis in found}):
        count = sum(of == crisis.pk for _key, of in found)
        write_line(by=SYSTEM, at=at, city=crisis.city, verb="expire_crisis_needs", target=crisis, needs=count)
    return len(found)


@transaction.atomic
def show_crisis_phone(*, by: Standing, need: CrisisNeed, at: datetime) -> str:
    """The number to ring back, empty when none was given; each look leaves a line. Raises NotAllowed."""
    require_may_attend(by, need.crisis.region_path)
    write_line(by=by.actor, at=at, city=need.city, verb="show_crisis_phone", target=need, reason="应急核实")
    sealed = need.phone_sealed
    return secret.open_sealed(sealed, context=CRISIS_NEED_PHONE) if sealed else ""


@transaction.atomic
def show_crisis_need(*, by: Standing, need: CrisisNeed, at: datetime) -> Told:
    """Words and address as they were said; each look leaves a line. Raises NotAllowed."""
    require_may_attend(by, need.crisis.region_path)
    write_line(by=by.actor, at=at, city=need.city, verb="show_crisis_need", target=need, reason="应急核实")
    return told_of(need)
