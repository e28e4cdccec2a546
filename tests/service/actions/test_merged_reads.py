"""After a merge everything of both records is the person's own; after undoing it each record's own again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from redvest.core.errors import NotAllowed
from redvest.registry.actions import leaving, merge
from redvest.registry.merge_errors import MergeErasure, MergeHasSignUps
from redvest.registry.models import Merge, Volunteer
from redvest.registry.queries.body import memberships_of
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.second_person import volunteer_confirms
from redvest.service.choices import CertificateState, Grade, SheetState, SignUpState
from redvest.service.hours_errors import OwnHours
from redvest.service.models import Certificate, HoursSheet, TrainingCourse, TrainingRecord
from redvest.service.policy import require_not_self
from redvest.service.queries.certificate import certificates_of
from redvest.service.queries.certificate_truth import truth_of
from redvest.service.queries.hours import awaiting_volunteer
from redvest.service.queries.portability import whole_copy
from redvest.service.queries.signup import signups_of
from redvest.service.queries.training import trainings_of
from tests.factories import registry as make
from tests.factories import service as made
from tests.service.actions.test_person import DAY, merged, total, two_records

pytestmark = pytest.mark.django_db


def sheet_of(person: Volunteer) -> HoursSheet:
    """Hours of an activity that is over, which wait for the person's word."""
    activity = made.make_activity(starts_at=make.NOW - 3 * DAY)
    made.make_signup(post=made.make_post(activity=activity), volunteer=person, state=SignUpState.SERVED)
    entry = made.make_entry(
        volunteer=person, body=activity.body, activity=activity, grade=Grade.D, minutes=60,
        starts_at=activity.starts_at,
    )  # fmt: skip
    return HoursSheet.objects.create(
        city=person.city, activity=activity, volunteer=person, starts_at=activity.starts_at, minutes=60,
        ends_at=activity.starts_at + timedelta(hours=1), proofs=["leader-tick"], state=SheetState.AWAITING,
        entry=entry, countersigned_at=make.NOW, countersigned_by=make.make_account(),
    )  # fmt: skip


def test_all_of_both_records_is_ones_own() -> None:
    old, kept = two_records()
    sheet = sheet_of(old)
    body = make.make_body()
    make_member_of(body, old)
    course = TrainingCourse.objects.create(
        city=old.city, body=body, name="急救", content="心肺复苏", minutes=60, created_at=make.NOW,
        created_by=make.make_account(),
    )  # fmt: skip
    TrainingRecord.objects.create(
        city=old.city, volunteer=old, course=course, on=make.TODAY, recorded_at=make.NOW,
        recorded_by=make.make_account(),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        volunteer_confirms(by=make.volunteer_standing(kept), sheet=sheet, at=make.NOW)

    merged(old, kept)

    by = make.volunteer_standing(kept)
    assert set(by.records) == {old.pk, kept.pk}
    with pytest.raises(OwnHours):
        require_not_self(by, old.pk)
    assert list(awaiting_volunteer(kept.pk)) == [sheet]
    assert signups_of(kept.pk).count() == trainings_of(kept.pk).count() == memberships_of(kept).count() == 1
    copy = whole_copy(kept, make.NOW)
    assert [len(copy[key]) for key in ("signups", "hours", "training", "memberships")] == [1, 1, 1, 1]
    volunteer_confirms(by=by, sheet=sheet, at=make.NOW)
    sheet.refresh_from_db()
    assert sheet.volunteer_confirmed_at == make.NOW
    assert total(kept.pk) == 60


def make_member_of(body: object, person: Volunteer) -> None:
    person.memberships.create(city=person.city, body=body, joined_on=make.TODAY)  # type: ignore[attr-defined]


def test_the_pages_of_the_survivor_show_the_other_hours() -> None:
    old, kept = two_records()
    entry = made.make_entry(volunteer=old, body=make.make_body(), title="清理河道", minutes=61)
    client = Client()
    client.force_login(kept.account, backend="redvest.faces.shared.signed_in.HouseBackend")  # type: ignore[arg-type]
    address = f"/me/hours/entries/{entry.pk}/"
    assert client.get(address).status_code == 404
    merged(old, kept)
    assert client.get(address).status_code == 200
    assert "清理河道" in client.get("/me/hours/").content.decode()


def test_a_certificate_over_both_stands_until_they_are_parted() -> None:
    old, kept = two_records()
    body = make.make_body()
    made.make_entry(volunteer=old, body=body, minutes=61)
    made.make_entry(volunteer=kept, body=body, minutes=120, starts_at=make.NOW - 5 * DAY)
    link = merged(old, kept)
    own = make.volunteer_standing(kept)
    both = issue_certificate(by=own, volunteer=kept, body=body, starts_on=None, ends_on=None, at=make.NOW)
    assert truth_of(both).agrees and truth_of(both).minutes_by_grade == {"B": 181}
    assert list(certificates_of(kept.pk)) == [both]

    merge.undo_merge(by=make.make_officer(), merge_id=link.pk, at=make.NOW + DAY)

    both.refresh_from_db()
    assert (both.state, both.revoked_reason) == (CertificateState.REVOKED, "两份记录的合并已经撤销")
    assert not truth_of(both).agrees
    fresh = issue_certificate(by=own, volunteer=kept, body=body, starts_on=None, ends_on=None, at=make.NOW)
    assert truth_of(fresh).agrees
    assert Certificate.objects.filter(state=CertificateState.VALID).count() == 1


def test_no_merge_and_no_undoing_while_somebody_is_erased() -> None:
    old, kept = two_records()
    made.make_entry(volunteer=old, body=make.make_body(), minutes=61)
    by, officer = make.volunteer_standing(kept), make.make_officer()
    leaving.ask_erasure(by=by, at=make.NOW)
    with pytest.raises(MergeErasure):
        merged(old, kept)
    assert not Merge.objects.exists()
    leaving.cancel_erasure(by=by, at=make.NOW)
    link = merged(old, kept)
    leaving.ask_erasure(by=by, at=make.NOW)
    with pytest.raises(MergeErasure):
        merge.undo_merge(by=officer, merge_id=link.pk, at=make.NOW)
    leaving.erase_due(at=make.NOW + 7 * DAY)
    with pytest.raises(MergeErasure):
        merge.undo_merge(by=officer, merge_id=link.pk, at=make.NOW + 8 * DAY)
    old.refresh_from_db()
    assert (old.state, total(kept.pk)) == ("erased", 61)


def test_not_with_a_grid_to_keep() -> None:
    old, kept = two_records()
    grid = make.make_region_tree().baihua.grids.create(
        city=old.city, region_path=make.make_region_tree().baihua.path, name="第一网格"
    )
    old.grid_keepings.create(city=old.city, grid=grid, starts_on=make.TODAY)
    with pytest.raises(MergeHasSignUps):
        merged(old, kept)
    old.refresh_from_db()
    assert old.state == "active"
