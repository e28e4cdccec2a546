"""The real name: places step by step, consents each by itself, a guardian for minors, and nothing typed lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from redvest.registry.choices import ConsentPurpose, IdType, VolunteerState
from redvest.registry.models import Consent, Guardian, OutgoingMessage, Volunteer
from tests.faces.site.conftest import browser_of, html, words
from tests.faces.site.test_join import sent_code
from tests.factories import registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city(settings: Any) -> None:
    settings.REDVEST_DEMO = True
    registry.make_region_tree()
    for order, name in enumerate(("生态文明", "邻里守望", "大型赛会", "扶贫帮困", "维护权益"), start=1):
        registry.make_domain(f"xinyu:{order:02d}", name)


def typed(**more: Any) -> dict[str, Any]:
    return {
        "step": "finish",
        "name": "王小路",
        "id_type": IdType.RESIDENT_CARD.value,
        "id_number": registry.next_id_number(),
        "district": "360502",
        "street": "360502001",
        "community": "360502001001",
        "domains": ["xinyu:02", "xinyu:04"],
        "skills": "会方言",
        "consent": "on",
        **more,
    }


def send(client: Client, **more: Any) -> Any:
    return client.post("/me/real-name/", typed(**more))


def test_a_member_becomes_a_volunteer(member: Client) -> None:
    response = member.post("/me/real-name/", typed(next="/activities/"), follow=True)
    assert response.redirect_chain == [("/activities/", 302)]
    found = Volunteer.objects.get()
    assert (found.name, found.skills, found.region_id) == ("王小路", "方言", "360502001001")
    assert set(found.domains.values_list("key", flat=True)) == {"xinyu:02", "xinyu:04"}
    assert [consent.purpose for consent in Consent.objects.all()] == [ConsentPurpose.REGISTRATION]
    assert "登记好了，王小路！你的志愿者编号是" in words(response)
    assert member.get("/me/real-name/")["Location"] == "/me/"


def test_publishing_the_name_is_asked_by_itself_and_not_ticked(member: Client) -> None:
    page = html(member.get("/me/real-name/"))
    box = page[page.index('name="publish_name"') - 40 : page.index('name="publish_name"') + 80]
    assert "checked" not in box
    send(member, publish_name="on")
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"registration", "publish-name"}


def test_a_number_copied_wrong_keeps_everything_else(member: Client) -> None:
    number = registry.next_id_number()
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    response = send(member, id_number=wrong)
    assert response.status_code == 422 and "号码最后一位对不上" in words(response)
    page = html(response)
    for kept in (f'value="{wrong}"', 'value="王小路"', 'value="会方言"', 'value="360502001001" selected'):
        assert kept in page, kept
    assert page.count("checked") >= 3
    assert not Volunteer.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"consent": ""}, "登记要先同意"),
        ({"domains": []}, "请选 1 到 4 个服务类别。"),
        ({"domains": [f"xinyu:{n:02d}" for n in range(1, 6)]}, "最多选 4 个服务类别"),
        ({"district": ""}, "请选择所在的区县。"),
        ({"name": ""}, "请填写姓名"),
        ({"id_number": ""}, "请填写证件号码。"),
        (
            {"id_type": IdType.PASSPORT.value, "id_number": "E12345678", "sex": "female"},
            "这种证件上没有出生日期",
        ),
        (
            {"id_type": IdType.PASSPORT.value, "id_number": "E12345678", "birth_on": "1990-05-17"},
            "请选择性别",
        ),
        ({"birth_on": "昨天"}, "日期看不懂"),
    ],
)
def test_each_fault_has_its_sentence_and_leaves_nothing(
    member: Client, change: dict[str, Any], sentence: str
) -> None:
    response = send(member, **change)
    assert response.status_code == 422 and sentence in words(response)
    assert not Volunteer.objects.exists() and not Consent.objects.exists()


def test_a_passport_asks_for_sex_and_birth(member: Client) -> None:
    response = send(member, id_type="passport", id_number="E12345678", sex="female", birth_on="1990-05-17")
    assert response.status_code == 302
    assert Volunteer.objects.get().birth_on == date(1990, 5, 17)


def test_one_person_has_one_record(member: Client) -> None:
    number = registry.next_id_number()
    registry.make_volunteer(id_number=number, name="别的人")
    response = send(member, id_number=number)
    assert response.status_code == 409 and "这个证件号码已经登记过志愿者了" in words(response)
    assert Volunteer.objects.count() == 1


def test_an_imported_record_is_claimed(member: Client) -> None:
    number = registry.next_id_number()
    record = registry.make_volunteer(id_number=number, name="王小路", with_account=False)
    Volunteer.objects.filter(pk=record.pk).update(phone_hash=None, phone_sealed=None, phone_tail="")
    assert send(member, id_number=number).status_code == 302
    assert Volunteer.objects.get().pk == record.pk


def test_places_open_one_after_the_other_without_scripts(member: Client) -> None:
    response = send(member, step="places", street="", community="", id_number="3605")
    page = html(response)
    assert response.status_code == 200 and "城南街道" in page and "百花湖社区" not in page
    assert 'value="3605"' in page and 'value="xinyu:02"' in page
    page = html(send(member, step="places", community=""))
    assert "百花湖社区" in page and not Volunteer.objects.exists()


def test_a_street_of_another_district_is_dropped(member: Client) -> None:
    page = html(send(member, step="places", district="360521"))
    assert "钤东街道" in page and "城南街道" not in page
    assert send(member, district="360521").status_code == 302
    assert Volunteer.objects.get().region_id == "360521"


def test_the_script_asks_for_the_lists_alone(member: Client, guest: Client) -> None:
    page = html(member.get("/me/real-name/places/?district=360502&street=360502001"))
    assert "百花湖社区" in page and "<html" not in page and "id_number" not in page
    assert guest.get("/me/real-name/places/").status_code == 302


def test_a_minor_needs_a_guardian_who_agrees(member: Client) -> None:
    number = registry.next_id_number(birth_on=date(2010, 3, 5))
    alone = send(member, id_number=number)
    assert alone.status_code == 422 and "监护人" in words(alone)
    phone = registry.next_phone()
    guardian = {"guardian_name": "王妈妈", "guardian_relation": "妈妈", "guardian_phone": phone}
    asked = send(member, step="guardian-code", id_number=number, **guardian)
    assert "验证码发给监护人了" in words(asked) and f'value="{number}"' in html(asked)
    assert OutgoingMessage.objects.get().phone_tail == phone[-4:]
    done = send(member, id_number=number, guardian_code=sent_code(), **guardian)
    assert done.status_code == 302, words(done)
    assert Guardian.objects.get().name == "王妈妈"
    assert Volunteer.objects.get().state == VolunteerState.ACTIVE
    given = Consent.objects.get(purpose=ConsentPurpose.GUARDIAN)
    assert given.given_by_guardian


def test_a_wrong_guardian_code_stands_at_its_field(member: Client) -> None:
    number, phone = registry.next_id_number(birth_on=date(2010, 3, 5)), registry.next_phone()
    guardian = {
        "guardian_name": "王妈妈",
        "guardian_relation": "妈妈",
        "guardian_phone": phone,
    }
    send(member, step="guardian-code", id_number=number, **guardian)
    wrong = "000000" if sent_code() != "000000" else "111111"
    response = send(member, id_number=number, guardian_code=wrong, **guardian)
    assert response.status_code == 422
    assert "验证码不对" in str(response.context["form"].errors["guardian_code"])
    assert not Volunteer.objects.exists()


def test_a_guardians_phone_that_is_none_is_said_and_kept(member: Client) -> None:
    response = send(member, step="guardian-code", guardian_phone="12", guardian_name="王妈妈")
    assert response.status_code == 422 and "手机号应该是 11 位数字" in words(response)
    assert 'value="王妈妈"' in html(response) and not OutgoingMessage.objects.exists()


def test_ones_own_number_is_refused_as_the_guardians_before_a_code_is_sent(guest: Client, city: Any) -> None:
    own = registry.next_phone()
    member = browser_of(registry.make_account(name="王小路", phone=own))
    typed_so_far = {"guardian_phone": own, "guardian_name": "王妈妈", "guardian_relation": "妈妈"}
    page = send(
        member, step="guardian-code", id_number=registry.next_id_number(date(2011, 5, 17)), **typed_so_far
    )
    assert page.status_code == 422 and "要是监护人自己的" in words(page)
    assert "#guardian" in html(page)  # the page comes back where one was
    assert not OutgoingMessage.objects.exists()
