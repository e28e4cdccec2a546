"""People of my place: masked on lists, whole for a reason that stays on record, and nobody of elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.core.models import AuditLine
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Membership, Volunteer
from redvest.service.choices import Grade
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry, service

pytestmark = pytest.mark.django_db
URL = "/desk/people/"
PHONE, ID = "19907905678", "11010119900517002X"


@pytest.fixture
def person(place: Place) -> Volunteer:
    return registry.make_volunteer(
        name="欧阳明霞", phone=PHONE, id_number=registry.next_id_number(), region=place.tree.baihua
    )


@pytest.fixture
def member(place: Place, person: Volunteer) -> Volunteer:
    """The same person, now in the body."""
    Membership.objects.create(city=person.city, body=place.body, volunteer=person, joined_on=date(2025, 1, 1))
    return person


def page_of(person: Volunteer) -> str:
    return reverse("desk:person", args=[person.pk])


def test_the_list_hides_names_and_numbers(as_officer: Client, person: Volunteer) -> None:
    page = said(as_officer.get(URL))
    assert "欧阳*霞" in page
    assert "*******5678" in page
    for secret in ("欧阳明霞", PHONE):
        assert secret not in page


def searches(person: Volunteer) -> list[str]:
    number = person.number
    return ["欧阳明霞", "ouyangmingxia", "oymx", "5678", number, f"{number[:4]} {number[4:8]} {number[8:]}"]


def test_everything_one_knows_of_a_person_finds_them(as_officer: Client, person: Volunteer) -> None:
    from redvest.registry.rules.search_terms import volunteer_terms

    Volunteer.objects.filter(pk=person.pk).update(search=volunteer_terms(person.name, person.number, "5678"))
    registry.make_volunteer(name="王建国")
    for asked in searches(person):
        for url in (URL, "/desk/search/"):
            page = said(as_officer.get(url, {"q": asked}))
            assert str(person.pk) in page, (url, asked)
            assert "王*国" not in page, (url, asked)


def test_the_state_narrows_the_list(as_officer: Client, person: Volunteer) -> None:
    suspended = registry.make_volunteer(name="王建国", state=VolunteerState.SUSPENDED)
    page = said(as_officer.get(URL, {"state": "suspended"}))
    assert str(suspended.pk) in page
    assert str(person.pk) not in page
    assert "没有找到这个人" in said(as_officer.get(URL, {"state": "left"}))


def test_a_leader_sees_members_alone(as_leader: Client, person: Volunteer, place: Place) -> None:
    assert str(person.pk) not in said(as_leader.get(URL))
    assert as_leader.get(page_of(person)).status_code == 404

    Membership.objects.create(city=person.city, body=place.body, volunteer=person, joined_on=date(2025, 1, 1))

    assert str(person.pk) in said(as_leader.get(URL))
    assert as_leader.get(page_of(person)).status_code == 200


def test_the_page_of_a_person(as_officer: Client, member: Volunteer, place: Place) -> None:
    service.make_entry(volunteer=member, body=place.body, minutes=135, grade=Grade.B)
    page = said(as_officer.get(page_of(member)))
    for words in (
        "欧阳明霞",
        "35",
        "渝水区 · 城南街道 · 百花湖社区",
        "黎明脚步志愿队",
        "B 2 小时 15 分",
        "199****5678",
    ):
        assert words in page, words
    assert PHONE not in page


def test_a_number_is_shown_once_and_the_reason_is_kept(
    as_officer: Client, place: Place, person: Volunteer
) -> None:
    response = as_officer.post(page_of(person), {"field": "phone", "reason": "活动改期要通知本人"})

    assert PHONE in said(response)
    line = AuditLine.objects.get(verb="unmask")
    assert (line.actor_id, line.target_id, line.reason) == (
        place.officer.pk,
        str(person.pk),
        "活动改期要通知本人",
    )
    assert PHONE not in str(line.details)
    assert PHONE not in said(as_officer.get(page_of(person)))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"field": "phone", "reason": ""}, "写明理由"),
        ({"field": "phone", "reason": "看看"}, "至少四个字"),
        ({"field": "password", "reason": "想看一下密码"}, "只能查看"),
    ],
)
def test_without_a_reason_nothing_is_shown(
    as_officer: Client, person: Volunteer, sent: dict[str, str], sentence: str
) -> None:
    response = as_officer.post(page_of(person), sent)
    assert response.status_code == 422
    page = said(response)
    assert sentence in page
    assert PHONE not in page
    assert not AuditLine.objects.filter(verb="unmask").exists()


def test_a_leader_may_see_a_phone_but_no_id_number(as_leader: Client, member: Volunteer) -> None:
    page = said(as_leader.get(page_of(member)))
    assert '<option value="phone"' in page
    assert '<option value="id-number"' not in page

    assert PHONE in said(as_leader.post(page_of(member), {"field": "phone", "reason": "活动改期要通知本人"}))
    refused = as_leader.post(page_of(member), {"field": "id-number", "reason": "想核对证件号码"})
    assert refused.status_code == 403
    assert AuditLine.objects.filter(verb="unmask").count() == 1


def test_a_list_of_one_and_of_three_asks_the_same(
    as_officer: Client, person: Volunteer, django_assert_num_queries: Any
) -> None:
    for names in ([], ["甲一", "乙二"]):
        for name in names:
            registry.make_volunteer(name=name)
        with django_assert_num_queries(5):
            as_officer.get(URL)


def test_the_card_is_offered_only_to_who_may_print_it(
    member: Volunteer, as_leader: Client, as_officer: Client
) -> None:
    card = reverse("desk:person-card", args=[member.pk])
    for client in (as_leader, as_officer):
        offered = card in said(client.get(page_of(member)))
        assert offered == (client.get(card).status_code == 200)
    assert card in said(as_officer.get(page_of(member)))


def test_a_suspension_says_why_who_and_since_also_after_it_was_lifted(
    place: Place, as_officer: Client
) -> None:
    person = registry.make_volunteer(region=place.tree.baihua)
    to = reverse("desk:person-suspend", args=[person.pk])
    for sent in ({"reason": "多次爽约没有说明"}, {"reason": "谈过话了，可以恢复", "lift": "1"}):
        as_officer.post(to, sent)
        page = said(as_officer.get(reverse("desk:person", args=[person.pk])))
        assert sent["reason"] in page and "刘区域" in page
    assert "多次爽约没有说明" in page


def test_a_name_is_corrected_at_the_desk(place: Place, as_officer: Client, sign_in: SignIn) -> None:
    person = registry.make_volunteer(region=place.tree.baihua, name="李明霞")
    to = reverse("desk:person-identity", args=[person.pk])
    sent = {"name": "李明侠", "birth_on": "", "document": "household", "reason": "登记时写错了"}
    assert as_officer.post(to, {**sent, "document": ""}).status_code == 422
    assert as_officer.post(to, sent).status_code == 302
    assert "李明侠" in said(as_officer.get(reverse("desk:person", args=[person.pk])))
    assert sign_in(place.far_officer).get(to).status_code == 404
