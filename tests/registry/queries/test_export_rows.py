"""Rows of people and organisations as they leave the house: complete, masked, and ready to come in again."""

from __future__ import annotations

from datetime import date

import pytest

from redvest.registry.choices import BodyKind, BodyState
from redvest.registry.models import Guardian, Membership
from redvest.registry.queries import secret
from redvest.registry.queries.export_rows import (
    BODY_TITLES,
    VOLUNTEER_TITLES,
    body_sheet,
    place_names,
    volunteer_sheet,
)
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def people(*, whole: bool = False, body: object = None) -> list[dict[str, str]]:
    rows = volunteer_sheet(make.CITY, body, whole=whole)  # type: ignore[arg-type]
    return [dict(zip(VOLUNTEER_TITLES, row, strict=True)) for row in rows]


def test_numbers_are_masked_unless_asked_for_whole() -> None:
    number = make.next_id_number()
    make.make_volunteer(phone="19907901234", id_number=number, domains=("xinyu:02",))
    (masked,), (whole,) = people(), people(whole=True)
    assert masked["证件号码"] == f"{number[0]}{'*' * 16}{number[-1]}"
    assert masked["手机"] == "199****1234"
    assert (whole["证件号码"], whole["手机"]) == (number, "19907901234")
    assert masked["居住区域"] == "渝水区/城南街道/百花湖社区"
    assert (masked["服务类别"], masked["性别"], masked["证件类型"]) == ("邻里守望", "女", "居民身份证")
    assert (masked["注册时间"], masked["状态"], masked["实名状态"]) == ("2026-03-05", "正常", "已登记")


def test_a_guardian_comes_along_masked() -> None:
    child = make.make_volunteer(birth_on=date(2012, 6, 1))
    kept = secret.keep_phone("19907905678", context=secret.GUARDIAN_PHONE)
    Guardian.objects.create(
        volunteer=child,
        name="李大明",
        relation="父亲",
        phone_sealed=kept.sealed,
        phone_hash=kept.hash,
        phone_tail=kept.tail,
    )
    (row,) = people()
    assert (row["监护人姓名"], row["监护人手机"], row["关系"]) == ("李大明", "199****5678", "父亲")


def test_a_body_sees_its_present_members_only() -> None:
    body = make.make_body()
    member, former, _stranger = make.make_volunteer(), make.make_volunteer(), make.make_volunteer()
    for person, left_on in ((member, None), (former, date(2025, 1, 1))):
        Membership.objects.create(
            city=make.CITY, body=body, volunteer=person, joined_on=date(2020, 1, 1), left_on=left_on
        )
    assert [row["志愿者编号"] for row in people(body=body)] == [member.number]
    assert len(people()) == 3


def test_the_number_of_queries_does_not_grow_with_the_people(django_assert_num_queries: object) -> None:
    for _ in range(5):
        make.make_volunteer(domains=("xinyu:02", "xinyu:06"))
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(people()) == 5


def test_organisations_but_refused_ones() -> None:
    body = make.make_body(name="暖阳志愿服务队", code="XY1", kind=BodyKind.CONSENTED_TEAM)
    make.make_body(state=BodyState.REFUSED)
    rows = [dict(zip(BODY_TITLES, row, strict=True)) for row in body_sheet(make.CITY)]
    assert len(rows) == 1
    assert (rows[0]["组织代码"], rows[0]["组织名称"], rows[0]["服务区域"]) == (
        "XY1",
        "暖阳志愿服务队",
        "渝水区",
    )
    assert rows[0]["统一社会信用代码"] == body.credit_code == ""
    assert rows[0]["组织类型"] == "经社区或单位同意成立的志愿服务团体"


def test_places_are_named_from_the_district_down() -> None:
    make.make_region_tree()
    names = place_names(make.CITY)
    assert names["360500"] == "新余市"
    assert names["360502001001"] == "渝水区/城南街道/百花湖社区"
