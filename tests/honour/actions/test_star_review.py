"""Fewer hours strip nobody: they raise a flag, and an approver keeps or ends the star in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from redvest.core.events import listeners
from redvest.core.models import AuditLine
from redvest.honour import jobs
from redvest.honour.actions.star import apply_star
from redvest.honour.actions.star_publicity import grant_due_stars, object_to_star
from redvest.honour.actions.star_review import flag_stars, review_star
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward, StarObjection
from redvest.honour.star_errors import OwnStar, StarMoved, StarReasonMissing, StarUnknown
from redvest.registry.actions import leaving
from redvest.registry.choices import Role
from redvest.registry.models import Message, Volunteer
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.choices import Grade
from redvest.service.events import HoursRecorded
from redvest.service.models import HoursEntry
from tests.factories.registry import (
    CITY,
    NOW,
    make_body,
    make_centre,
    make_grant,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.star import DAY, make_star, serve
from tests.honour.actions.test_star import told
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db


def holder(*, state: StarState = StarState.GRANTED) -> tuple[Volunteer, StarAward, HoursEntry]:
    """Somebody with one star by 100 hours in two entries, and the entry of 40."""
    person, body = make_volunteer(), make_body()
    serve(person, 60, body=body, at=NOW - 90 * DAY)
    entry = serve(person, 40, body=body)
    return person, make_star(volunteer=person, state=state), entry


def queued() -> list[Any]:
    return list(DBTaskResult.objects.filter(task_path__endswith="check_stars"))


class TestFlagging:
    def test_the_ledger_tells_of_a_void(self) -> None:
        assert jobs.on_hours in listeners()[HoursRecorded]
        person, award, entry = holder()
        assert not queued()
        void_entry(by=make_centre(), entry=entry, reason="记错了人", at=NOW)
        (task,) = queued()
        assert task.args_kwargs["args"] == [str(person.pk)]
        award.refresh_from_db()
        assert (award.state, award.flagged_at) == (StarState.GRANTED, None)

    def test_a_void_of_d_concerns_no_star(self) -> None:
        person, body = make_volunteer(), make_body()
        entry = serve(person, 40, grade=Grade.D, body=body)
        void_entry(by=make_centre(), entry=entry, reason="记错了人", at=NOW)
        assert not queued()

    @pytest.mark.parametrize("state", [StarState.GRANTED, StarState.IN_PUBLICITY])
    def test_it_is_flagged_and_stays(self, state: StarState) -> None:
        person, award, entry = holder(state=state)
        officer = make_officer()
        void_entry(by=make_centre(), entry=entry, reason="记错了人", at=NOW)
        assert flag_stars(volunteer_id=person.pk, at=NOW) == 1
        award.refresh_from_db()
        assert award.state == state and award.flagged_at == NOW
        assert award.flag_reason == "时长更正后是 60 小时 0 分，不到 100 小时"
        assert "要复核" in told(person)[-1]
        assert Message.objects.filter(account=officer.account_id, about_id=str(award.pk)).count() == 1
        assert flag_stars(volunteer_id=person.pk, at=NOW + DAY) == 0
        assert AuditLine.objects.filter(verb="flag_star").count() == 1

    def test_a_correction_that_leaves_enough_flags_nobody(self) -> None:
        person, body = make_volunteer(), make_body()
        entry = serve(person, 130, body=body)
        award = make_star(volunteer=person, state=StarState.GRANTED)
        correct_entry(by=make_centre(), entry=entry, minutes=100 * 60, reason="多记了", at=NOW)
        assert flag_stars(volunteer_id=person.pk, at=NOW) == 0
        award.refresh_from_db()
        assert award.flagged_at is None and not told(person)

    def test_what_is_not_granted_yet_is_looked_at_when_it_is_decided(self) -> None:
        person, award, entry = holder(state=StarState.APPLIED)
        void_entry(by=make_centre(), entry=entry, reason="记错了人", at=NOW)
        assert flag_stars(volunteer_id=person.pk, at=NOW) == 0
        award.refresh_from_db()
        assert award.flagged_at is None

    def test_only_the_stars_that_the_hours_do_not_reach(self) -> None:
        person = make_volunteer()
        serve(person, 299)
        first, second = (make_star(volunteer=person, level=n, state=StarState.GRANTED) for n in (1, 2))
        assert flag_stars(volunteer_id=person.pk, at=NOW) == 1
        first.refresh_from_db()
        second.refresh_from_db()
        assert first.flagged_at is None and second.flagged_at == NOW

    def test_of_merged_records_all_hours_count(self) -> None:
        old, kept = two_records()
        serve(old, 60)
        entry = serve(kept, 40)
        merged(old, kept)
        award = make_star(volunteer=kept, state=StarState.GRANTED)
        assert flag_stars(volunteer_id=old.pk, at=NOW) == 0
        void_entry(by=make_centre(), entry=entry, reason="记错了人", at=NOW)
        assert flag_stars(volunteer_id=old.pk, at=NOW) == 1
        award.refresh_from_db()
        assert award.flagged_at == NOW


class TestReviewing:
    def flagged(self, state: StarState = StarState.GRANTED) -> tuple[Volunteer, StarAward]:
        person, award, entry = holder(state=state)
        void_entry(by=make_centre(), entry=entry, reason="记错了人", at=NOW)
        flag_stars(volunteer_id=person.pk, at=NOW)
        return person, award

    def test_kept_and_not_flagged_again_by_the_same_hours(self) -> None:
        person, award = self.flagged()
        review_star(by=make_officer(), key=award.pk, keep=True, reason="不是本人的错", at=NOW)
        award.refresh_from_db()
        assert (award.state, award.flagged_at, award.flag_reason) == (StarState.GRANTED, None, "")
        assert (award.excused_minutes, award.review_words) == (3600, "不是本人的错")
        assert "照旧有效" in told(person)[-1]
        assert flag_stars(volunteer_id=person.pk, at=NOW) == 0
        void_entry(
            by=make_centre(), entry=HoursEntry.objects.filter(minutes=3600).get(), reason="也错", at=NOW
        )
        assert flag_stars(volunteer_id=person.pk, at=NOW) == 1

    def test_kept_in_public_it_is_granted_at_its_time(self) -> None:
        _, award = self.flagged(StarState.IN_PUBLICITY)
        assert grant_due_stars(city=CITY, at=NOW + 7 * DAY) == 0
        review_star(by=make_officer(), key=award.pk, keep=True, reason="不是本人的错", at=NOW)
        assert grant_due_stars(city=CITY, at=NOW + 7 * DAY) == 1

    @pytest.mark.parametrize(
        ("state", "ends"),
        [(StarState.GRANTED, StarState.ENDED), (StarState.IN_PUBLICITY, StarState.REFUSED)],
    )
    def test_ended_with_a_reason_it_can_be_asked_for_again(self, state: StarState, ends: StarState) -> None:
        person, award = self.flagged(state)
        review_star(by=make_officer(), key=award.pk, keep=False, reason="时长是代签的", at=NOW)
        award.refresh_from_db()
        assert award.state == ends and award.review_words == "时长是代签的"
        assert "时长是代签的" in told(person)[-1]
        serve(person, 40, at=NOW - 3 * DAY)
        assert apply_star(by=volunteer_standing(person), level=1, at=NOW).level == 1

    def test_in_words(self) -> None:
        person, award = self.flagged()
        before = told(person)
        with pytest.raises(StarReasonMissing):
            review_star(by=make_officer(), key=award.pk, keep=False, reason="", at=NOW)
        award.refresh_from_db()
        assert award.state == StarState.GRANTED and award.flagged_at and told(person) == before

    def test_by_who_decides_on_it_and_never_on_ones_own(self) -> None:
        person, award = self.flagged()
        for by in (make_officer(make_region_tree().fenyi), make_member(), volunteer_standing(person)):
            with pytest.raises(StarUnknown):
                review_star(by=by, key=award.pk, keep=True, reason="很好", at=NOW)
        assert person.account is not None
        make_grant(account=person.account, role=Role.CENTRE, region=make_region_tree().city)
        with pytest.raises((StarUnknown, OwnStar)):
            review_star(by=volunteer_standing(person), key=award.pk, keep=True, reason="很好", at=NOW)
        award.refresh_from_db()
        assert award.flagged_at == NOW

    def test_only_what_is_flagged(self) -> None:
        award = make_star(state=StarState.GRANTED)
        with pytest.raises(StarMoved):
            review_star(by=make_officer(), key=award.pk, keep=False, reason="不要了", at=NOW)
        award.refresh_from_db()
        assert award.state == StarState.GRANTED


def test_who_is_forgotten_leaves_facts_and_no_words(django_capture_on_commit_callbacks: Any) -> None:
    person, other = make_volunteer(), make_volunteer()
    granted = make_star(volunteer=person, state=StarState.GRANTED, words="李明霞很好")
    waiting = make_star(volunteer=person, level=2, state=StarState.IN_PUBLICITY, words="李明霞很好")
    refused = make_star(volunteer=person, level=3, state=StarState.REFUSED, reason="李明霞的材料不对")
    theirs = make_star(volunteer=other, state=StarState.IN_PUBLICITY, words="王大力很好")
    object_to_star(by=make_member(), key=waiting.pk, words="李明霞没来", at=NOW)
    object_to_star(by=volunteer_standing(person), key=theirs.pk, words="我是李明霞，他没来", at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        leaving.ask_erasure(by=volunteer_standing(person), at=NOW)
        assert leaving.erase_due(at=NOW + timedelta(days=7)) == 1
    for award in (granted, waiting, refused, theirs):
        award.refresh_from_db()
    assert (granted.state, granted.words, granted.level) == (StarState.GRANTED, "", 1)
    assert (waiting.state, waiting.words) == (StarState.WITHDRAWN, "")
    assert refused.reason == "已注销"
    assert (theirs.state, theirs.words) == (StarState.IN_PUBLICITY, "王大力很好")
    assert set(StarObjection.objects.values_list("words", flat=True)) == {"已注销"}
