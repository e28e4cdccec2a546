"""Written by who served, public by a yes and a look, out of sight in the moment of a no, gone with the person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.connectors.storage import storage
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.choices import VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.events import PersonErased
from redvest.registry.guardian_errors import NotTheGuardian
from redvest.registry.models import Message, Volunteer
from redvest.service.actions.correction import void_entry
from redvest.service.actions.reflection import (
    agree_publication,
    forget_reflections,
    withdraw_reflection,
    write_reflection,
)
from redvest.service.actions.reflection_review import decide_reflection
from redvest.service.choices import ReflectionState
from redvest.service.models import HoursEntry, Reflection, ReflectionPicture
from redvest.service.queries.reflection import as_public, own_reflections, picture_for, public_reflections
from redvest.service.reflection_errors import (
    OwnReflection,
    ReflectionLength,
    ReflectionMoved,
    ReflectionNeedsGuardian,
    ReflectionNotServed,
    ReflectionPictures,
    ReflectionUnknown,
    ReflectionWordsMissing,
)
from tests.factories import registry as make
from tests.factories.intake import jpeg, png
from tests.factories.reflection import TEXT, Service, make_picture, make_reflection, make_service
from tests.factories.registry import CITY, NOW, standing_of, volunteer_standing
from tests.factories.school import make_child, make_guardian
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db


def write(found: Service, **given: Any) -> Reflection:
    by = given.pop("by", None) or found.by
    said = {"text": TEXT, "public": True, **given}
    return write_reflection(by=by, volunteer=found.person, activity=found.activity, at=NOW, **said)


class TestWrite:
    def test_it_waits_for_somebody_to_look(self) -> None:
        found = make_service()
        row = write(found, pictures=[jpeg(text=b"GPS"), png()])
        assert (row.state, row.version, row.text) == (ReflectionState.WRITTEN, 1, TEXT)
        assert row.agreed_by_id == found.person.account_id and row.region_path == found.activity.region_path
        assert [each.place for each in row.pictures.order_by("place")] == [1, 2]
        assert b"GPS" not in storage().read(row.pictures.get(place=1).key)
        assert AuditLine.objects.get(verb="write_reflection").details == {"version": 1, "public": True}
        assert not public_reflections(CITY).exists()

    def test_written_anew_it_is_looked_at_anew(self) -> None:
        found = make_service()
        row = make_reflection(found, state=ReflectionState.PUBLISHED)
        first, second = make_picture(row, 1), make_picture(row, 2)
        again = write(found, text=TEXT + "后来又想到一件事。", keep={second.pk}, pictures=[png(9)])
        assert again.pk == row.pk and (again.state, again.version) == (ReflectionState.WRITTEN, 2)
        assert again.published_at is None and not public_reflections(CITY).exists()
        places = dict(again.pictures.values_list("place", "pk"))
        assert (
            places[1] == second.pk
            and len(places) == 2
            and not ReflectionPicture.objects.filter(pk=first.pk).exists()
        )

    def test_only_who_has_hours_of_it_that_stand(self) -> None:
        found, other = make_service(), make.make_volunteer()
        with pytest.raises(ReflectionNotServed):
            write(Service(found.activity, other))
        void_entry(by=make.make_centre(), entry=HoursEntry.objects.get(), reason="记错了人", at=NOW)
        with pytest.raises(ReflectionNotServed):
            write(found)
        assert not Reflection.objects.exists()

    def test_what_is_wrong_leaves_nothing_behind(self) -> None:
        found = make_service()
        for fault, given in (
            (ReflectionLength, {"text": "短"}), (ReflectionPictures, {"pictures": [b"x"]}),
            (ReflectionPictures, {"pictures": [png()] * 4}), (NotTheGuardian, {"by": make.make_member()}),
        ):  # fmt: skip
            with pytest.raises(fault):
                write(found, **given)
        Volunteer.objects.filter(pk=found.person.pk).update(state=VolunteerState.SUSPENDED)
        with pytest.raises(VolunteerNotActive):
            write(found)
        assert (
            not Reflection.objects.exists() and not AuditLine.objects.filter(verb="write_reflection").exists()
        )

    def test_a_fourth_picture_is_refused_and_the_others_stay(self) -> None:
        found = make_service()
        row = make_reflection(found)
        there = [make_picture(row, place).pk for place in (1, 2)]
        with pytest.raises(ReflectionPictures), transaction.atomic():
            write(found, keep=set(there), pictures=[png(7), png(8)])
        assert set(row.pictures.values_list("pk", flat=True)) == set(there)
        row.refresh_from_db()
        assert row.version == 1

    def test_by_a_merged_record_there_is_one(self) -> None:
        old, kept = two_records()
        found = make_service(person=old)
        row = make_reflection(found)
        merged(old, kept)
        again = write(Service(found.activity, kept))
        assert again.pk == row.pk and own_reflections(kept.pk).count() == 1

    def test_of_a_merged_record_its_person_and_a_guardian_still_decide(self) -> None:
        old, _grown = two_records()
        row = make_reflection(make_service(person=old), state=ReflectionState.PUBLISHED)
        child = make_child(with_account=True)
        mother = standing_of(make_guardian(child))
        merged(old, child)
        with pytest.raises(NotTheGuardian):
            agree_publication(by=make.make_member(), key=row.pk, yes=False, at=NOW)
        assert not agree_publication(by=mother, key=row.pk, yes=False, at=NOW).published_at
        by = volunteer_standing(child)
        with pytest.raises(ReflectionNeedsGuardian):
            agree_publication(by=by, key=row.pk, yes=True, at=NOW)
        assert agree_publication(by=mother, key=row.pk, yes=True, at=NOW).published_at == NOW
        withdraw_reflection(by=mother, key=row.pk, at=NOW)
        row.refresh_from_db()
        assert row.state == ReflectionState.WITHDRAWN

    def test_of_a_merged_record_it_is_public_while_its_person_is_on_the_register(self) -> None:
        old, kept = two_records()
        row = make_reflection(make_service(person=old), state=ReflectionState.PUBLISHED)
        picture = make_picture(row, 1)
        merged(old, kept)
        assert public_reflections(CITY).get() == row
        assert picture_for(make.make_member(), row.pk, picture.pk, NOW) == picture
        Volunteer.objects.filter(pk=kept.pk).update(state=VolunteerState.LEFT)
        assert not public_reflections(CITY).exists()
        with pytest.raises(ReflectionUnknown):
            picture_for(make.make_member(), row.pk, picture.pk, NOW)


class TestChild:
    def test_writes_alone_and_is_public_by_a_guardian(self) -> None:
        child = make_child(with_account=True)
        mother = standing_of(make_guardian(child))
        found = make_service(person=child)
        row = write(found)
        assert row.agreed_at is None
        decide_reflection(by=make.make_officer(), key=row.pk, version=1, step="approve", at=NOW)
        assert (
            Message.objects.get().account_id == mother.account_id
            and "愿不愿意公开" in Message.objects.get().text
        )
        with pytest.raises(ReflectionNeedsGuardian):
            agree_publication(by=found.by, key=row.pk, yes=True, at=NOW)
        assert not public_reflections(CITY).exists()
        agree_publication(by=mother, key=row.pk, yes=True, at=NOW)
        (shown,) = as_public(public_reflections(CITY), NOW)
        assert shown.name == ""
        agree_publication(by=found.by, key=row.pk, yes=False, at=NOW)  # a no is anybody's of the two
        assert not public_reflections(CITY).exists()

    def test_a_guardian_writes_for_a_child(self) -> None:
        child = make_child()
        mother = standing_of(make_guardian(child))
        row = write(make_service(person=child), by=mother)
        assert row.agreed_by_id == mother.account_id and row.volunteer_id == child.pk


class TestDecide:
    def test_a_leader_of_the_organisation_approves_and_it_is_public(self) -> None:
        found = make_service()
        row = write(found)
        leader = make.make_leader(found.activity.body)
        decide_reflection(by=leader, key=row.pk, version=1, step="approve", at=NOW)
        row.refresh_from_db()
        assert (row.state, row.published_at, row.decided_by_id) == ("published", NOW, leader.account_id)
        assert "公开了" in Message.objects.get(account=found.person.account).text
        assert [each.pk for each in public_reflections(CITY)] == [row.pk]

    def test_without_a_yes_it_stays_its_authors(self) -> None:
        found = make_service()
        row = write(found, public=False)
        decide_reflection(by=make.make_officer(), key=row.pk, version=1, step="approve", at=NOW)
        assert not public_reflections(CITY).exists()
        agree_publication(by=found.by, key=row.pk, yes=True, at=NOW)
        assert public_reflections(CITY).count() == 1
        agree_publication(by=found.by, key=row.pk, yes=False, at=NOW)
        row.refresh_from_db()
        assert row.state == ReflectionState.APPROVED and row.published_at is None

    @pytest.mark.parametrize(("step", "state"), [("change", "to-change"), ("refuse", "refused")])
    def test_sent_back_with_a_word_that_the_author_reads(self, step: str, state: str) -> None:
        found = make_service()
        row = write(found)
        with pytest.raises(ReflectionWordsMissing):
            decide_reflection(by=make.make_officer(), key=row.pk, version=1, step=step, words=" ", at=NOW)
        assert Reflection.objects.get().state == ReflectionState.WRITTEN and not Message.objects.exists()
        decide_reflection(
            by=make.make_officer(), key=row.pk, version=1, step=step, words="名字请去掉", at=NOW
        )
        assert Reflection.objects.get().state == state and "名字请去掉" in Message.objects.get().text
        again = write(found)
        assert (again.pk == row.pk) == (step == "change") and again.words == ""

    def test_what_was_published_may_be_refused_later(self) -> None:
        row = make_reflection(state=ReflectionState.PUBLISHED)
        decide_reflection(
            by=make.make_officer(), key=row.pk, version=1, step="refuse", words="有人的电话", at=NOW
        )
        assert not public_reflections(CITY).exists()
        with pytest.raises(ReflectionMoved):
            decide_reflection(by=make.make_officer(), key=row.pk, version=1, step="approve", at=NOW)

    def test_another_writing_than_the_one_seen_is_not_decided_on(self) -> None:
        found = make_service()
        row = write(found)
        write(found, text=TEXT + "再加一句。")
        with pytest.raises(ReflectionMoved):
            decide_reflection(by=make.make_officer(), key=row.pk, version=1, step="approve", at=NOW)
        row.refresh_from_db()
        assert (
            row.state == ReflectionState.WRITTEN
            and not AuditLine.objects.filter(verb="decide_reflection").exists()
        )

    def test_nobody_looks_at_their_own_or_their_childs(self) -> None:
        found = make_service()
        assert found.person.account is not None
        make.make_grant(account=found.person.account, role="activity-leader", body=found.activity.body)  # type: ignore[arg-type]
        row = write(found)
        with pytest.raises(ReflectionUnknown):
            decide_reflection(by=found.by, key=row.pk, version=1, step="approve", at=NOW)
        child = make_child()
        mother = make_guardian(child)
        make.make_grant(account=mother, role="activity-leader", body=found.activity.body)  # type: ignore[arg-type]
        its = make_reflection(make_service(body=found.activity.body, person=child))
        with pytest.raises(OwnReflection):
            decide_reflection(by=standing_of(mother), key=its.pk, version=1, step="approve", at=NOW)
        assert set(Reflection.objects.values_list("state", flat=True)) == {"written"}

    def test_neither_another_organisation_nor_place(self) -> None:
        row = make_reflection()
        far = make.make_officer(make.make_region_tree().fenyi)
        for by in (make.make_leader(make.make_body()), far, make.make_member()):
            with pytest.raises((ReflectionUnknown, NotAllowed)):
                decide_reflection(by=by, key=row.pk, version=1, step="approve", at=NOW)
        row.refresh_from_db()
        assert row.state == ReflectionState.WRITTEN


class TestOut:
    def test_withdrawn_it_may_be_written_anew(self) -> None:
        found = make_service()
        row = make_reflection(found, state=ReflectionState.PUBLISHED)
        withdraw_reflection(by=found.by, key=row.pk, at=NOW)
        assert not public_reflections(CITY).exists()
        for step in (
            lambda: withdraw_reflection(by=found.by, key=row.pk, at=NOW),
            lambda: agree_publication(by=found.by, key=row.pk, yes=True, at=NOW),
        ):
            with pytest.raises(ReflectionMoved):
                step()
        with pytest.raises(NotTheGuardian):
            withdraw_reflection(by=make.make_member(), key=row.pk, at=NOW)
        assert write(found).pk != row.pk

    def test_it_goes_with_the_person(self, django_capture_on_commit_callbacks: object) -> None:
        found = make_service()
        row = make_reflection(found, state=ReflectionState.PUBLISHED)
        picture = make_picture(row)
        path: Path = storage().local_path(picture.key)
        make_reflection(make_service())
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            forget_reflections(PersonErased(CITY, found.person.pk, NOW))
        assert (
            Reflection.objects.count() == 1 and not ReflectionPicture.objects.exists() and not path.exists()
        )

    def test_who_is_suspended_is_not_shown(self) -> None:
        row = make_reflection(state=ReflectionState.PUBLISHED)
        Volunteer.objects.filter(pk=row.volunteer_id).update(state=VolunteerState.SUSPENDED)
        assert not public_reflections(CITY).exists()


def test_the_database_holds_what_public_means() -> None:
    found = make_service()
    for state, more in (
        (ReflectionState.PUBLISHED, {"agreed_at": None}), (ReflectionState.PUBLISHED, {"decided_at": None}),
        (ReflectionState.APPROVED, {"published_at": NOW}), (ReflectionState.REFUSED, {"words": ""}),
        (ReflectionState.WRITTEN, {"decided_at": NOW}), (ReflectionState.WRITTEN, {"words": "改"}),
        (ReflectionState.WRITTEN, {"version": 0}),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            make_reflection(found, state=state, **more)
    row = make_reflection(found)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_reflection(found, state=ReflectionState.APPROVED)
    for place in (0, 4):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_picture(row, place)
    assert Reflection.objects.count() == 1
