"""Needs that come up where nobody asks at the desk: open when a crisis is handed back, noticed on a visit.

Both wait for a review like any other, in the transaction of what they came of: none is lost between two pages.
"""

from __future__ import annotations

from typing import Any

from redvest.care.actions.need import need_rules, take_over_need
from redvest.care.choices import CrisisNeedKind, NeedChannel, NeedUrgency
from redvest.care.events import CrisisHandedBack, NeedNoticed
from redvest.care.models import CrisisNeed, Visit
from redvest.care.queries.crisis_need import told_of
from redvest.care.queries.need_place import PlaceFinder
from redvest.care.rules.crisis import CRISIS_NEED_PHONE
from redvest.care.rules.need_domain import general_domain
from redvest.care.rules.need_form import MOST_HANDS, NeedForm
from redvest.care.rules.need_private import Private, read_text
from redvest.care.rules.need_words import plain, tells_too_much
from redvest.registry.queries import secret
from redvest.registry.queries.domain import domains, scheme_of

LONGEST_TITLE = 40
_RESCUE = ("应急救护", "应急救援")


def take_over_crisis_needs(event: CrisisHandedBack) -> None:
    """What was still open in a crisis goes on as ordinary needs, in the words that were shown, else of its kind."""
    rows = CrisisNeed.objects.filter(pk__in=event.need_ids).select_related("crisis__region").order_by("pk")
    domain = _rescue(event.city)
    finders: dict[str, PlaceFinder] = {}
    held: dict[str, dict[str, Any]] = {}
    for row in rows:
        told, at, whole = told_of(row), row.ended_at, row.crisis.region
        assert at is not None  # handed on
        phone = secret.open_sealed(row.phone_sealed, context=CRISIS_NEED_PHONE) if row.phone_sealed else ""
        if whole.pk not in finders:
            finders[whole.pk] = PlaceFinder(whole)
        # Who said no place, or one far from all, is put right by a reviewer.
        region, grid = finders[whole.pk].at(told.lon, told.lat) or (whole, None)
        if region.pk not in held:
            held[region.pk] = need_rules(region=region, at=at)
        form = NeedForm(
            title=_title(row), domain=domain, region=region.pk, declared_true=False, channel=NeedChannel.REFERRAL,
            urgency=NeedUrgency.URGENT, hands=min(MOST_HANDS, max(1, row.wanted - row.coming)),
            private=Private(phone=phone, address=told.place, words=told.words, lon=told.lon, lat=told.lat),
        )  # fmt: skip
        take_over_need(form=form, region=region, grid=grid, at=at, held=held[region.pk])


def _title(row: CrisisNeed) -> str:
    words = plain(row.shown)[:LONGEST_TITLE]
    return words if words and not tells_too_much(words) else f"应急时报的：{CrisisNeedKind(row.kind).label}"


def take_over_noticed_need(event: NeedNoticed) -> None:
    """What somebody noticed while visiting a household: its words stay sealed, the title says only where it comes from."""
    visit = Visit.objects.select_related("pairing__household__region", "pairing__household__grid").get(
        pk=event.visit_id
    )
    home = visit.pairing.household
    if home is None or not home.private_sealed or not visit.need_sealed:
        return
    known = read_text(secret.open_sealed(home.private_sealed, context=secret.HOUSEHOLD_PRIVATE))
    words = secret.open_sealed(visit.need_sealed, context=secret.PAIRING_WORDS)
    form = NeedForm(
        title="结对走访发现的需要", domain=general_domain(scheme_of(event.city)), region=home.region_id,
        declared_true=False, channel=NeedChannel.VISIT,
        private=Private(
            name=known.name, phone=known.phone, address=known.address, words=words, lon=known.lon, lat=known.lat
        ),
    )  # fmt: skip
    take_over_need(form=form, region=home.region, grid=home.grid, at=event.at)


def _rescue(city: str) -> str:
    """The kind of service that looks after emergencies where the city has one, else the general one."""
    named = domains(city).filter(name__in=_RESCUE).values_list("key", flat=True).first()
    return named or general_domain(scheme_of(city))
