"""Records that look like one person's are found, weighed, and not asked about twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from redvest.core.errors import NotAllowed, NotFound
from redvest.registry.actions.merge import ask_merge, say_not_same
from redvest.registry.merge_errors import MergeWrong
from redvest.registry.models import NotSame, Volunteer
from redvest.registry.queries.duplicate import compared, duplicates
from redvest.registry.rules.duplicate import LIKELY, Known, likeness
from tests.factories import registry as make

BORN = date(1990, 5, 17)


def pair(phone: str = "13900007777", name: str = "李明霞") -> tuple[Volunteer, Volunteer]:
    kept = make.make_volunteer(phone=phone, name=name)
    old = make.make_volunteer(phone=phone, name=name, with_account=False)
    Volunteer.objects.filter(pk=old.pk).update(id_hash=None, real_name_state="missing")
    return old, kept


def nameless(phone: str, name: str, born: date | None) -> Volunteer:
    """A record without ID number or account."""
    record = make.make_volunteer(phone=phone, name=name, with_account=False)
    Volunteer.objects.filter(pk=record.pk).update(id_hash=None, real_name_state="missing", birth_on=born)
    return record


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


def test_a_passport_and_a_card_are_not_two_people() -> None:
    born = date(1990, 5, 17)
    card, passport = (Known("李明霞", "limingxia", born, b"1", number, kind) for number, kind in (
        (b"1", "resident-card"), (b"2", "passport"),
    ))  # fmt: skip
    assert likeness(card, passport).points >= LIKELY
    assert likeness(card, replace(passport, id_type="resident-card")).points == 0


@pytest.mark.django_db
class TestFound:
    def test_one_person_under_two_documents_and_by_hand(self) -> None:
        one, other = (make.make_volunteer(phone="13900007777", with_account=False) for _ in range(2))
        officer = make.make_officer()
        assert duplicates(officer) == [], "two identity cards are two people"
        Volunteer.objects.filter(pk=other.pk).update(id_type="passport")
        assert [{each.merged.pk, each.survivor.pk} for each in duplicates(officer)] == [{one.pk, other.pk}]
        ask_merge(by=officer, merged_id=other.pk, survivor_id=one.pk, reason="换了护照登记", at=make.NOW)
        stranger = make.make_volunteer(name="王小路", region=make.make_region_tree().fenyi)
        assert compared(make.make_centre(), one.number, stranger.number).reasons == ("证件号码不同",)
        for pair, wrong in (
            ((one.number, stranger.number), NotFound),
            ((one.number, one.number), MergeWrong),
        ):
            with pytest.raises(wrong):
                compared(officer, *pair)

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

    def test_a_contact_phone_of_many_hides_nobody(self) -> None:
        """Twenty-one people with one phone make more pairs than are shown; none of them is likely."""
        for number in range(21):
            nameless("13800138000", f"王{chr(0x4E00 + number * 37)}强", date(1960 + number, 1, 1))
        old, kept = pair("13900139000", "真重复")
        assert [(each.merged, each.survivor) for each in duplicates(make.make_officer())] == [(old, kept)]

    def test_the_limit_cuts_the_weakest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("redvest.registry.queries.duplicate.MOST", 1)
        for _ in range(2):
            nameless("13800138000", "王小路", None)
        old, _ = pair("13900139000", "真重复")
        assert [each.merged for each in duplicates(make.make_officer())] == [old]

    @pytest.mark.parametrize(
        ("one", "other", "found"),
        [
            (("李明霞", None, "1"), ("李明霞", None, "1"), True),
            (("李 明霞", BORN, "1"), ("李明霞", BORN, "2"), True),
            (("买买提•艾力", BORN, "1"), ("买买提・艾力", BORN, "2"), True),
            (("李明霞", None, "1"), ("李明侠", BORN, "1"), True),
            (("李明霞", BORN, "1"), ("王小路", BORN, "1"), True),
            (("李明霞", BORN, "1"), ("李明侠", BORN, "2"), False),
            (("李明霞", None, "1"), ("王小路", BORN, "1"), False),
            (("李明霞", date(1991, 1, 1), "1"), ("李明霞", BORN, "1"), False),
            (("李明霞", None, "1"), ("李明霞", None, "2"), False),
        ],
    )
    def test_the_statement_weighs_as_the_rule(
        self, one: tuple[str, date | None, str], other: tuple[str, date | None, str], found: bool
    ) -> None:
        people = [nameless(f"1390000777{tail}", name, born) for name, born, tail in (one, other)]
        pairs = duplicates(make.make_officer())
        assert [{each.merged, each.survivor} for each in pairs] == ([set(people)] if found else [])
