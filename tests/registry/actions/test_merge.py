"""Merging as the registry sees it: who keeps what, who may say so, and what a refusal leaves behind."""

from __future__ import annotations

import random
from uuid import UUID

import pytest

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions import merge
from redvest.registry.actions.volunteer import register_volunteer
from redvest.registry.choices import VolunteerState
from redvest.registry.merge_errors import MergeOver, MergeSuspended, MergeWrong
from redvest.registry.models import Merge, Volunteer
from redvest.registry.registration_errors import AccountHasRecord
from redvest.service.models import HoursEntry
from redvest.service.queries.hours import minutes_by_grade
from tests.concurrency.test_people_race import claim_form
from tests.factories import registry as make
from tests.factories import service as made
from tests.service.actions.test_person import asked, merged, two_records

pytestmark = pytest.mark.django_db


def state(*records: Volunteer) -> list[tuple[str, UUID | None]]:
    found = Volunteer.objects.in_bulk([each.pk for each in records])
    return [(found[each.pk].state, found[each.pk].account_id) for each in records]


def test_the_account_of_a_record_merged_away_gets_no_second_one() -> None:
    make.make_domain()
    old, kept = two_records()
    second = make.make_account(name="王小路")
    Volunteer.objects.filter(pk=old.pk).update(account=second)
    link = merged(Volunteer.objects.get(pk=old.pk), kept)
    with pytest.raises(AccountHasRecord):
        register_volunteer(by=make.standing_of(second), form=claim_form(make.next_id_number()), at=make.NOW)
    assert Volunteer.objects.count() == 2
    merge.undo_merge(by=make.make_officer(), merge_id=link.pk, at=make.NOW)
    assert state(old) == [("active", second.pk)]


def test_of_two_without_account_the_one_with_the_id_number_stays() -> None:
    old, kept = two_records()
    Volunteer.objects.filter(pk=kept.pk).update(account=None)
    before = state(old, kept)
    with pytest.raises(MergeWrong):
        asked(Volunteer.objects.get(pk=kept.pk), old)  # nobody could claim what is left
    assert state(old, kept) == before and not Merge.objects.exists()
    link = asked(old, Volunteer.objects.get(pk=kept.pk))
    merge.confirm_merge(by=make.make_centre(), merge_id=link.pk, at=make.NOW)
    assert [each for each, _account in state(old, kept)] == ["merged", "active"]


@pytest.mark.parametrize("gone", [VolunteerState.MERGED, VolunteerState.ERASED])
def test_neither_what_is_merged_nor_what_is_erased(gone: VolunteerState) -> None:
    old, kept = two_records()
    for record in (old, kept):
        Volunteer.objects.filter(pk=record.pk).update(state=gone)
        with pytest.raises(MergeWrong):
            asked(old, kept)
        Volunteer.objects.filter(pk=record.pk).update(state=VolunteerState.ACTIVE)
    assert not Merge.objects.exists()


@pytest.mark.parametrize("which", [0, 1])
def test_nobody_is_rid_of_a_suspension_by_merging(which: int) -> None:
    records = two_records()
    suspended = Volunteer.objects.filter(pk=records[which].pk)
    suspended.update(state=VolunteerState.SUSPENDED)
    with pytest.raises(MergeSuspended):
        asked(*records)
    assert not Merge.objects.exists()
    suspended.update(state=VolunteerState.ACTIVE)
    link = asked(*records)
    suspended.update(state=VolunteerState.SUSPENDED)  # between the asking and the yes
    before = state(*records)
    with pytest.raises(MergeSuspended):
        merge.confirm_merge(by=make.volunteer_standing(records[1]), merge_id=link.pk, at=make.NOW)
    link.refresh_from_db()
    assert state(*records) == before and link.confirmed_at is None
    suspended.update(state=VolunteerState.ACTIVE)
    merge.confirm_merge(by=make.volunteer_standing(records[1]), merge_id=link.pk, at=make.NOW)
    assert state(records[0])[0][0] == "merged"


def test_who_is_suspended_does_not_part_the_records_alone() -> None:
    old, kept = two_records()
    link = merged(old, kept)
    Volunteer.objects.filter(pk=kept.pk).update(state=VolunteerState.SUSPENDED)
    with pytest.raises(NotAllowed):
        merge.undo_merge(by=make.volunteer_standing(kept), merge_id=link.pk, at=make.NOW)
    assert state(old)[0][0] == "merged"
    merge.undo_merge(by=make.make_officer(), merge_id=link.pk, at=make.NOW)
    assert [each for each, _account in state(old, kept)] == ["active", "suspended"]


def test_who_takes_it_back() -> None:
    old, kept = two_records()
    link = merged(old, kept)
    strangers = (make.make_member(), make.make_officer(make.make_region_tree().fenyi))
    for by in (*strangers, make.volunteer_standing(make.make_volunteer())):
        with pytest.raises(NotAllowed):
            merge.undo_merge(by=by, merge_id=link.pk, at=make.NOW)
    assert state(old)[0][0] == "merged"
    merge.undo_merge(by=make.volunteer_standing(kept), merge_id=link.pk, at=make.NOW)
    assert state(old)[0][0] == "active"
    with pytest.raises(MergeOver):
        merge.confirm_merge(by=make.volunteer_standing(kept), merge_id=link.pk, at=make.NOW)
    assert AuditLine.objects.filter(verb="undo_merge").count() == 1


def test_a_state_before_the_merge_comes_back_with_it() -> None:
    old, kept = two_records()
    Volunteer.objects.filter(pk=old.pk).update(state=VolunteerState.LEFT)
    link = merged(Volunteer.objects.get(pk=old.pk), kept)
    merge.undo_merge(by=make.make_officer(), merge_id=link.pk, at=make.NOW)
    assert state(old)[0][0] == "left"


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_merged_and_parted_no_minute_is_made_or_lost(seed: int) -> None:
    """Five records, random merges, undoings and new hours: each balance is the sum of what is linked, at every step."""
    chance = random.Random(seed)
    people = [two_records()[0] for _ in range(4)] + [two_records()[1]]
    body, officer, centre = make.make_body(), make.make_officer(), make.make_centre()
    own = {each.pk: 0 for each in people}
    links: dict[UUID, tuple[UUID, UUID]] = {}
    for _ in range(12):
        step = chance.choice(("hours", "merge", "merge", "undo"))
        one, other = chance.sample(people, 2)
        if step == "hours":
            minutes = chance.randint(1, 400)
            made.make_entry(volunteer=one, body=body, minutes=minutes)
            own[one.pk] += minutes
        elif step == "undo" and links:
            key = chance.choice(sorted(links))
            merge.undo_merge(by=officer, merge_id=key, at=make.NOW)
            del links[key]
        elif step == "merge":
            try:
                link = merge.ask_merge(
                    by=officer, merged_id=one.pk, survivor_id=other.pk, reason="同一人", at=make.NOW
                )
            except DomainError:
                continue
            merge.confirm_merge(by=centre, merge_id=link.pk, at=make.NOW)
            links[link.pk] = (one.pk, other.pk)
        for each in people:
            linked = [gone for gone, stays in links.values() if stays == each.pk]
            assert sum(minutes_by_grade(each.pk).values()) == own[each.pk] + sum(own[key] for key in linked)
    assert sum(HoursEntry.objects.values_list("minutes", flat=True)) == sum(own.values())
