"""Two at one contest: no more works than one may, one number each, one sending one work, and nothing behind the close."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions.contest import open_contest, start_judging
from redvest.honour.actions.contest_consent import stop_showing
from redvest.honour.actions.contest_entry import enter_contest, enter_pupil, withdraw_contest_entry
from redvest.honour.actions.contest_judging import hand_out_works, mark_work
from redvest.honour.actions.contest_paper import paper_of_entry, papers_of_contest
from redvest.honour.actions.contest_result import show_work
from redvest.honour.choices import ContestState, EntryState
from redvest.honour.contest_errors import ContestMoved, ContestNotOpen, EntriesUsedUp
from redvest.honour.models import Contest, ContestEntry, ContestMark, ContestPaper
from redvest.honour.queries.contest_judging import marks_of
from redvest.honour.rules.contest import Pupil
from tests.factories.contest import (
    AFTER,
    entry_form,
    make_contest,
    make_entry_of,
    make_judge,
    make_teacher,
    new_key,
)
from tests.factories.race import at_once
from tests.factories.registry import (
    NOW,
    make_body,
    make_officer,
    make_volunteer,
    next_phone,
    volunteer_standing,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_more_works_than_one_may() -> None:
    person, contest = make_volunteer(), make_contest(most_per_person=2)
    by = volunteer_standing(person)
    works = [
        partial(enter_contest, by=by, contest_id=contest.pk, form=entry_form(), key=new_key(), at=NOW)
        for _ in range(5)
    ]
    found = at_once(*works)
    assert sum(isinstance(each, ContestEntry) for each in found) == 2
    assert sum(isinstance(each, EntriesUsedUp) for each in found) == 3
    assert sorted(ContestEntry.objects.values_list("slot", flat=True)) == [1, 2]


def test_nor_of_a_pupil_whom_two_teachers_send_in() -> None:
    """Nobody holds a row of the child's: the place itself is what the second one meets."""
    body, contest = make_body(), make_contest()
    works = [
        partial(
            enter_pupil, by=make_teacher(body), contest_id=contest.pk, form=entry_form(), key=new_key(), at=NOW,
            pupil=Pupil("王小明", "渝水一小", "三（2）班", next_phone()),
        )
        for _ in range(3)
    ]  # fmt: skip
    found = at_once(*works)
    assert sum(isinstance(each, ContestEntry) for each in found) == 1
    assert sum(isinstance(each, EntriesUsedUp) for each in found) == 2
    assert ContestEntry.objects.count() == 1


def test_sent_twice_at_once_it_is_one() -> None:
    person, contest, key = make_volunteer(), make_contest(most_per_person=3), new_key()
    send = partial(
        enter_contest,
        by=volunteer_standing(person),
        contest_id=contest.pk,
        form=entry_form(),
        key=key,
        at=NOW,
    )
    found = at_once(send, send, send)
    assert len({each.pk for each in found if isinstance(each, ContestEntry)}) == 1
    assert ContestEntry.objects.count() == AuditLine.objects.count() == 1


def test_many_at_once_each_a_number_of_its_own() -> None:
    contest = make_contest()
    people = [make_volunteer() for _ in range(6)]
    found = at_once(
        *(
            partial(
                enter_contest,
                by=volunteer_standing(each),
                contest_id=contest.pk,
                form=entry_form(),
                key=new_key(),
                at=NOW,
            )
            for each in people
        )
    )
    assert len({each.number for each in found if isinstance(each, ContestEntry)}) == 6


def test_nothing_comes_in_behind_the_close() -> None:
    for _ in range(3):
        contest, person = make_contest(), make_volunteer()
        Contest.objects.filter(pk=contest.pk).update(enter_until=NOW)
        sent, closed = at_once(
            partial(
                enter_contest, by=volunteer_standing(person), contest_id=contest.pk, form=entry_form(), key=new_key(),
                at=NOW - (AFTER - NOW) / 100,
            ),
            partial(start_judging, by=make_officer(), key=contest.pk, at=NOW),
        )  # fmt: skip
        assert isinstance(closed, Contest)
        assert isinstance(sent, ContestEntry | ContestNotOpen)
        assert ContestEntry.objects.filter(contest=contest).count() == isinstance(sent, ContestEntry)


def test_two_open_it_once() -> None:
    contest = make_contest(state=ContestState.DRAFT)
    go = partial(open_contest, by=make_officer(), key=contest.pk, at=NOW)
    found = at_once(go, go, go)
    assert sum(isinstance(each, Contest) for each in found) == 1
    assert sum(isinstance(each, ContestMoved) for each in found) == 2
    assert AuditLine.objects.filter(verb="open_contest").count() == 1


def test_works_handed_out_twice_at_once_are_handed_out_once() -> None:
    contest = make_contest(state=ContestState.JUDGING, judges_each=2)
    for _ in range(3):
        make_judge(contest)
    for _ in range(6):
        make_entry_of(contest)
    go = partial(hand_out_works, by=make_officer(), key=contest.pk, at=NOW)
    assert at_once(go, go) == [12, 12]
    assert ContestMark.objects.count() == 12


def test_a_mark_and_a_new_handing_out_meet_each_other() -> None:
    """What was marked in time stays; what was handed out anew meanwhile is marked by nobody who does not have it."""
    contest = make_contest(state=ContestState.JUDGING)
    judge = make_judge(contest)
    make_entry_of(contest)
    hand_out_works(by=make_officer(), key=contest.pk, at=NOW)
    mark = marks_of(judge, contest).get()
    at_once(
        partial(mark_work, by=judge, key=mark.pk, points=80, at=NOW),
        partial(hand_out_works, by=make_officer(), key=contest.pk, at=NOW),
    )
    left = ContestMark.objects.get()
    assert left.points in (80, None)


def test_shown_and_taken_back_at_once_it_is_not_shown() -> None:
    for _ in range(4):
        entry = make_entry_of(make_contest(state=ContestState.PUBLISHED), state=EntryState.EXCELLENT)
        assert entry.volunteer is not None
        at_once(
            partial(show_work, by=make_officer(), key=entry.pk, at=NOW),
            partial(stop_showing, by=volunteer_standing(entry.volunteer), key=entry.pk, at=NOW),
        )
        entry.refresh_from_db()
        assert entry.state == EntryState.EXCELLENT and entry.publish_agreed_at is None


def test_ones_own_paper_while_all_are_printed() -> None:
    """Both make a paper for whoever has none: one row of each, and nobody is refused."""
    officer = make_officer()
    for _ in range(4):
        contest = make_contest(state=ContestState.PUBLISHED)
        entries = [make_entry_of(contest) for _ in range(3)]
        own = [
            partial(paper_of_entry, by=volunteer_standing(each.volunteer), key=each.pk, at=NOW)
            for each in entries
            if each.volunteer
        ]
        printed = partial(papers_of_contest, by=officer, key=contest.pk, at=NOW)
        *mine, whole = at_once(*own, printed)
        assert isinstance(whole, list)
        numbers = {getattr(each, "number", "") for each in mine}
        assert numbers == {each.number for each in whole} and len(numbers) == 3
        assert ContestPaper.objects.filter(entry__contest=contest).count() == 3


def test_withdrawn_twice_and_a_paper_twice() -> None:
    entry = make_entry_of(make_contest(state=ContestState.PUBLISHED))
    assert entry.volunteer is not None
    by = volunteer_standing(entry.volunteer)
    paper = partial(paper_of_entry, by=by, key=entry.pk, at=NOW)
    found = at_once(paper, paper, paper)
    assert len({getattr(each, "number", "") for each in found}) == 1 == ContestPaper.objects.count()
    back = partial(withdraw_contest_entry, by=by, key=entry.pk, at=NOW)
    at_once(back, back)
    assert AuditLine.objects.filter(verb="withdraw_contest_entry").count() == 1
