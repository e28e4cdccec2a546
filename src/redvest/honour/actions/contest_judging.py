"""Judges are named, works handed out to them blind, and marks given."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.honour.actions.contest import hold_running
from redvest.honour.choices import ContestState, Marking
from redvest.honour.contest_errors import ContestMarkUnknown, ContestMarkWrong, JudgesTooFew, JudgeUnknown
from redvest.honour.models import Contest, ContestJudge, ContestMark
from redvest.honour.queries.contest import jurors_at
from redvest.honour.queries.contest_judging import barred_works, mark_of, still_named
from redvest.honour.rules.contest_judging import HIGHEST, hand_out
from redvest.registry.actions.message import Notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind
from redvest.registry.models import Account
from redvest.registry.policy import Standing

NAMEABLE = (ContestState.DRAFT, ContestState.OPEN, ContestState.JUDGING)


@transaction.atomic
def name_judges(*, by: Standing, key: UUID, accounts: Collection[UUID], at: datetime) -> list[Account]:
    """Who judges; a name again changes nothing. Raises ContestUnknown, ContestMoved, JudgeUnknown for who is no juror there."""
    contest = hold_running(by=by, key=key, states=NAMEABLE)
    found = list(jurors_at(contest.region_path, day_of(at)).filter(pk__in=accounts))
    if len(found) != len(set(accounts)):
        raise JudgeUnknown
    before = set(ContestJudge.objects.filter(contest=contest).values_list("account_id", flat=True))
    fresh = [each for each in found if each.pk not in before]
    ContestJudge.objects.bulk_create(
        [
            ContestJudge(contest=contest, account=each, named_by_id=by.account_id, named_at=at)
            for each in fresh
        ]
    )
    if fresh:
        write_line(
            by=by.actor, at=at, city=contest.city, verb="name_judges", target=contest,
            judges=[str(each.pk) for each in fresh],
        )  # fmt: skip
        text = f"请你当“{contest.title}”的评委。截稿后作品分到你的工作台“征集”，看不到作者是谁。"
        tell_accounts(accounts=fresh, text=text, at=at, notice=Notice(MessageKind.WORK, about=contest))
    return fresh


@transaction.atomic
def drop_judge(*, by: Standing, key: UUID, account_id: UUID, at: datetime) -> None:
    """Somebody judges no more. What they marked counts; what they had not, is handed out anew by ``hand_out_works``.

    Raises ContestUnknown, ContestMoved, JudgeUnknown.
    """
    contest = hold_running(by=by, key=key, states=NAMEABLE)
    if not ContestJudge.objects.filter(contest=contest, account_id=account_id).delete()[0]:
        raise JudgeUnknown
    ContestMark.objects.filter(contest=contest, judge_id=account_id, points__isnull=True).delete()
    write_line(
        by=by.actor, at=at, city=contest.city, verb="drop_judge", target=contest, judge=str(account_id)
    )


@transaction.atomic
def hand_out_works(*, by: Standing, key: UUID, at: datetime) -> int:
    """Every work to as many judges as the contest asks for, never to one who is near its author; what lies unmarked is
    handed out anew, what is marked stays. Returns how many are to be marked now.

    Raises ContestMoved, JudgesTooFew with ``lacking`` (their numbers); then nothing is changed.
    """
    contest = hold_running(by=by, key=key, states=(ContestState.JUDGING,))
    judges = set(ContestJudge.objects.filter(contest=contest).values_list("account_id", flat=True))
    judges &= set(jurors_at(contest.region_path, day_of(at)).values_list("pk", flat=True))
    barred = barred_works(contest, judges, day_of(at))
    if not judges:
        raise JudgesTooFew(lacking=len(barred))
    done = ContestMark.objects.filter(contest=contest, points__isnull=False)
    given: dict[UUID, set[UUID]] = {}
    for entry_id, judge_id in done.values_list("entry_id", "judge_id"):
        given.setdefault(entry_id, set()).add(judge_id)
    pairs = _pairs(contest, barred, given, judges)
    ContestMark.objects.filter(contest=contest, points__isnull=True).delete()
    turns = dict.fromkeys(judges, 0)
    marks = []
    for entry_id, judge_id in pairs:
        turns[judge_id] += 1
        marks.append(
            ContestMark(
                city=contest.city, contest=contest, entry_id=entry_id, judge_id=judge_id, turn=turns[judge_id]
            )
        )
    ContestMark.objects.bulk_create(marks, batch_size=2000)
    write_line(
        by=by.actor, at=at, city=contest.city, verb="hand_out_works", target=contest, marks=len(marks), judges=len(judges)
    )  # fmt: skip
    text = f"“{contest.title}”有作品等你评，请到工作台“征集”。"
    busy = [judge for judge, turn in turns.items() if turn]
    tell_accounts(
        accounts=Account.objects.filter(pk__in=busy).order_by("pk"), text=text, at=at,
        notice=Notice(MessageKind.WORK, about=contest),
    )  # fmt: skip
    return len(marks)


def _pairs(
    contest: Contest, barred: dict[UUID, set[UUID]], given: dict[UUID, set[UUID]], judges: set[UUID]
) -> list[tuple[UUID, UUID]]:
    """Works by how many judges they still lack, so that each round hands out one number of judges a work."""
    found: list[tuple[UUID, UUID]] = []
    lacking: list[UUID] = []
    by_want: dict[int, list[tuple[UUID, set[UUID]]]] = {}
    for entry_id in sorted(barred):
        marked = given.get(entry_id, set())
        want = contest.judges_each - len(marked)
        if want > 0:
            by_want.setdefault(want, []).append((entry_id, barred[entry_id] | marked))
    for want, works in sorted(by_want.items()):
        pairs, short = hand_out(works, judges, each=want, seed=f"{contest.pk}:{want}")
        found += pairs
        lacking += short
    if lacking:
        raise JudgesTooFew(lacking=len(lacking))
    return found


@transaction.atomic
def mark_work(*, by: Standing, key: UUID, points: int, at: datetime) -> ContestMark:
    """A judge says what a work is worth, or says it anew while it is judged. Raises ContestMarkUnknown, ContestMarkWrong."""
    mark = mark_of(by, key)
    allowed = (0, HIGHEST) if mark.contest.marking == Marking.PICK else range(HIGHEST + 1)
    if points not in allowed:
        raise ContestMarkWrong
    held = Contest.objects.raw("SELECT * FROM honour_contest WHERE id = %s FOR SHARE", [mark.contest_id])
    if next(iter(held)).state != ContestState.JUDGING:  # the result was given out meanwhile
        raise ContestMarkUnknown
    mine = ContestMark.objects.filter(still_named(), pk=mark.pk, judge_id=by.account_id)
    if not mine.update(points=points, marked_at=at):
        raise ContestMarkUnknown  # handed out anew, or the judge dropped meanwhile
    mark.points, mark.marked_at = points, at
    write_line(by=by.actor, at=at, city=mark.city, verb="mark_work", target=mark, entry=str(mark.entry_id))
    return mark
