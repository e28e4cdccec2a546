"""Needs that seem to be one: the same phone, or close by in similar words. Proposed; people decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import h3
from django.db.models import Q

from redvest.care.choices import NeedKind, NeedState
from redvest.care.models import Need, NotSameNeed
from redvest.care.queries.need import needs_for
from redvest.care.queries.need_reading import private_of
from redvest.care.rules.likeness import Report, Why, alike, pairs
from redvest.registry.rules.standing import Standing

# Once somebody was asked to meet a need it is no longer merged.
MERGEABLE = (NeedState.SUBMITTED, NeedState.QUEUED)
MOST = 2000  # of the latest: older ones that nobody merged were looked at by somebody
AGE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Alike:
    """``first`` was asked earlier: the other is proposed to go into it."""

    first: Need
    second: Need
    why: Why


def proposals(by: Standing, at: datetime) -> list[Alike]:
    """The pairs in somebody's charge, the latest first. Two queries, however many needs."""
    rows = needs_for(by).filter(state__in=MERGEABLE, created_at__gte=at - AGE)
    found = {need.pk: need for need in rows.order_by("-created_at", "-id")[:MOST]}
    said = NotSameNeed.objects.filter(first__in=found).values_list("first_id", "second_id")
    apart = frozenset(frozenset(pair) for pair in said)
    made = []
    for kind in NeedKind:
        of_kind = [_report(need) for need in found.values() if need.kind == kind]
        made += [
            Alike(found[one], found[other], why)  # type: ignore[index]
            for one, other, why in pairs(of_kind, apart=apart)
        ]
    return sorted(made, key=lambda each: each.second.created_at, reverse=True)


def _report(need: Need) -> Report:
    """What is compared: the exact place and the words stay in here."""
    private = private_of(need)
    phone = bytes(need.phone_hash) if need.phone_hash else None
    return Report(need.pk, phone, f"{need.title} {private.words}", private.lon, private.lat, need.created_at)


def alike_with(by: Standing, need: Need, at: datetime) -> list[Alike]:
    """The proposals in which this need is: of the same phone, or in its cell and those around it. Two queries."""
    if need.state not in MERGEABLE:
        return []
    near = Q(cell__in=h3.grid_disk(need.cell, 1)) if need.cell else Q(pk__in=[])
    if need.phone_hash:
        near |= Q(phone_hash=need.phone_hash)
    rows = needs_for(by).filter(near, kind=need.kind, state__in=MERGEABLE, created_at__gte=at - AGE)
    others = {each.pk: each for each in rows.exclude(pk=need.pk).order_by("-created_at", "-id")[:MOST]}
    apart = _apart(others, need.pk)
    own, found = _report(need), []
    for other in others.values():
        why = None if other.pk in apart else alike(own, _report(other))
        if why:
            first, second = sorted((need, other), key=lambda each: (each.created_at, each.pk))
            found.append(Alike(first, second, why))
    return found


def _apart(others: Iterable[UUID], key: UUID) -> set[UUID]:
    """Which of these were said not to be the same as this one."""
    said = NotSameNeed.objects.filter(Q(first=key, second__in=others) | Q(second=key, first__in=others))
    return {each for pair in said.values_list("first_id", "second_id") for each in pair} - {key}


def merged_into(need: Need) -> list[Need]:
    """What was merged into this one."""
    return list(need.merged.order_by("-created_at", "-id"))


def pair_for(by: Standing, first: UUID, second: UUID) -> tuple[Need, Need] | None:
    """Two needs in somebody's charge; None when one of them is not."""
    found = {need.pk: need for need in needs_for(by).filter(Q(pk=first) | Q(pk=second))}
    if first == second or len(found) != 2:
        return None
    return found[first], found[second]
