"""A contest's life: written, published, changed, judged, given out, called off; by whom, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.honour.actions.contest import (
    call_off_contest,
    draft_contest,
    edit_contest,
    give_out_result,
    open_contest,
    start_judging,
)
from redvest.honour.choices import ContestKind, ContestState, EntryState, Marking
from redvest.honour.contest_errors import (
    ContestIncomplete,
    ContestMoved,
    ContestNotOver,
    ContestReasonMissing,
    ContestUnknown,
)
from redvest.honour.models import Contest
from redvest.honour.queries.contest import (
    contest_shown,
    contests_in_charge,
    contests_shown,
    contests_taking,
    counts_of,
    takes_entries,
)
from redvest.honour.rules.contest import Group
from redvest.registry.models import Message
from tests.factories.contest import AFTER, DAY, contest_form, make_contest, make_entry_of, make_pupil_entry
from tests.factories.registry import (
    CITY,
    NOW,
    make_body,
    make_body_admin,
    make_centre,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
)

pytestmark = pytest.mark.django_db


class TestDraft:
    def test_by_an_officer_for_a_place(self) -> None:
        tree, by = make_region_tree(), make_officer()
        groups = (Group("小学组", 6, 12), Group("成人组"))
        form = contest_form(kind=ContestKind.SLOGAN, groups=groups, marking=Marking.PICK)
        made = draft_contest(by=by, region=tree.chengnan, body=None, form=form, at=NOW)
        made.refresh_from_db()
        assert (made.state, made.kind, made.marking) == (ContestState.DRAFT, ContestKind.SLOGAN, Marking.PICK)
        assert (
            made.region_path == tree.chengnan.path and made.group_list == groups and made.rights_version == 1
        )
        assert AuditLine.objects.get().verb == "draft_contest"
        assert not contests_shown(CITY).exists()

    def test_by_who_runs_an_organisation(self) -> None:
        body = make_body()
        made = draft_contest(
            by=make_body_admin(body), region=body.region, body=body, form=contest_form(), at=NOW
        )
        assert made.body == body and made.region_path == body.region_path

    def test_not_by_others(self) -> None:
        tree, body = make_region_tree(), make_body()
        for by, given in (
            (make_member(), None), (make_leader(body), body), (make_officer(tree.fenyi), None), (make_body_admin(body), None),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                draft_contest(by=by, region=tree.yushui, body=given, form=contest_form(), at=NOW)
        assert not Contest.objects.exists() and not AuditLine.objects.exists()

    def test_what_is_missing_is_told_all_at_once(self) -> None:
        form = contest_form(title="", rights="", judge_until=NOW)
        with pytest.raises(ContestIncomplete) as told:
            draft_contest(by=make_officer(), region=make_region_tree().yushui, body=None, form=form, at=NOW)
        assert [each["field"] for each in told.value.details["errors"]] == ["title", "rights", "judge_until"]
        assert not Contest.objects.exists()


class TestEdit:
    def test_a_draft_is_changed_without_a_new_version(self) -> None:
        contest = make_contest(state=ContestState.DRAFT)
        form = contest_form(
            kind=ContestKind.PHOTO, title="镜头里的新余", rights="照片可以在社区橱窗展出，会署名。"
        )
        found = edit_contest(by=make_officer(), key=contest.pk, form=form, at=NOW)
        assert (found.title, found.kind, found.rights_version) == ("镜头里的新余", ContestKind.PHOTO, 1)

    def test_changed_terms_of_an_open_one_are_another_version_and_are_told(self) -> None:
        contest = make_contest()
        entry = make_entry_of(contest)
        make_entry_of(contest, publish_agreed_at=None)
        found = edit_contest(
            by=make_officer(), key=contest.pk, form=contest_form(rights="还会印成一本书送给学校。"), at=NOW
        )
        assert found.rights_version == 2
        entry.refresh_from_db()
        assert entry.rights_version == 1
        assert "作品怎么用" in Message.objects.get().text

    def test_later_and_longer_without_a_new_version(self) -> None:
        contest = make_contest()
        form = contest_form(enter_until=NOW + 9 * DAY, judge_until=NOW + 20 * DAY)
        found = edit_contest(by=make_officer(), key=contest.pk, form=form, at=NOW)
        assert (
            found.rights_version == 1 and found.enter_until == NOW + 9 * DAY and not Message.objects.exists()
        )

    def test_the_kind_of_an_open_one_stays(self) -> None:
        contest = make_contest()
        with pytest.raises(ContestMoved):
            edit_contest(
                by=make_officer(),
                key=contest.pk,
                form=contest_form(kind=ContestKind.VIDEO, title="另一个"),
                at=NOW,
            )
        contest.refresh_from_db()
        assert contest.kind == ContestKind.ESSAY and contest.title == "我身边的文明故事"

    @pytest.mark.parametrize("state", [ContestState.JUDGING, ContestState.PUBLISHED, ContestState.CALLED_OFF])
    def test_not_any_more(self, state: ContestState) -> None:
        contest = make_contest(state=state)
        with pytest.raises(ContestMoved):
            edit_contest(by=make_officer(), key=contest.pk, form=contest_form(title="另一个"), at=NOW)

    def test_not_somebody_elses(self) -> None:
        contest = make_contest(state=ContestState.DRAFT)
        with pytest.raises(ContestUnknown):
            edit_contest(
                by=make_officer(make_region_tree().fenyi), key=contest.pk, form=contest_form(), at=NOW
            )


class TestSteps:
    def test_open_then_judged_then_given_out(self) -> None:
        by, contest = make_officer(), make_contest(state=ContestState.DRAFT)
        assert open_contest(by=by, key=contest.pk, at=NOW).state == ContestState.OPEN
        assert takes_entries(contest_shown(CITY, contest.pk), NOW)
        assert list(contests_taking(CITY, NOW)) == [contest]
        assert start_judging(by=by, key=contest.pk, at=AFTER).judging_at == AFTER
        assert not contests_taking(CITY, NOW).exists()
        assert give_out_result(by=by, key=contest.pk, at=AFTER + DAY).published_at == AFTER + DAY
        verbs = AuditLine.objects.order_by("id").values_list("verb", flat=True)
        assert list(verbs) == ["open_contest", "start_judging", "give_out_result"]

    def test_who_entered_is_told_once_and_differently(self) -> None:
        contest = make_contest(state=ContestState.JUDGING, most_per_person=2)
        chosen = make_entry_of(contest, state=EntryState.EXCELLENT)
        make_entry_of(contest, chosen.volunteer, state=EntryState.EXCELLENT, slot=2)
        make_entry_of(contest)
        make_entry_of(contest, state=EntryState.WITHDRAWN)
        make_pupil_entry(contest)
        give_out_result(by=make_officer(), key=contest.pk, at=AFTER)
        texts = sorted(Message.objects.values_list("text", flat=True))
        assert len(texts) == 3 and sum("入选了" in each for each in texts) == 1

    def test_not_judged_before_the_hour_that_was_promised(self) -> None:
        contest = make_contest()
        with pytest.raises(ContestNotOver):
            start_judging(by=make_officer(), key=contest.pk, at=NOW)
        contest.refresh_from_db()
        assert contest.state == ContestState.OPEN and not AuditLine.objects.exists()

    @pytest.mark.parametrize(
        ("step", "state"),
        [
            (open_contest, ContestState.OPEN),
            (start_judging, ContestState.DRAFT),
            (start_judging, ContestState.JUDGING),
            (give_out_result, ContestState.OPEN),
            (give_out_result, ContestState.PUBLISHED),
        ],
    )
    def test_no_step_twice_and_none_skipped(self, step: Any, state: ContestState) -> None:
        contest = make_contest(state=state)
        with pytest.raises(ContestMoved):
            step(by=make_officer(), key=contest.pk, at=AFTER)
        assert not AuditLine.objects.exists()

    @pytest.mark.parametrize("step", [open_contest, start_judging, give_out_result])
    def test_not_by_who_does_not_run_it(self, step: Any) -> None:
        contest = make_contest(state=ContestState.DRAFT)
        for by in (make_member(), make_officer(make_region_tree().fenyi)):
            with pytest.raises(ContestUnknown):
                step(by=by, key=contest.pk, at=AFTER)


class TestCalledOff:
    def test_everybody_reads_why(self) -> None:
        contest = make_contest()
        make_entry_of(contest)
        found = call_off_contest(by=make_centre(), key=contest.pk, reason="经费没有着落", at=NOW)
        assert found.state == ContestState.CALLED_OFF and found.reason == "经费没有着落"
        assert "经费没有着落" in Message.objects.get().text
        assert not contests_shown(CITY).exists()

    def test_not_without_a_reason(self) -> None:
        contest = make_contest()
        with pytest.raises(ContestReasonMissing):
            call_off_contest(by=make_officer(), key=contest.pk, reason=" ", at=NOW)
        contest.refresh_from_db()
        assert contest.state == ContestState.OPEN

    @pytest.mark.parametrize("state", [ContestState.PUBLISHED, ContestState.CALLED_OFF])
    def test_not_what_is_over(self, state: ContestState) -> None:
        with pytest.raises(ContestMoved):
            call_off_contest(
                by=make_officer(), key=make_contest(state=state).pk, reason="经费没有着落", at=NOW
            )


def test_who_runs_which() -> None:
    body, tree = make_body(), make_region_tree()
    city, own, far = make_contest(region=tree.city), make_contest(body=body), make_contest(region=tree.fenyi)
    assert set(contests_in_charge(make_centre())) == {city, own, far}
    assert set(contests_in_charge(make_officer())) == {own}
    assert set(contests_in_charge(make_body_admin(body))) == {own}
    assert not contests_in_charge(make_leader(body)).exists()


def test_how_many_of_each() -> None:
    contest = make_contest()
    make_entry_of(contest)
    make_entry_of(contest, state=EntryState.SET_ASIDE)
    found = counts_of(contest)
    assert (found["entered"], found["set-aside"], found["published"]) == (1, 1, 0)


def test_a_draft_is_nobodys_to_look_at() -> None:
    with pytest.raises(ContestUnknown):
        contest_shown(CITY, make_contest(state=ContestState.DRAFT).pk)


@pytest.mark.parametrize("year", [1, 1999, 2100, 9999])
def test_the_database_keeps_no_day_that_nobody_means(year: int) -> None:
    contest = make_contest()
    day = datetime(year, 6, 1, tzinfo=UTC)
    far = {"enter_from": day, "enter_until": day + DAY, "judge_until": day + 2 * DAY}
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.filter(pk=contest.pk).update(**far)
    contest.refresh_from_db()
    assert contest.enter_from.year == 2026
