"""Merging two records keeps every minute and can be undone; erasing a person leaves the log provable."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redvest.core.errors import NotAllowed, NotFound
from redvest.core.models import AuditLine
from redvest.faces.ops import cli
from redvest.registry.actions import leaving, merge
from redvest.registry.choices import Role, VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.merge_errors import (
    MergeAlone,
    MergeHasSignUps,
    MergeIdentitiesDiffer,
    MergeOver,
    MergeReasonMissing,
    MergeWrong,
)
from redvest.registry.models import Account, Consent, Erasure, Merge, Volunteer
from redvest.registry.person_errors import ErasureAsked, ErasureCentre, ErasureNone, NotLeft
from redvest.service.actions.log import beat
from redvest.service.actions.log_check import check_log
from redvest.service.choices import SignUpState
from redvest.service.models import DrawEntry, HoursEntry, PersonSalt, Post, SignUp
from redvest.service.queries.certificate import effective_entries
from redvest.service.queries.hours import entries_of, minutes_by_grade
from tests.factories import registry as make
from tests.factories import service as made
from tests.factories.opening import announce_lottery
from tests.factories.race import at_once

DAY = timedelta(days=1)


def two_records() -> tuple[Volunteer, Volunteer]:
    """A record imported without an ID number, and the person's own with an account."""
    old = make.make_volunteer(with_account=False)
    Volunteer.objects.filter(pk=old.pk).update(
        id_hash=None, id_sealed=None, birth_on=None, real_name_state="missing"
    )
    return old, make.make_volunteer()


def asked(old: Volunteer, kept: Volunteer) -> Merge:
    return merge.ask_merge(
        by=make.make_officer(), merged_id=old.pk, survivor_id=kept.pk, reason="同名同电话", at=make.NOW
    )


def merged(old: Volunteer, kept: Volunteer) -> Merge:
    link = asked(old, kept)
    return merge.confirm_merge(by=make.volunteer_standing(kept), merge_id=link.pk, at=make.NOW)


def total(key: UUID) -> int:
    return sum(minutes_by_grade(key).values())


@pytest.mark.django_db
class TestMerge:
    def test_hours_are_the_sum_and_undo_gives_them_back(self) -> None:
        old, kept = two_records()
        body = make.make_body()
        made.make_entry(volunteer=old, body=body, minutes=61)
        made.make_entry(volunteer=kept, body=body, minutes=120)
        before = list(HoursEntry.objects.order_by("pk").values())

        link = merged(old, kept)

        assert total(kept.pk) == 181
        assert entries_of(kept.pk).count() == effective_entries(kept.pk).count() == 2
        old.refresh_from_db()
        assert old.state == VolunteerState.MERGED
        merge.undo_merge(by=make.make_officer(), merge_id=link.pk, at=make.NOW + 29 * DAY)
        old.refresh_from_db()
        assert (total(kept.pk), total(old.pk), old.state) == (120, 61, VolunteerState.ACTIVE)
        assert list(HoursEntry.objects.order_by("pk").values()) == before
        verbs = AuditLine.objects.order_by("id").values_list("verb", flat=True)
        assert list(verbs) == ["ask_merge", "confirm_merge", "undo_merge"]

    def test_an_account_goes_and_comes_back(self) -> None:
        old, kept = two_records()
        second = make.make_account()
        Volunteer.objects.filter(pk=old.pk).update(account=second)
        link = merged(old, kept)
        assert make.standing_of(second).volunteer_id is None
        merge.undo_merge(by=make.make_officer(), merge_id=link.pk, at=make.NOW)
        assert make.standing_of(second).volunteer_id == old.pk

    def test_nobody_merges_alone(self) -> None:
        old, kept = two_records()
        officer = make.make_officer()
        link = merge.ask_merge(
            by=officer, merged_id=old.pk, survivor_id=kept.pk, reason="同一人", at=make.NOW
        )
        with pytest.raises(MergeAlone):
            merge.confirm_merge(by=officer, merge_id=link.pk, at=make.NOW)
        with pytest.raises(NotAllowed):
            merge.confirm_merge(by=make.make_member(), merge_id=link.pk, at=make.NOW)
        with pytest.raises(NotFound):
            merge.confirm_merge(by=officer, merge_id=old.pk, at=make.NOW)
        link.refresh_from_db()
        assert link.confirmed_at is None
        assert merge.confirm_merge(by=make.make_centre(), merge_id=link.pk, at=make.NOW).confirmed_at

    def test_what_cannot_be_merged(self) -> None:
        old, kept = two_records()
        other = make.make_volunteer(with_account=False)
        with pytest.raises(MergeIdentitiesDiffer):
            asked(other, kept)
        with pytest.raises(MergeWrong):
            asked(kept, old)  # would lose its account
        with pytest.raises(MergeWrong):
            asked(old, old)
        with pytest.raises(NotAllowed):
            merge.ask_merge(
                by=make.volunteer_standing(kept),
                merged_id=old.pk,
                survivor_id=kept.pk,
                reason="我",
                at=make.NOW,
            )
        with pytest.raises(MergeReasonMissing):
            merge.ask_merge(
                by=make.make_officer(), merged_id=old.pk, survivor_id=kept.pk, reason=" ", at=make.NOW
            )
        assert not Merge.objects.exists()
        merged(old, kept)
        with pytest.raises(MergeWrong):
            asked(old, other)

    def test_not_with_a_place_on_something_to_come(self) -> None:
        old, kept = two_records()
        activity = made.make_activity()
        made.make_signup(post=made.make_post(activity=activity), volunteer=old)
        with pytest.raises(MergeHasSignUps):
            merged(old, kept)
        old.refresh_from_db()
        assert old.state == VolunteerState.ACTIVE

    def test_a_record_in_a_lottery_that_is_not_drawn_waits_for_it(self) -> None:
        old, kept = two_records()
        opening = announce_lottery()
        lot = DrawEntry.objects.create(opening=opening, volunteer=old, number=1, entered_at=make.NOW)
        with pytest.raises(MergeHasSignUps):
            merged(old, kept)
        old.refresh_from_db()
        assert old.state == VolunteerState.ACTIVE
        lot.withdrawn_at = make.NOW
        lot.save()
        Merge.objects.all().delete()
        merged(old, kept)
        old.refresh_from_db()
        assert old.state == VolunteerState.MERGED

    def test_not_undone_after_thirty_days_nor_twice(self) -> None:
        link = merged(*two_records())
        officer = make.make_officer()
        with pytest.raises(MergeOver):
            merge.undo_merge(by=officer, merge_id=link.pk, at=make.NOW + 30 * DAY)
        merge.undo_merge(by=officer, merge_id=link.pk, at=make.NOW)
        with pytest.raises(MergeOver):
            merge.undo_merge(by=officer, merge_id=link.pk, at=make.NOW)

    def test_the_balance_is_one_query(self) -> None:
        _, kept = two_records()
        with CaptureQueriesContext(connection) as seen:
            minutes_by_grade(kept.pk)
        assert len(seen) == 1

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.integers(1, 600), max_size=4), st.lists(st.integers(1, 600), max_size=4))
    def test_any_hours(self, his: list[int], hers: list[int]) -> None:
        old, kept = two_records()
        body = make.make_body()
        for who, amounts in ((old, his), (kept, hers)):
            for minutes in amounts:
                made.make_entry(volunteer=who, body=body, minutes=minutes)
        link = merged(old, kept)
        assert total(kept.pk) == sum(his) + sum(hers)
        merge.undo_merge(by=make.make_officer(), merge_id=link.pk, at=make.NOW)
        assert (total(old.pk), total(kept.pk)) == (sum(his), sum(hers))


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_one_stands() -> None:
    old, kept = two_records()
    Volunteer.objects.filter(pk=kept.pk).update(account=None)
    there = asked(old, kept)
    officers = make.make_officer(), make.make_centre()
    got = at_once(
        *(lambda by=by: merge.confirm_merge(by=by, merge_id=there.pk, at=make.NOW) for by in officers)
    )
    assert sum(isinstance(each, Merge) for each in got) == 1
    assert Merge.objects.filter(confirmed_at__isnull=False).count() == 1


@pytest.mark.django_db
class TestLeaving:
    def test_leave_and_come_back(self) -> None:
        person = make.make_volunteer()
        by = make.volunteer_standing(person)
        with pytest.raises(NotLeft):
            leaving.come_back(by=by, agreed=True, at=make.NOW)
        leaving.leave(by=by, at=make.NOW)
        with pytest.raises(VolunteerNotActive):
            leaving.leave(by=by, at=make.NOW)
        leaving.come_back(by=by, agreed=True, at=make.NOW)
        person.refresh_from_db()
        assert person.state == VolunteerState.ACTIVE

    def test_a_wish_can_be_taken_back(self) -> None:
        person = make.make_volunteer()
        by = make.volunteer_standing(person)
        leaving.ask_erasure(by=by, at=make.NOW)
        with pytest.raises(ErasureAsked):
            leaving.ask_erasure(by=by, at=make.NOW)
        leaving.cancel_erasure(by=by, at=make.NOW + DAY)
        with pytest.raises(ErasureNone):
            leaving.cancel_erasure(by=by, at=make.NOW + DAY)
        assert leaving.erase_due(at=make.NOW + 8 * DAY) == 0
        person.refresh_from_db()
        assert person.id_hash is not None

    def test_erased_after_seven_days_and_the_log_stays_clean(self) -> None:
        person = make.make_volunteer(domains=("xinyu:02",))
        by = make.volunteer_standing(person)
        made.make_entry(volunteer=person, body=make.make_body(), minutes=90)
        post = made.make_post(activity=made.make_activity(starts_at=make.NOW + 30 * DAY))
        made.make_signup(post=post, volunteer=person)
        beat(city=make.CITY, at=make.NOW)
        leaving.ask_erasure(by=by, at=make.NOW)
        assert leaving.erase_due(at=make.NOW + 6 * DAY) == 0

        assert leaving.erase_due(at=make.NOW + 7 * DAY) == 1

        person.refresh_from_db()
        kept = (person.name, person.id_hash, person.phone_hash, person.birth_on, person.search, person.state)
        assert kept == ("已注销", None, None, None, [], VolunteerState.ERASED)
        account = Account.objects.get(pk=by.account_id)
        assert (account.is_active, account.phone_tail, account.name) == (False, "", "已注销")
        assert make.standing_of(account).account_id is None
        assert not Consent.objects.exists() and not PersonSalt.objects.exists()
        assert SignUp.objects.get().state == SignUpState.CANCELLED
        assert Post.objects.get().taken == 0
        assert Erasure.objects.get().done_at is not None
        beat(city=make.CITY, at=make.NOW + 8 * DAY)
        verdict = check_log(city=make.CITY, at=make.NOW + 8 * DAY)
        assert verdict.held and verdict.size >= 1
        assert leaving.erase_due(at=make.NOW + 9 * DAY) == 0

    def test_the_command_finds_the_log_clean_before_and_after(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """``redvest log verify`` itself, over the entries of somebody who goes and of somebody who stays."""
        old, kept = two_records()
        body, stays = make.make_body(), make.make_volunteer()
        for who, minutes in ((old, 61), (kept, 120), (stays, 45)):
            made.make_entry(volunteer=who, body=body, minutes=minutes)
        merged(old, kept)
        with time_machine.travel(make.NOW, tick=False):
            beat(city=make.CITY, at=make.NOW)
            assert cli.run(["log", "verify"]) == 0
        leaving.ask_erasure(by=make.volunteer_standing(kept), at=make.NOW)
        later = make.NOW + 7 * DAY
        leaving.erase_due(at=later)
        with time_machine.travel(later, tick=False):
            beat(city=make.CITY, at=later)
            capsys.readouterr()
            assert cli.run(["log", "verify", "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["held"], said["faults"], said["size"], said["erased"]) == (True, [], 5, 2)
        assert not PersonSalt.objects.exclude(volunteer=stays).exists()

    def test_who_runs_the_city_hands_that_over_first(self) -> None:
        person = make.make_volunteer()
        assert person.account is not None
        make.make_grant(account=person.account, role=Role.CENTRE, region=make.make_region_tree().city)
        with pytest.raises(ErasureCentre):
            leaving.ask_erasure(by=make.volunteer_standing(person), at=make.NOW)
        assert not Erasure.objects.exists()

    def test_what_was_merged_is_erased_too(self) -> None:
        old, kept = two_records()
        merged(old, kept)
        leaving.ask_erasure(by=make.volunteer_standing(kept), at=make.NOW)
        leaving.erase_due(at=make.NOW + 7 * DAY)
        assert Volunteer.objects.filter(state=VolunteerState.ERASED).count() == 2
