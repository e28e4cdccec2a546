"""Judges: named from those who hold the role, works handed out blind and evenly, marks given while it is judged."""

from __future__ import annotations

from collections import Counter

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions.contest_judging import drop_judge, hand_out_works, mark_work, name_judges
from redvest.honour.choices import ContestState, EntryState, Marking
from redvest.honour.contest_errors import (
    ContestMarkUnknown,
    ContestMarkWrong,
    ContestMoved,
    ContestUnknown,
    JudgesTooFew,
    JudgeUnknown,
)
from redvest.honour.models import Contest, ContestJudge, ContestMark
from redvest.honour.queries.contest import contests_to_judge, judges_of
from redvest.honour.queries.contest_judging import barred_works, marks_of, ranked, unmarked
from redvest.registry.choices import Role
from redvest.registry.models import Account, Message
from tests.factories.contest import make_contest, make_entry_of, make_judge, make_juror, make_pupil_entry
from tests.factories.dispatch import join
from tests.factories.registry import (
    NOW,
    TODAY,
    make_account,
    make_body,
    make_grant,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    next_phone,
    standing_of,
)
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db


def judged(**more: object) -> Contest:
    return make_contest(state=ContestState.JUDGING, **more)  # type: ignore[arg-type]


class TestNamed:
    def test_from_those_who_hold_the_role(self) -> None:
        contest, by = make_contest(), make_officer()
        jurors = [make_juror(), make_juror(make_region_tree().city)]
        fresh = name_judges(
            by=by, key=contest.pk, accounts=[j.account_id for j in jurors if j.account_id], at=NOW
        )
        assert len(fresh) == Message.objects.count() == 2
        assert name_judges(by=by, key=contest.pk, accounts=[fresh[0].pk], at=NOW) == []
        assert AuditLine.objects.filter(verb="name_judges").count() == 1

    def test_not_others(self) -> None:
        contest, member, far = make_contest(), make_member(), make_juror(make_region_tree().fenyi)
        for wrong in (member, far):
            assert wrong.account_id
            with pytest.raises(JudgeUnknown):
                name_judges(by=make_officer(), key=contest.pk, accounts=[wrong.account_id], at=NOW)
        with pytest.raises(ContestUnknown):
            name_judges(by=member, key=contest.pk, accounts=[], at=NOW)
        assert not ContestJudge.objects.exists()

    def test_dropped_what_they_marked_counts(self) -> None:
        contest = judged()
        by, judge = make_officer(), make_judge(contest)
        for _ in range(2):
            make_entry_of(contest)
        hand_out_works(by=by, key=contest.pk, at=NOW)
        first = marks_of(judge, contest).first()
        assert first and judge.account_id
        mark_work(by=judge, key=first.pk, points=80, at=NOW)
        drop_judge(by=by, key=contest.pk, account_id=judge.account_id, at=NOW)
        assert ContestMark.objects.get().points == 80
        with pytest.raises(ContestMarkUnknown):  # and stays as it was
            mark_work(by=judge, key=first.pk, points=10, at=NOW)
        assert ContestMark.objects.get().points == 80
        with pytest.raises(JudgeUnknown):
            drop_judge(by=by, key=contest.pk, account_id=judge.account_id, at=NOW)


class TestHandedOut:
    def test_evenly_and_as_often_as_asked(self) -> None:
        contest = judged(judges_each=2)
        judges = [make_judge(contest) for _ in range(3)]
        for _ in range(9):
            make_entry_of(contest)
        make_entry_of(contest, state=EntryState.WITHDRAWN)
        make_entry_of(contest, state=EntryState.SET_ASIDE)
        assert hand_out_works(by=make_officer(), key=contest.pk, at=NOW) == 18
        load = Counter(ContestMark.objects.values_list("judge_id", flat=True))
        assert set(load) == {each.account_id for each in judges} and set(load.values()) == {6}
        assert list(marks_of(judges[0], contest).values_list("turn", flat=True)) == list(range(1, 7))
        shown = contests_to_judge(judges[0]).get()
        assert (shown.all, shown.left) == (6, 6)  # type: ignore[attr-defined]
        assert {each.left for each in judges_of(contest)} == {6}  # type: ignore[attr-defined]

    def test_again_what_is_marked_stays(self) -> None:
        contest, by = judged(), make_officer()
        judge = make_judge(contest)
        for _ in range(4):
            make_entry_of(contest)
        hand_out_works(by=by, key=contest.pk, at=NOW)
        first = marks_of(judge, contest).first()
        assert first
        mark_work(by=judge, key=first.pk, points=70, at=NOW)
        make_judge(contest)
        assert hand_out_works(by=by, key=contest.pk, at=NOW) == 3
        assert ContestMark.objects.count() == 4 and unmarked(contest) == 3

    def test_too_few_and_nothing_changes(self) -> None:
        contest = judged(judges_each=2)
        make_judge(contest)
        make_entry_of(contest)
        with pytest.raises(JudgesTooFew) as told:
            hand_out_works(by=make_officer(), key=contest.pk, at=NOW)
        assert told.value.details["lacking"] == 1
        assert not ContestMark.objects.exists() and not AuditLine.objects.exists()

    def test_who_lost_the_role_gets_none(self) -> None:
        contest = judged()
        judge = make_judge(contest)
        make_entry_of(contest)
        account = Account.objects.get(pk=judge.account_id)
        account.grants.update(revoked_at=NOW)
        with pytest.raises(JudgesTooFew):
            hand_out_works(by=make_officer(), key=contest.pk, at=NOW)

    def test_not_before_it_is_judged(self) -> None:
        contest = make_contest()
        make_judge(contest)
        with pytest.raises(ContestMoved):
            hand_out_works(by=make_officer(), key=contest.pk, at=NOW)


class TestTooNear:
    def test_own_child_own_school_and_what_one_sent_in(self) -> None:
        contest, phone = judged(), next_phone()
        school = make_body(name="渝水一小")
        account = make_account(name="郑评委", phone=phone)
        person = make_volunteer(account=account)
        make_grant(account=account, role=Role.TEACHER, body=school)
        judge = make_juror(account=account)
        near = {
            make_entry_of(contest, person).pk,
            make_entry_of(contest, registered(account), minor=True).pk,
            make_pupil_entry(contest, phone=phone).pk,
            make_pupil_entry(contest, school=school, name="甲").pk,
            make_pupil_entry(contest, school_name="渝水一小", name="乙").pk,
            make_pupil_entry(contest, entered_by=account, name="丙").pk,
            make_pupil_entry(contest, guardian_account=account, guardian_agreed_at=NOW, name="丁").pk,
        }
        far = make_entry_of(contest).pk
        assert judge.account_id
        barred = barred_works(contest, [judge.account_id], TODAY)
        assert {pk for pk, judges in barred.items() if judges} == near and far in barred

    def test_who_belongs_to_the_same_organisation(self) -> None:
        contest, body = judged(), make_body()
        account = make_account(name="郑评委")
        join(body, make_volunteer(account=account))
        fellow = make_volunteer()
        join(body, fellow)
        entry = make_entry_of(contest, fellow)
        assert barred_works(contest, [account.pk], TODAY)[entry.pk] == {account.pk}

    def test_they_never_get_it(self) -> None:
        contest = judged()
        account = make_account(name="郑评委")
        person = make_volunteer(account=account)
        make_juror(account=account)
        ContestJudge.objects.create(contest=contest, account=account, named_at=NOW)
        other = make_judge(contest)
        own = make_entry_of(contest, person)
        for _ in range(5):
            make_entry_of(contest)
        hand_out_works(by=make_officer(), key=contest.pk, at=NOW)
        assert ContestMark.objects.get(entry=own).judge_id == other.account_id
        assert not marks_of(standing_of(account), contest).filter(entry=own).exists()


class TestMarked:
    def test_and_said_anew(self) -> None:
        contest = judged()
        judge = make_judge(contest)
        make_entry_of(contest)
        hand_out_works(by=make_officer(), key=contest.pk, at=NOW)
        mark = marks_of(judge, contest).get()
        for points in (0, 100, 73):
            assert mark_work(by=judge, key=mark.pk, points=points, at=NOW).points == points
        mark.refresh_from_db()
        assert mark.points == 73 and mark.marked_at == NOW

    @pytest.mark.parametrize(
        ("marking", "points"),
        [(Marking.SCORE, -1), (Marking.SCORE, 101), (Marking.PICK, 50), (Marking.PICK, 1)],
    )
    def test_not_beyond(self, marking: Marking, points: int) -> None:
        contest = judged(marking=marking)
        judge = make_judge(contest)
        make_entry_of(contest)
        hand_out_works(by=make_officer(), key=contest.pk, at=NOW)
        with pytest.raises(ContestMarkWrong):
            mark_work(by=judge, key=marks_of(judge, contest).get().pk, points=points, at=NOW)
        assert unmarked(contest) == 1

    def test_only_ones_own_while_it_is_judged(self) -> None:
        contest = judged()
        judge, other = make_judge(contest), make_juror()
        entry = make_entry_of(contest)
        hand_out_works(by=make_officer(), key=contest.pk, at=NOW)
        mark = marks_of(judge, contest).get()
        for by in (other, make_officer(), make_member()):
            with pytest.raises(ContestMarkUnknown):
                mark_work(by=by, key=mark.pk, points=50, at=NOW)
        entry.state = EntryState.WITHDRAWN
        entry.save()
        with pytest.raises(ContestMarkUnknown):
            mark_work(by=judge, key=mark.pk, points=50, at=NOW)
        entry.state = EntryState.ENTERED
        entry.save()
        Contest.objects.filter(pk=contest.pk).update(state=ContestState.PUBLISHED, published_at=NOW)
        with pytest.raises(ContestMarkUnknown):
            mark_work(by=judge, key=mark.pk, points=50, at=NOW)
        assert unmarked(contest) == 1

    def test_the_best_first_and_the_unmarked_last(self) -> None:
        contest = judged()
        judge = make_judge(contest)
        entries = [make_entry_of(contest) for _ in range(4)]
        hand_out_works(by=make_officer(), key=contest.pk, at=NOW)
        for entry, points in zip(entries, (60, 90, 75), strict=False):
            mark_work(by=judge, key=ContestMark.objects.get(entry=entry).pk, points=points, at=NOW)
        assert [each.pk for each, _points in ranked(contest)] == [entries[at].pk for at in (1, 2, 0, 3)]
