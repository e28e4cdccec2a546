"""Reads what judges have before them, what they gave, and whose works each must not see."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from redvest.honour.choices import TOOK_PART, ContestState, EntryState
from redvest.honour.contest_errors import ContestMarkUnknown
from redvest.honour.models import Contest, ContestEntry, ContestJudge, ContestMark
from redvest.honour.rules.contest_judging import Ranked, ranking
from redvest.registry.choices import Role
from redvest.registry.models import Account, Body, Grant, Guardian, Membership, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.role import live_grants


def barred_works(contest: Contest, judges: Collection[UUID], on: date) -> dict[UUID, set[UUID]]:
    """Of each entry the judges who must not see it: their own, their child's, what they sent in, and whatever comes from a
    school or organisation where they work or belong. The queries grow with the judges and not with the works.
    """
    entries = list(
        ContestEntry.objects.filter(contest=contest, state=EntryState.ENTERED).values(
            "pk",
            "volunteer_id",
            "guardian_phone_hash",
            "guardian_account_id",
            "entered_by_id",
            "school_id",
            "school_name",
        )
    )
    authors = {each["volunteer_id"] for each in entries if each["volunteer_id"]}
    barred: dict[UUID, set[UUID]] = {each["pk"]: set() for each in entries}
    for judge in Account.objects.filter(pk__in=judges):
        near = _near(judge, authors, on)
        for each in entries:
            if (
                each["volunteer_id"] in near.people
                or judge.pk in (each["entered_by_id"], each["guardian_account_id"])
                or (each["guardian_phone_hash"] and bytes(each["guardian_phone_hash"]) == near.phone)
                or each["school_id"] in near.bodies
                or (each["school_name"] and each["school_name"] in near.names)
            ):
                barred[each["pk"]].add(judge.pk)
    return barred


class _Near:
    """Who and what is too near to a judge."""

    def __init__(self, phone: bytes, people: set[UUID], bodies: set[UUID], names: set[str]) -> None:
        self.phone, self.people, self.bodies, self.names = phone, people, bodies, names


def _near(judge: Account, authors: set[UUID], on: date) -> _Near:
    phone = bytes(judge.phone_hash) if judge.phone_hash else b""
    own = Volunteer.objects.filter(account=judge).values_list("pk", flat=True).first()
    records = set(records_of(own)) if own else set()
    children = set(
        Guardian.objects.filter(phone_hash=judge.phone_hash, ended_at__isnull=True).values_list(
            "volunteer_id", flat=True
        )
    )
    bodies = set(_working_at(judge, on)) | set(
        Membership.objects.filter(volunteer_id__in=records, left_on__isnull=True).values_list(
            "body_id", flat=True
        )
    )
    fellows = set(
        Membership.objects.filter(
            body_id__in=bodies, volunteer_id__in=authors, left_on__isnull=True
        ).values_list("volunteer_id", flat=True)
    )
    names = set(Body.objects.filter(pk__in=bodies).values_list("name", flat=True))
    return _Near(phone, records | children | fellows, bodies, names)


def _working_at(judge: Account, on: date) -> QuerySet[Grant, UUID]:
    return live_grants(on).filter(account=judge, body__isnull=False).values_list("body_id", flat=True)


def marks_of(by: Standing, contest: Contest) -> QuerySet[ContestMark]:
    """What lies before this judge, in their own order; works taken out meanwhile are left out."""
    rows = ContestMark.objects.filter(
        contest=contest,
        judge_id=by.account_id,
        entry__state=EntryState.ENTERED,
        entry__emptied_at__isnull=True,
    )
    return rows.order_by("turn")


def still_named() -> Exists:
    """That a mark's judge was not dropped from its contest since."""
    return Exists(ContestJudge.objects.filter(contest=OuterRef("contest"), account=OuterRef("judge")))


def mark_of(by: Standing, key: UUID, contest_id: UUID | None = None) -> ContestMark:
    """One of them, while the contest is judged, the judge named for it and the role holds; ``contest_id``: of no other.

    Raises ContestMarkUnknown.
    """
    rows = ContestMark.objects.filter(
        still_named(),
        pk=key,
        judge_id=by.account_id,
        contest__state=ContestState.JUDGING,
        entry__state=EntryState.ENTERED,
    )
    if contest_id is not None:
        rows = rows.filter(contest_id=contest_id)
    found = rows.select_related("contest", "entry").first()
    if by.account_id is None or found is None or not by.holds(Role.JUROR, found.contest.region_path):
        raise ContestMarkUnknown
    return found


def points_of(contest: Contest) -> dict[UUID, Ranked]:
    """What the marks say of each work that takes part, reckoned over all marks. Two columns of figures, however many."""
    rows = ContestMark.objects.filter(contest=contest, points__isnull=False, entry__state__in=TOOK_PART)
    found = rows.order_by("judge_id", "turn").values_list("judge_id", "entry_id", "points")
    return ranking((judge, entry, points or 0) for judge, entry, points in found)


def ranked(contest: Contest, group: str = "") -> list[tuple[ContestEntry, Ranked | None]]:
    """All that take part, the best first; who has no mark yet comes last. One query for the marks, one for the entries."""
    rows = ContestEntry.objects.filter(contest=contest, state__in=TOOK_PART)
    if group:
        rows = rows.filter(group=group)
    rows = rows.only(
        "number", "title", "state", "group", "minor", "guardian_agreed_at", "publish_agreed_at", "rights_version",
        "emptied_at", "contest_id", "result_points", "result_mean", "result_count",
    )  # fmt: skip
    found = list(rows)
    points = _given_out(found) if contest.state == ContestState.PUBLISHED else {}
    points = points or points_of(contest)

    def place(entry: ContestEntry) -> tuple[int, int, int]:
        mark = points.get(entry.pk)
        return (-mark.points, -mark.mean, entry.number) if mark else (10**12, 0, entry.number)

    return [(each, points.get(each.pk)) for each in sorted(found, key=place)]


def _given_out(rows: Iterable[ContestEntry]) -> dict[UUID, Ranked]:
    """What stood when the result was given out: a work that goes afterwards moves none of the others."""
    return {
        each.pk: Ranked(each.result_points, each.result_mean or 0, each.result_count or 0)
        for each in rows
        if each.result_points is not None
    }


def unmarked(contest: Contest) -> int:
    """How many marks are still to be given."""
    return ContestMark.objects.filter(
        contest=contest, points__isnull=True, entry__state=EntryState.ENTERED
    ).count()
