"""Two people at one imported record, a merge against an erasure, two merges that share a record."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.registry.actions import leaving, merge
from redvest.registry.actions.volunteer import register_volunteer
from redvest.registry.choices import ConsentPurpose, IdType, VolunteerSource, VolunteerState
from redvest.registry.merge_errors import MergeErasure, MergeWrong
from redvest.registry.models import Erasure, Merge, Volunteer
from redvest.registry.registration_errors import AlreadyRegistered
from redvest.registry.rules.registration import VolunteerForm
from tests.factories import registry as make
from tests.factories import service as made
from tests.factories.race import at_once
from tests.service.actions.test_person import DAY, asked, total, two_records

pytestmark = pytest.mark.django_db(transaction=True)


def claim_form(number: str) -> VolunteerForm:
    return VolunteerForm(
        name="王小路", id_type=IdType.RESIDENT_CARD, id_number=number, region_code="360502001001",
        domains=("xinyu:02",), skills="", consents=frozenset({ConsentPurpose.REGISTRATION}),
    )  # fmt: skip


def test_of_two_who_claim_one_record_one_gets_it() -> None:
    make.make_region_tree()
    make.make_domain()
    number = make.next_id_number()
    record = make.make_volunteer(
        name="王小路", id_number=number, with_account=False, source=VolunteerSource.IMPORT
    )
    Volunteer.objects.filter(pk=record.pk).update(phone_hash=None, phone_sealed=None, phone_tail="")
    made.make_entry(volunteer=record, body=make.make_body(), minutes=125)
    both = [make.make_member(), make.make_member()]
    got = at_once(*[partial(register_volunteer, by=by, form=claim_form(number), at=make.NOW) for by in both])

    assert sorted(type(each).__name__ for each in got) == [AlreadyRegistered.__name__, "Volunteer"]
    winner = both[[isinstance(each, Volunteer) for each in got].index(True)]
    record.refresh_from_db()
    assert record.account_id == winner.account_id
    assert (Volunteer.objects.count(), total(record.pk)) == (1, 125)


def test_a_merge_and_a_wish_to_be_erased_never_both() -> None:
    for _ in range(3):
        old, kept = two_records()
        link = asked(old, kept)
        by = make.volunteer_standing(kept)
        got = at_once(
            partial(merge.confirm_merge, by=by, merge_id=link.pk, at=make.NOW),
            partial(leaving.ask_erasure, by=by, at=make.NOW),
        )
        link.refresh_from_db()
        assert isinstance(got[1], Erasure)
        if isinstance(got[0], MergeErasure):
            assert link.confirmed_at is None
        else:
            assert link.confirmed_at is not None
        leaving.erase_due(at=make.NOW + 7 * DAY)
        gone = {row.pk for row in Volunteer.objects.filter(state=VolunteerState.ERASED)}
        assert (old.pk in gone) == (link.confirmed_at is not None) and kept.pk in gone


def test_an_undoing_and_an_erasure_at_once_leave_both_records_alike() -> None:
    old, kept = two_records()
    link = asked(old, kept)
    own = make.volunteer_standing(kept)
    merge.confirm_merge(by=own, merge_id=link.pk, at=make.NOW)
    leaving.ask_erasure(by=own, at=make.NOW)
    at_once(
        partial(leaving.erase_due, at=make.NOW + 7 * DAY),
        partial(merge.undo_merge, by=make.make_officer(), merge_id=link.pk, at=make.NOW + 7 * DAY),
    )
    assert Volunteer.objects.filter(state=VolunteerState.ERASED).count() == 2


def test_no_chains_of_two_merges_at_once() -> None:
    first, second = two_records()
    third, _ = two_records()
    Volunteer.objects.filter(pk=second.pk).update(account=None, id_hash=None, real_name_state="missing")
    second.refresh_from_db()
    officer, other = make.make_officer(), make.make_centre()
    ask = partial(merge.ask_merge, by=officer, reason="同一人", at=make.NOW)
    into_second = ask(merged_id=first.pk, survivor_id=second.pk)
    got = at_once(
        partial(merge.confirm_merge, by=other, merge_id=into_second.pk, at=make.NOW),
        partial(ask, merged_id=second.pk, survivor_id=third.pk),
    )
    assert isinstance(got[1], MergeWrong)
    assert Merge.objects.filter(confirmed_at__isnull=False).count() == 1
