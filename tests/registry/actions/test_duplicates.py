"""Records that look like one person's are found, weighed, and not asked about twice."""

from __future__ import annotations

from datetime import date

import pytest

from redvest.core.errors import NotAllowed
from redvest.registry.actions.merge import ask_merge, say_not_same
from redvest.registry.models import NotSame, Volunteer
from redvest.registry.queries.duplicate import duplicates
from redvest.registry.rules.duplicate import LIKELY, Known, likeness
from tests.factories import registry as make


def pair(phone: str = "13900007777", name: str = "李明霞") -> tuple[Volunteer, Volunteer]:
    kept = make.make_volunteer(phone=phone, name=name)
    old = make.make_volunteer(phone=phone, name=name, with_account=False)
    Volunteer.objects.filter(pk=old.pk).update(id_hash=None, real_name_state="missing")
    return old, kept


def known(
    name: str = "李明霞", birth: date | None = None, phone: bytes | None = None, number: bytes | None = None
) -> Known:
    return Known(name, "limingxia", birth, phone, number)


def test_the_points() -> None:
    born = date(1990, 5, 17)
    assert likeness(known(phone=b"1"), known(phone=b"1")).reasons == ("手机号相同", "姓名相同")
    assert likeness(known(birth=born), known(birth=born)).points >= LIKELY
    assert likeness(known(), known("李明侠")).points < LIKELY
    assert likeness(known(number=b"1", phone=b"1"), known(number=b"2", phone=b"1")).points == 0
    assert likeness(known(birth=born, phone=b"1"), known(birth=date(1991, 1, 1), phone=b"1")).points == 0


@pytest.mark.django_db
class TestFound:
    def test_the_one_with_the_account_is_kept(self, django_assert_num_queries: object) -> None:
        old, kept = pair()
        make.make_volunteer(name="王小路")
        officer = make.make_officer()
        with django_assert_num_queries(2):  # type: ignore[operator]
            found = duplicates(officer)
        assert [(each.merged, each.survivor) for each in found] == [(old, kept)]
        assert found[0].reasons == ("手机号相同", "姓名相同", "出生日期相同")
        pair("13900007778", "欧阳明霞")
        with django_assert_num_queries(2):  # type: ignore[operator]
            assert len(duplicates(officer)) == 2

    def test_only_the_own_place(self) -> None:
        pair()
        assert duplicates(make.make_officer(make.make_region_tree().fenyi)) == []

    def test_said_once_and_remembered(self) -> None:
        old, kept = pair()
        with pytest.raises(NotAllowed):
            say_not_same(by=make.make_member(), one_id=old.pk, other_id=kept.pk, at=make.NOW)
        assert not NotSame.objects.exists()
        officer = make.make_officer()
        for _ in range(2):
            say_not_same(by=officer, one_id=old.pk, other_id=kept.pk, at=make.NOW)
        assert NotSame.objects.count() == 1
        assert duplicates(officer) == []

    def test_asked_for_is_not_shown_again(self) -> None:
        old, kept = pair()
        officer = make.make_officer()
        ask_merge(by=officer, merged_id=old.pk, survivor_id=kept.pk, reason="同一人", at=make.NOW)
        assert duplicates(officer) == []
