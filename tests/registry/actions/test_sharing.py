"""The sharing log: written, found by the person and by the officers of the place, kept three years."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.models import AuditLine
from redvest.registry.actions.export_people import record_export
from redvest.registry.actions.retention import apply_retention
from redvest.registry.actions.sharing import record_sharing
from redvest.registry.choices import SharingKind
from redvest.registry.models import SharingLine, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.sharing import sharing_of, sharing_within
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def give(by: Standing, *people: Volunteer) -> SharingLine:
    return record_sharing(
        by=by, kind=SharingKind.THIRD_PARTY, recipient="新余市人民医院", purpose="体检安排", basis="本人单独同意",
        fields=("姓名",), volunteer_ids=[each.pk for each in people], region_path="360500/360502/", at=make.NOW,
    )  # fmt: skip


def test_a_line_is_found_by_the_person_and_the_officers_of_the_place() -> None:
    tree, person, other = make.make_region_tree(), make.make_volunteer(), make.make_volunteer()

    line = give(make.make_officer(tree.yushui), person, person)

    assert (line.people, line.recipient) == (1, "新余市人民医院")
    assert list(sharing_of([person.pk])) == [line]
    assert not sharing_of([other.pk]).exists()
    assert list(sharing_within(make.make_officer(tree.yushui))) == [line]
    assert not sharing_within(make.make_officer(tree.fenyi)).exists()
    assert not sharing_within(make.make_member()).exists()
    assert AuditLine.objects.get(verb="share_data").details == {"kind": "third-party", "people": 1}


def test_an_export_of_people_writes_one() -> None:
    person = make.make_volunteer()
    record_export(by=make.make_centre(), what="volunteers", body=None, whole=False, at=make.NOW)
    record_export(by=make.make_centre(), what="organizations", body=None, whole=False, at=make.NOW)
    assert [line.kind for line in sharing_of([person.pk])] == ["export"]
    assert SharingLine.objects.count() == 1


def test_retention_counts_first_and_takes_only_what_is_old() -> None:
    person = make.make_volunteer()
    old = give(make.make_centre(), person)
    SharingLine.objects.filter(pk=old.pk).update(at=make.NOW - timedelta(days=3 * 366 + 1))
    fresh = give(make.make_centre(), person)

    assert apply_retention(city=make.CITY, at=make.NOW, dry_run=True)["sharing"] == 1
    assert SharingLine.objects.count() == 2
    assert not AuditLine.objects.filter(verb="apply_retention").exists()

    assert apply_retention(city=make.CITY, at=make.NOW)["sharing"] == 1
    assert list(SharingLine.objects.all()) == [fresh]
    assert AuditLine.objects.get(verb="apply_retention").details["gone"]["sharing"] == 1
    assert apply_retention(city=make.CITY, at=make.NOW)["sharing"] == 0
    assert AuditLine.objects.filter(verb="apply_retention").count() == 1
