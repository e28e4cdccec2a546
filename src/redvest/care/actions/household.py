"""Households in difficulty: entered with their own consent, corrected, looked at with a reason, closed and forgotten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import h3
from django.db import transaction
from django.db.models import Max

from redvest.care.actions.pairing_end import end_rows
from redvest.care.choices import HouseholdConsent, PairingEnd
from redvest.care.models import Household, Pairing, Visit
from redvest.care.pairing_errors import (
    HouseholdClosed,
    HouseholdFactsMissing,
    PairingPlaceWrong,
    PairingReasonMissing,
)
from redvest.care.queries.household import is_looked_after_by
from redvest.care.rules.need_private import Private, as_text, read_text
from redvest.care.rules.pairing import clean_words
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.errors import NotFound
from redvest.registry.actions.unmask import SHORTEST_REASON
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Grid, Region
from redvest.registry.policy import Standing, require_governs
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.queries import secret
from redvest.registry.queries.setting import rule_everywhere
from redvest.registry.rules.phone import check

RESOLUTION = 8  # about a kilometre wide: all that maps are given of the place


@dataclass(frozen=True, slots=True)
class HouseholdForm:
    """``private.phone`` may be empty, or is as somebody typed it."""

    private: Private
    consent: HouseholdConsent
    consented_on: date
    grid: Grid | None = None


@transaction.atomic
def enter_household(*, by: Standing, community: Region, form: HouseholdForm, at: datetime) -> Household:
    """Enter a household that agreed. Raises NotAllowed, PairingPlaceWrong, HouseholdFactsMissing, PhoneFault."""
    require_governs(by, community.path)
    if community.level != RegionLevel.COMMUNITY:
        raise PairingPlaceWrong
    if form.grid is not None and form.grid.community_id != community.pk:
        raise PairingPlaceWrong
    private = _checked(form, at)
    # The community's row is held, so that two households entered at once get two numbers.
    Region.objects.select_for_update(no_key=True).get(pk=community.pk)
    last = Household.objects.filter(region=community).aggregate(last=Max("serial"))["last"] or 0
    made = Household.objects.create(
        city=community.city, region=community, region_path=community.path, grid=form.grid, serial=last + 1,
        cell=_cell(private, form.grid), private_sealed=_sealed(private), consent=form.consent,
        consented_on=form.consented_on, entered_by_id=by.account_id, entered_at=at, entered_on=day_of(at),
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=made.city, verb="enter_household", target=made)
    return made


@transaction.atomic
def change_household(*, by: Standing, household: Household, form: HouseholdForm, at: datetime) -> None:
    """Correct what is kept of an open household. Raises NotAllowed, HouseholdClosed, HouseholdFactsMissing, PhoneFault."""
    require_governs(by, household.region_path)
    if form.grid is not None and form.grid.community_id != household.region_id:
        raise PairingPlaceWrong
    private = _checked(form, at)
    rows = Household.objects.filter(pk=household.pk, closed_on__isnull=True)
    if not rows.update(
        private_sealed=_sealed(private), cell=_cell(private, form.grid), grid=form.grid,
        consent=form.consent, consented_on=form.consented_on,
    ):  # fmt: skip
        raise HouseholdClosed
    write_line(by=by.actor, at=at, city=household.city, verb="change_household", target=household)


@transaction.atomic
def close_household(*, by: Standing, household: Household, words: str, at: datetime) -> int:
    """It needs nobody any more: its pairings end. Returns how many. Raises NotAllowed, PairingReasonMissing, HouseholdClosed."""
    require_governs(by, household.region_path)
    words = clean_words(words, 100)
    if not words:
        raise PairingReasonMissing
    rows = Household.objects.filter(pk=household.pk, closed_on__isnull=True)
    if not rows.update(closed_on=day_of(at), close_words=words):
        raise HouseholdClosed
    write_line(by=by.actor, at=at, city=household.city, verb="close_household", target=household)
    pairings = Pairing.objects.filter(household_id=household.pk)
    return len(end_rows(rows=pairings, by=by, why=PairingEnd.CLOSED, words="", at=at))


@transaction.atomic
def read_household(*, by: Standing, household: Household, reason: str = "", at: datetime) -> Private:
    """Whose household it is and where, in full; the look stays on record.

    Officers of the place say why; whoever looks after it needs it for every visit. Raises NotAllowed, ReasonMissing,
    NotFound where it was forgotten.
    """
    reason = " ".join(reason.split())[:200]
    if is_looked_after_by(household, by.records):
        reason = reason or "结对走访"
    else:
        require_governs(by, household.region_path)
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    if not household.private_sealed:
        raise NotFound
    write_line(
        by=by.actor, at=at, city=household.city, verb="read_household", target=household, reason=reason
    )
    return read_text(secret.open_sealed(household.private_sealed, context=secret.HOUSEHOLD_PRIVATE))


@transaction.atomic
def forget_households(*, city: str, at: datetime) -> int:
    """Every night: of households closed long enough, and of the visits there, nothing stays but the numbers."""
    today, days_at = day_of(at), rule_everywhere("pairing.household_keep_days")
    closed = Household.objects.select_for_update().filter(
        city=city, closed_on__isnull=False, forgotten_at__isnull=True
    )
    due = [
        each
        for each in closed.order_by("pk")
        if each.closed_on and each.closed_on + timedelta(days=int(days_at(each.region_path, today))) <= today
    ]
    Household.objects.filter(pk__in=[each.pk for each in due]).update(
        private_sealed=b"", cell="", forgotten_at=at
    )
    Visit.objects.filter(pairing__household__in=due).update(words_sealed=b"", need_sealed=b"")
    Pairing.objects.filter(household__in=due).update(note_sealed=b"")
    for each in due:
        write_line(by=SYSTEM, at=at, city=city, verb="forget_households", target=each)
    return len(due)


def _checked(form: HouseholdForm, at: datetime) -> Private:
    name, address = " ".join(form.private.name.split())[:40], " ".join(form.private.address.split())[:120]
    if not name or not address or form.consented_on > day_of(at):
        raise HouseholdFactsMissing
    phone = check(form.private.phone) if form.private.phone.strip() else ""
    return replace(form.private, name=name, address=address, phone=phone)


def _sealed(private: Private) -> bytes:
    return secret.keyring().encrypt(as_text(private), context=secret.HOUSEHOLD_PRIVATE)


def _cell(private: Private, grid: Grid | None) -> str:
    """Where it lies, roughly: from its own point, else from its grid's; else nowhere."""
    lat, lon = private.lat, private.lon
    if lat is None or lon is None:
        lat, lon = (grid.lat, grid.lon) if grid is not None else (None, None)
    return str(h3.latlng_to_cell(lat, lon, RESOLUTION)) if lat is not None and lon is not None else ""
