"""A contest is written, published, judged, its result given out, or called off. Entries: ``contest_entry.py``."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.one_line import one_line
from redvest.honour.actions.contest_tell import tell_authors
from redvest.honour.choices import LIVE_ENTRIES, ContestState, EntryState
from redvest.honour.contest_errors import (
    ContestIncomplete,
    ContestMoved,
    ContestNotOver,
    ContestReasonMissing,
    ContestUnknown,
)
from redvest.honour.models import Contest, ContestEntry
from redvest.honour.policy import require_may_run_contest
from redvest.honour.queries.contest import contests_in_charge
from redvest.honour.queries.contest_judging import points_of
from redvest.honour.rules.contest import ContestForm, cleaned, contest_faults, reason_of
from redvest.registry.models import Body, Region
from redvest.registry.policy import Standing

CHANGEABLE = (ContestState.DRAFT, ContestState.OPEN)


@transaction.atomic
def draft_contest(
    *, by: Standing, region: Region, body: Body | None, form: ContestForm, at: datetime
) -> Contest:
    """By an officer for a place, or by who runs an organisation for it; nobody sees it yet.

    Raises NotAllowed, ContestIncomplete with ``errors``.
    """
    path = body.region_path if body is not None else region.path
    contest = Contest(city=by.city, region_path=path, body=body, created_by_id=by.account_id, created_at=at)
    require_may_run_contest(by, contest)
    _fill(contest, form)
    contest.save(force_insert=True)
    write_line(by=by.actor, at=at, city=contest.city, verb="draft_contest", target=contest, kind=contest.kind)
    return contest


def _fill(contest: Contest, form: ContestForm) -> None:
    faults = contest_faults(form)
    if faults:
        raise ContestIncomplete(errors=[{"field": name, "sentence": said} for name, said in faults])
    values: dict[str, Any] = {
        "kind": form.kind, "title": one_line(form.title), "words": cleaned(form.words), "enter_from": form.enter_from,
        "enter_until": form.enter_until, "judge_until": form.judge_until, "pupils_only": form.pupils_only,
        "least_letters": form.least_letters, "most_letters": form.most_letters, "most_pictures": form.most_pictures,
        "most_per_person": form.most_per_person, "judges_each": form.judges_each, "marking": form.marking,
        "groups": [each.kept() for each in form.groups], "rights": cleaned(form.rights),
    }  # fmt: skip
    for name, value in values.items():
        setattr(contest, name, value)


def hold_contest(*, by: Standing, key: UUID) -> Contest:
    """One that somebody runs, locked. Raises ContestUnknown."""
    held = contests_in_charge(by).select_for_update(of=("self",)).filter(pk=key).first()
    if held is None:
        raise ContestUnknown
    return held


@transaction.atomic
def edit_contest(*, by: Standing, key: UUID, form: ContestForm, at: datetime) -> Contest:
    """Until the judging. Once it is public its kind stays, and changed terms of use are another version, to which those
    who entered have to agree anew. Raises ContestUnknown, ContestMoved, ContestIncomplete.
    """
    contest = hold_contest(by=by, key=key)
    if contest.state not in CHANGEABLE or (contest.state == ContestState.OPEN and contest.kind != form.kind):
        raise ContestMoved
    before = contest.rights
    _fill(contest, form)
    changed = contest.rights != before
    if changed and contest.state == ContestState.OPEN:
        contest.rights_version += 1
    contest.save()
    write_line(
        by=by.actor,
        at=at,
        city=contest.city,
        verb="edit_contest",
        target=contest,
        rights=contest.rights_version,
    )
    if changed and contest.state == ContestState.OPEN:
        said = f"“{contest.title}”的“作品怎么用”改了，请到“我的投稿”看一看，同意了作品才能展示。"
        rows = ContestEntry.objects.filter(
            contest=contest, state__in=LIVE_ENTRIES, publish_agreed_at__isnull=False
        )
        tell_authors(entries=rows, text=said, at=at)
    return contest


@transaction.atomic
def open_contest(*, by: Standing, key: UUID, at: datetime) -> Contest:
    """From now on everybody sees it; entries are taken from its day on. Raises ContestUnknown, ContestMoved."""
    return _move(by, key, ContestState.DRAFT, ContestState.OPEN, at, "open_contest")


@transaction.atomic
def start_judging(*, by: Standing, key: UUID, at: datetime) -> Contest:
    """No entry comes in any more. Not before the hour that was promised. Raises ContestMoved, ContestNotOver."""
    contest = hold_contest(by=by, key=key)
    if contest.state == ContestState.OPEN and at < contest.enter_until:
        raise ContestNotOver
    return _move(by, key, ContestState.OPEN, ContestState.JUDGING, at, "start_judging")


@transaction.atomic
def give_out_result(*, by: Standing, key: UUID, at: datetime) -> Contest:
    """The result is public, with whatever works may be shown; everybody who took part hears it and has a paper.

    Raises ContestUnknown, ContestMoved.
    """
    contest = _move(by, key, ContestState.JUDGING, ContestState.PUBLISHED, at, "give_out_result")
    _keep_points(contest)
    chosen = (EntryState.EXCELLENT, EntryState.PUBLISHED)
    rows = ContestEntry.objects.filter(contest=contest)
    tell_authors(
        entries=rows.filter(state__in=chosen),
        text=f"恭喜！你在“{contest.title}”的作品入选了。参与证书在“我的投稿”里。",
        at=at,
    )
    tell_authors(
        entries=rows.filter(state=EntryState.ENTERED),
        text=f"“{contest.title}”的结果公布了，谢谢你参加。参与证书在“我的投稿”里。",
        at=at,
    )
    return contest


def _keep_points(contest: Contest) -> None:
    """The scores as they are given out, for good: they compare each work with all others that took part."""
    points = points_of(contest)
    rows = [
        ContestEntry(pk=pk, result_points=each.points, result_mean=each.mean, result_count=each.count)
        for pk, each in points.items()
    ]
    names = ["result_points", "result_mean", "result_count"]
    ContestEntry.objects.bulk_update(rows, names, batch_size=1000)


@transaction.atomic
def call_off_contest(*, by: Standing, key: UUID, reason: str, at: datetime) -> Contest:
    """It does not take place; those who entered read why. Raises ContestMoved, ContestReasonMissing."""
    contest = hold_contest(by=by, key=key)
    said = reason_of(reason)
    if not said:
        raise ContestReasonMissing
    if contest.state in (ContestState.PUBLISHED, ContestState.CALLED_OFF):
        raise ContestMoved
    contest.state, contest.called_off_at, contest.reason = ContestState.CALLED_OFF, at, said
    contest.save()
    write_line(by=by.actor, at=at, city=contest.city, verb="call_off_contest", target=contest, reason=said)
    rows = ContestEntry.objects.filter(contest=contest, state__in=LIVE_ENTRIES)
    tell_authors(entries=rows, text=f"“{contest.title}”取消了：{said}。谢谢你投稿。", at=at)
    return contest


_AT = {ContestState.JUDGING: "judging_at", ContestState.PUBLISHED: "published_at"}


def _move(by: Standing, key: UUID, old: ContestState, new: ContestState, at: datetime, verb: str) -> Contest:
    """One step, once: whoever comes second is told that it moved."""
    found = contests_in_charge(by).filter(pk=key).first()
    if found is None:
        raise ContestUnknown
    when = {_AT[new]: at} if new in _AT else {}
    if not Contest.objects.filter(pk=key, state=old).update(state=new, **when):
        raise ContestMoved
    found.refresh_from_db()
    write_line(by=by.actor, at=at, city=found.city, verb=verb, target=found)
    return found


def hold_running(*, by: Standing, key: UUID, states: tuple[ContestState, ...]) -> Contest:
    """One that somebody runs, locked, in one of these states. Raises ContestUnknown, ContestMoved."""
    contest = hold_contest(by=by, key=key)
    if contest.state not in states:
        raise ContestMoved
    return contest
