"""Reads needs: the desk's list, one with its story, one's own, and what the public may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.care.choices import ENDED_NEEDS, OPEN_NEEDS, NeedKind, NeedState
from redvest.care.intake_errors import NeedUnknown
from redvest.care.models import Need, NeedPicture, NeedStep, NeedVerification
from redvest.care.queries.need_place import grids_kept, station_paths
from redvest.core.search import query_terms
from redvest.registry.models import Account
from redvest.registry.queries.within import within
from redvest.registry.rules.standing import Standing

# What anybody may see before somebody said yes: no address, no name, no words of their own.
PUBLIC_STATES = (
    NeedState.QUEUED, NeedState.OFFERED, NeedState.ACCEPTED, NeedState.SERVING, NeedState.SERVED, NeedState.CLOSED,
)  # fmt: skip
DUE_FIRST = ("due_at", "id")  # every open need has a deadline
LATEST = ("-created_at", "-id")


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of the desk's list, as they stand in its address; without a state: all that are open."""

    state: str = ""
    ended: bool = False
    kind: str = ""
    domain: str = ""
    region: str = ""
    urgency: str = ""
    overdue: bool = False
    mine: bool = False
    words: str = ""


def needs_for(by: Standing) -> QuerySet[Need]:
    """The needs of the places governed and of the communities in which somebody keeps a station."""
    where = within(by) | Q(region_path__in=station_paths(by))
    return Need.objects.filter(where, city=by.city).select_related("region", "domain")


def narrowed(rows: QuerySet[Need], asked: Asked, by: Standing, at: datetime) -> QuerySet[Need]:
    """What was asked for of these; ``mine``: it lies now with a place that this person governs itself."""
    for name, value in (("state", asked.state), ("kind", asked.kind), ("urgency", asked.urgency)):
        if value:
            rows = rows.filter(**{name: value})
    if not asked.state:
        rows = rows.filter(state__in=ENDED_NEEDS if asked.ended else OPEN_NEEDS)
    if asked.domain:
        rows = rows.filter(domain_id=asked.domain)
    if asked.region:
        rows = rows.filter(region__path__contains=f"{asked.region}/")
    if asked.overdue:
        rows = rows.filter(due_at__lt=at)
    if asked.mine:
        rows = rows.filter(desk_path__in=by.regions())
    return _found(rows, asked.words)


def _found(rows: QuerySet[Need], words: str) -> QuerySet[Need]:
    if not words:
        return rows
    if words.isdecimal() and len(words) == 4:
        return rows.filter(Q(phone_tail=words) | Q(number__endswith=words))
    if words.isdecimal():
        return rows.filter(number=words)
    return rows.filter(search__contains=query_terms(words))


def waiting(by: Standing) -> QuerySet[Need]:
    """Those that wait for a review at the places governed."""
    return Need.objects.filter(within(by), city=by.city, state=NeedState.SUBMITTED)


def need_for(by: Standing, key: UUID, day: date) -> Need:
    """One that somebody at the desk, or who keeps its grid, is concerned with. Raises NeedUnknown."""
    rows = Need.objects.select_related(
        "region", "domain", "grid", "menu_item", "requester", "entered_by", "merged_into", "body", "activity"
    )
    where = within(by) | Q(region_path__in=station_paths(by)) | Q(grid__in=grids_kept(by, day))
    found = rows.filter(where, pk=key, city=by.city).first()
    if found is None:
        raise NeedUnknown
    return found


def own_needs(by: Standing) -> QuerySet[Need]:
    """What somebody asked for, or wrote down for others (网格员)."""
    mine = Q(requester_id=by.account_id) | Q(entered_by_id=by.account_id)
    return Need.objects.filter(mine, city=by.city).select_related("region", "domain")


def own_need(by: Standing, key: UUID) -> Need:
    """One of these. Raises NeedUnknown."""
    found = own_needs(by).filter(pk=key).first() if by.account_id else None
    if found is None:
        raise NeedUnknown
    return found


def public_needs(
    city: str, *, kind: NeedKind | str = "", domain: str = "", region: str = ""
) -> QuerySet[Need]:
    """Masked: a face shows of these the title, the domain, the community and the state, and nothing else."""
    rows = Need.objects.filter(city=city, state__in=PUBLIC_STATES).select_related("region", "domain")
    if kind:
        rows = rows.filter(kind=kind)
    if domain:
        rows = rows.filter(domain_id=domain)
    if region:
        rows = rows.filter(region__path__contains=f"{region}/")
    return rows.defer("private_sealed", "phone_hash", "phone_tail", "risks")


def order_of(asked: Asked) -> tuple[str, ...]:
    """The soonest due first; of what has ended the latest."""
    ended = asked.state in ENDED_NEEDS if asked.state else asked.ended
    return LATEST if ended else DUE_FIRST


def story_of(need: Need) -> list[NeedStep]:
    """Its steps; who did them is in ``who`` where the account still stands. Two queries."""
    steps = list(need.steps.order_by("at", "id"))
    names = names_of(step.by_id for step in steps)
    for step in steps:
        step.who = names.get(step.by_id, "")  # type: ignore[attr-defined]
    return steps


def names_of(accounts: Iterable[UUID | None]) -> dict[UUID | None, str]:
    return dict(Account.objects.filter(pk__in={each for each in accounts if each}).values_list("pk", "name"))


def verifications_of(need: Need) -> QuerySet[NeedVerification]:
    return need.verifications.select_related("by").order_by("-at", "-id")


def pictures_of(need: Need) -> QuerySet[NeedPicture]:
    return need.pictures.order_by("uploaded_at", "id")


def picture_of(need: Need, key: UUID) -> NeedPicture:
    """One picture of this need. Raises NeedUnknown."""
    found = need.pictures.filter(pk=key).first()
    if found is None:
        raise NeedUnknown
    return found
