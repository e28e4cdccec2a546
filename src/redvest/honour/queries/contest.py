"""Reads contests: those that somebody runs, judges or may enter, and what stands in public."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from redvest.honour.choices import ContestState, EntryState
from redvest.honour.contest_errors import ContestUnknown
from redvest.honour.models import Contest, ContestEntry, ContestJudge, ContestMark
from redvest.registry.choices import Role
from redvest.registry.models import Account, Body
from redvest.registry.policy import Standing
from redvest.registry.queries.merge import is_active
from redvest.registry.queries.role import live_grants

_NOBODY = UUID(int=0)
SHOWN = (ContestState.OPEN, ContestState.JUDGING, ContestState.PUBLISHED)


def contests_in_charge(by: Standing) -> QuerySet[Contest]:
    """Those of the places that somebody governs and of the organisations that they run."""
    where = Q(body_id__in=by.headed())
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    return Contest.objects.filter(where, city=by.city).select_related("body")


def contest_in_charge(by: Standing, key: UUID) -> Contest:
    """Raises ContestUnknown."""
    found = contests_in_charge(by).filter(pk=key).first()
    if found is None:
        raise ContestUnknown
    return found


def contests_shown(city: str) -> QuerySet[Contest]:
    """What everybody may look at."""
    return Contest.objects.filter(city=city, state__in=SHOWN).select_related("body")


def contest_shown(city: str, key: UUID) -> Contest:
    """Raises ContestUnknown, also for a draft."""
    found = contests_shown(city).filter(pk=key).first()
    if found is None:
        raise ContestUnknown
    return found


def takes_entries(contest: Contest, at: datetime) -> bool:
    return contest.state == ContestState.OPEN and contest.enter_from <= at < contest.enter_until


def contests_taking(city: str, at: datetime) -> QuerySet[Contest]:
    """Those that take entries now, what closes first comes first."""
    rows = contests_shown(city).filter(state=ContestState.OPEN, enter_from__lte=at, enter_until__gt=at)
    return rows.order_by("enter_until", "id")


def contests_to_judge(by: Standing) -> QuerySet[Contest]:
    """Where somebody was named a judge, holds the role there, and marks are still to be given."""
    where = Q(pk__in=[])
    for grant in by.grants:
        if grant.role == Role.JUROR and grant.region_path:
            where |= Q(region_path__startswith=grant.region_path)
    named = ContestJudge.objects.filter(contest=OuterRef("pk"), account_id=by.account_id or _NOBODY)
    rows = Contest.objects.filter(where, Exists(named), city=by.city, state=ContestState.JUDGING)
    mine = Q(marks__judge_id=by.account_id)
    left = Count("marks", filter=mine & Q(marks__points__isnull=True))
    return rows.annotate(all=Count("marks", filter=mine), left=left).order_by("judge_until", "id")


def jurors_at(path: str, on: date) -> QuerySet[Account]:
    """Who may be named a judge of a contest there: holders of the role at the place or above it."""
    codes = path.strip("/").split("/")
    grants = live_grants(on).filter(role=Role.JUROR, region__code__in=codes)
    return Account.objects.filter(is_active=True, grants__in=grants).distinct().order_by("name", "id")


def judges_of(contest: Contest) -> QuerySet[ContestJudge]:
    """With how many works each has and has still to judge."""
    marks = ContestMark.objects.filter(contest=contest, judge=OuterRef("account")).order_by().values("judge")
    return (
        ContestJudge.objects.filter(contest=contest)
        .select_related("account")
        .annotate(
            all=marks.annotate(n=Count("pk")).values("n"),
            left=marks.filter(points__isnull=True).annotate(n=Count("pk")).values("n"),
        )
        .order_by("named_at", "id")
    )


def counts_of(contest: Contest) -> dict[str, int]:
    """How many entries in each state; what was withdrawn included."""
    rows = ContestEntry.objects.filter(contest=contest).order_by().values_list("state")
    found = dict(rows.annotate(n=Count("pk")))
    return {state.value: found.get(state.value, 0) for state in EntryState}


def on_show(entry: str = "") -> Q:
    """A work that stands in public: its contest's result is out, and its author a pupil without a record or still on the
    register. Whoever left, or a child whose guardian took the consent back, is not met there. ``entry``: the way to it.
    """
    shown = {f"{entry}state": EntryState.PUBLISHED, f"{entry}contest__state": ContestState.PUBLISHED}
    return Q(**shown) & (Q(**{f"{entry}volunteer__isnull": True}) | is_active(f"{entry}volunteer"))


def works_of(contest: Contest) -> QuerySet[ContestEntry]:
    """What everybody sees: shown works of a contest whose result is out."""
    rows = ContestEntry.objects.filter(on_show(), contest=contest)
    return rows.select_related("volunteer").prefetch_related("pictures").order_by("published_at", "id")


def organisers(by: Standing) -> QuerySet[Body]:
    """The organisations for which somebody may call for works."""
    return Body.objects.filter(pk__in=by.headed()).order_by("name")


def schools(by: Standing) -> QuerySet[Body]:
    """Where somebody teaches, or what they run: for whose pupils they may send works in."""
    taught = [
        grant.body_id
        for grant in by.grants
        if grant.role in (Role.TEACHER, Role.BODY_ADMIN) and grant.body_id
    ]
    return Body.objects.filter(pk__in=taught).order_by("name")
