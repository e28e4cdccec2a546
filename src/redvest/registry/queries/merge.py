"""One person's records: the one that lives on and those merged into it. The only place that expands one to the others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from redvest.registry.choices import VolunteerState
from redvest.registry.models import Erasure, Merge, Volunteer
from redvest.registry.rules.standing import Standing

MOST = 100


def records_of(volunteer_id: UUID) -> QuerySet[Volunteer, UUID]:
    """The ids of a record and of all that are merged into it, as a subquery for ``volunteer_id__in``.

    A union and not an OR, so that the ledger is read by its index.
    """
    own = Volunteer.objects.filter(pk=volunteer_id).order_by().values_list("pk", flat=True)
    return own.union(merged_into(volunteer_id).values_list("merged_id", flat=True), all=True)


def merged_into(survivor_id: UUID | OuterRef) -> QuerySet[Merge]:
    """The links that hold to the records merged into this one."""
    return Merge.objects.filter(survivor_id=survivor_id, confirmed_at__isnull=False, undone_at__isnull=True)


def living_people(records: QuerySet[Any, UUID]) -> QuerySet[Any, UUID]:
    """These records' ids and those of the records that they are merged into, as a subquery for ``pk__in``."""
    links = Merge.objects.filter(confirmed_at__isnull=False, undone_at__isnull=True)
    heads = links.filter(merged_id__in=records).values_list("survivor_id", flat=True)
    return records.union(heads, all=True)


def is_active(name: str = "volunteer") -> Q:
    """That the person to whom ``name`` leads is on the register: by that record, or by the one that it lives on in."""
    heads = Merge.objects.filter(
        merged_id=OuterRef(f"{name}_id"), confirmed_at__isnull=False, undone_at__isnull=True,
        survivor__state=VolunteerState.ACTIVE,
    )  # fmt: skip
    own = Q(**{f"{name}__state": VolunteerState.ACTIVE})
    return own | Q(Exists(heads), **{f"{name}__state": VolunteerState.MERGED})


def living_record(volunteer_id: UUID) -> UUID:
    """The record that this one is merged into, or itself."""
    links = Merge.objects.filter(merged_id=volunteer_id, confirmed_at__isnull=False, undone_at__isnull=True)
    return links.values_list("survivor_id", flat=True).first() or volunteer_id


def living_records(records: QuerySet[Any, Any]) -> dict[UUID, UUID]:
    """Of these records (a subquery of ids) those that were merged away, each with the one it lives on in. One query."""
    links = Merge.objects.filter(merged_id__in=records, confirmed_at__isnull=False, undone_at__isnull=True)
    return dict(links.values_list("merged_id", "survivor_id"))


def merged_records(survivors: Collection[UUID]) -> dict[UUID, UUID]:
    """The records merged into some, each with the one that it lives on in. One query."""
    links = Merge.objects.filter(
        survivor_id__in=survivors, confirmed_at__isnull=False, undone_at__isnull=True
    )
    return dict(links.values_list("merged_id", "survivor_id"))


def accounts_behind(volunteer: Volunteer) -> list[UUID]:
    """The account of a record, and the one that it had before it was merged away."""
    found = {volunteer.account_id}
    links = Merge.objects.filter(merged=volunteer, confirmed_at__isnull=False, undone_at__isnull=True)
    found |= set(links.values_list("account_id", flat=True))
    return sorted(each for each in found if each is not None)


def accounts_of_person(volunteer_id: UUID) -> list[UUID]:
    """The accounts behind a record and all that are merged into it."""
    people = Volunteer.objects.filter(pk__in=records_of(volunteer_id))
    return sorted({key for each in people for key in accounts_behind(each)})


def merges_to_undo(by: Standing, since: datetime) -> QuerySet[Merge]:
    """Merges confirmed since then in the places governed, the latest first."""
    found = Merge.objects.filter(_within(by), city=by.city, confirmed_at__gt=since, undone_at__isnull=True)
    return found.select_related("merged", "survivor").order_by("-confirmed_at", "id")


def waiting_merges(by: Standing) -> QuerySet[Merge]:
    """Merges that still need a second person, for the person themselves and for officers of both places."""
    found = Merge.objects.filter(
        _within(by) | Q(survivor_id=by.volunteer_id),
        city=by.city,
        confirmed_at__isnull=True,
        undone_at__isnull=True,
    )
    return found.select_related("merged", "survivor").order_by("asked_at", "id")


def merges_at_hand(by: Standing, since: datetime) -> tuple[list[Merge], list[Merge]]:
    """What waits for a second person, and the latest that can still be undone; ``MOST`` in all. One query."""
    order = F("confirmed_at").desc(nulls_first=True)
    rows = (waiting_merges(by) | merges_to_undo(by, since)).order_by(order, "asked_at", "id")[:MOST]
    found = list(rows)
    return [row for row in found if row.confirmed_at is None], [row for row in found if row.confirmed_at]


def open_erasure(volunteer_id: UUID) -> Erasure | None:
    """The wish to be erased that waits for its day, whichever of the person's records it names."""
    waiting = Erasure.objects.filter(cancelled_at=None, done_at=None)
    return waiting.filter(volunteer_id__in=records_of(volunteer_id)).first()


def _within(by: Standing) -> Q:
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(survivor__region_path__startswith=path, merged__region_path__startswith=path)
    return where
