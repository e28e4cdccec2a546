"""Who finds whom on the register, and what is shown of them."""

from __future__ import annotations

from datetime import date

import pytest

from redvest.core.errors import NotFound
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Guardian, Membership, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.queries import secret
from redvest.registry.queries.volunteer import by_number, own_numbers, people_of, person_rows, record_of
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
CARD = "11010519491231002X"


def found(by: Standing, q: str = "", **given: str) -> list[Volunteer]:
    return list(people_of(by, q, **given))


def test_officers_find_the_people_of_their_place() -> None:
    tree = make.make_region_tree()
    here, there = make.make_volunteer(region=tree.baihua), make.make_volunteer(region=tree.qiandong)

    assert found(make.make_officer(tree.yushui)) == [here]
    assert found(make.make_officer(tree.baihua)) == [here]
    assert found(make.make_officer(tree.zhanqian)) == []
    assert found(make.make_officer(tree.fenyi)) == [there]
    assert set(found(make.make_centre())) == {here, there}


def test_bodies_find_their_members_while_they_are() -> None:
    body = make.make_body()
    volunteer = make.make_volunteer()
    make.make_volunteer()
    head = make.make_body_admin(body)
    assert found(head) == []

    membership = Membership.objects.create(
        city=make.CITY, body=body, volunteer=volunteer, joined_on=make.TODAY
    )
    assert found(head) == found(make.make_leader(body)) == [volunteer]

    membership.left_on = make.TODAY
    membership.save()
    assert found(head) == []


def test_others_find_nobody() -> None:
    volunteer = make.make_volunteer()

    for by in (GUEST_STANDING(make.CITY), make.make_member(), make.volunteer_standing(volunteer)):
        assert found(by) == []


@pytest.mark.parametrize("q", ["李明霞", "明霞", "霞", "LMX", "limingxia", "li ming", "360512345678", "1111"])
def test_by_name_pinyin_initials_number_and_tail(q: str) -> None:
    volunteer = make.make_volunteer(name="李明霞", phone="13900001111", number="360512345678")
    make.make_volunteer(name="王建军", phone="13900002222")

    assert found(make.make_centre(), q) == [volunteer]


def test_never_by_an_id_number_or_a_whole_phone() -> None:
    make.make_volunteer(id_number=CARD, phone="13900001111")

    assert found(make.make_centre(), CARD) == []
    assert found(make.make_centre(), "13900001111") == []


def test_filtered_by_place_and_state() -> None:
    tree = make.make_region_tree()
    one = make.make_volunteer(region=tree.baihua, state=VolunteerState.SUSPENDED)
    two = make.make_volunteer(region=tree.qiandong)

    assert found(make.make_centre(), region_path=tree.yushui.path) == [one]
    assert found(make.make_centre(), state="active") == [two]


def test_a_list_hides_the_numbers() -> None:
    volunteer = make.make_volunteer(name="李明霞", id_number=CARD, phone="13900001111", number="360512345678")

    row = person_rows([volunteer])[0]

    assert (row.name, row.masked_name, row.phone) == ("李明霞", "李*霞", "*******1111")
    assert (row.number, row.region, row.state_words) == ("3605 1234 5678", "百花湖社区", "正常")
    assert CARD not in str(row)
    assert "13900001111" not in str(row)


def test_a_list_of_many_costs_one_query(django_assert_num_queries: object) -> None:
    for _ in range(5):
        make.make_volunteer()
    by = make.make_centre()
    assert callable(django_assert_num_queries)

    with django_assert_num_queries(1):
        assert len(person_rows(people_of(by))) == 5


def test_by_number_however_it_is_typed() -> None:
    volunteer = make.make_volunteer(number="360512345678")

    assert by_number(make.CITY, "3605 1234 5678") == volunteer
    with pytest.raises(NotFound):
        by_number("410800", "360512345678")
    with pytest.raises(NotFound):
        by_number(make.CITY, "360512345679")


def test_ones_own_numbers_are_hidden_too() -> None:
    volunteer = make.make_volunteer(id_number=CARD, phone="13900001111", birth_on=date(2010, 3, 5))
    kept = secret.keep_phone("13900002222", context=secret.GUARDIAN_PHONE)
    Guardian.objects.create(
        volunteer=volunteer, name="李建国", relation="父亲",
        phone_sealed=kept.sealed, phone_hash=kept.hash, phone_tail=kept.tail,
    )  # fmt: skip

    numbers = own_numbers(Volunteer.objects.get())

    assert (numbers.id_number, numbers.phone, numbers.guardian_phone) == (
        "1****************X", "139****1111", "139****2222",
    )  # fmt: skip


def test_the_record_of_whoever_asks() -> None:
    volunteer = make.make_volunteer()

    assert record_of(make.volunteer_standing(volunteer)) == volunteer
    assert record_of(make.make_member()) is None
