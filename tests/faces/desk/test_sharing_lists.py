"""The desk's page of where data went: whose lines stand on it, page by page, and the looks at minors beside them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.core.models import AuditLine
from redvest.registry.actions.minor_look import open_minor
from redvest.registry.choices import SharingKind
from redvest.registry.models import Membership, MinorLook, SharingLine, Volunteer
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def line(
    place: Place, recipient: str, *, path: str = "", minutes_ago: int = 0, **changes: Any
) -> SharingLine:
    row = {
        "city": registry.CITY, "region_path": path or place.tree.yushui.path, "account": place.officer,
        "at": NOW - timedelta(minutes=minutes_ago), "kind": SharingKind.THIRD_PARTY, "recipient": recipient,
        "purpose": "体检安排", "basis": "本人单独同意", "fields": ["姓名", "手机号"], "people": 12,
    }  # fmt: skip
    return SharingLine.objects.create(**row | changes)


def look(place: Place, person: Volunteer, words: str) -> MinorLook:
    by = registry.standing_of(place.centre)
    return open_minor(by=by, volunteer=person, reason="safety", words=words, at=NOW)


def test_a_line_says_when_who_to_whom_what_for_and_of_how_many(as_officer: Client, place: Place) -> None:
    line(place, "新余市人民医院")
    page = said(as_officer.get(reverse("desk:sharing")))
    for words in ("2026年3月5日 10:00", "刘区域", "新余市人民医院", "提供给其他单位", "体检安排",
                  "本人单独同意", "姓名、手机号", ">12</td>"):  # fmt: skip
        assert words in page
    assert "还没有提供过" not in page


def test_each_officer_reads_the_lines_of_their_place(place: Place, sign_in: SignIn) -> None:
    tree = place.tree
    for name, path in (
        ("全市单位", tree.city.path), ("渝水单位", tree.yushui.path),
        ("城南单位", tree.chengnan.path), ("分宜单位", tree.fenyi.path),
    ):  # fmt: skip
        line(place, name, path=path)
    seen = {
        who: set(
            re.findall(r"(?:全市|渝水|城南|分宜)单位", said(sign_in(account).get(reverse("desk:sharing"))))
        )
        for who, account in (
            ("officer", place.officer),
            ("far", place.far_officer),
            ("centre", place.centre),
        )
    }
    assert seen == {
        "officer": {"渝水单位", "城南单位"},
        "far": {"分宜单位"},
        "centre": {"全市单位", "渝水单位", "城南单位", "分宜单位"},
    }


def test_a_line_without_an_account_is_the_systems_and_its_words_are_text(
    as_officer: Client, place: Place
) -> None:
    line(place, "<b id=evil>医院</b>", account=None)
    page = said(as_officer.get(reverse("desk:sharing")))
    assert "系统" in page and "<b id=evil>" not in page and "&lt;b id=evil&gt;" in page


def test_thirty_lines_make_a_page_and_the_thirty_first_is_on_the_next(
    as_officer: Client, place: Place
) -> None:
    for n in range(31):
        line(place, f"第{n:02d}单位", minutes_ago=n)
    url = reverse("desk:sharing")
    first = said(as_officer.get(url))
    assert "第00单位" in first and "第29单位" in first and "第30单位" not in first
    found = re.search(r'href="(\?after=[^"]+)"', first)
    assert found is not None
    line(place, "新来的单位")  # what comes meanwhile shifts nothing
    second = said(as_officer.get(url + unescape(found[1])))
    assert "第30单位" in second and "第29单位" not in second and "新来的单位" not in second


def test_a_broken_cursor_is_refused(as_officer: Client) -> None:
    assert as_officer.get(reverse("desk:sharing"), {"after": "不是翻页"}).status_code == 422
    assert as_officer.post(reverse("desk:sharing")).status_code == 405


def test_looks_at_minors_show_a_masked_name_and_only_in_their_place(place: Place, sign_in: SignIn) -> None:
    near = registry.make_volunteer(name="欧阳小明", birth_on=date(2012, 3, 6))
    far = registry.make_volunteer(name="诸葛小红", birth_on=date(2012, 3, 6), region=place.tree.qiandong)
    look(place, near, "核对紧急联系人")
    look(place, far, "家长来电询问")
    asked = {"of": "minors"}
    page = said(sign_in(place.officer).get(reverse("desk:sharing"), asked))
    assert "人身安全：核对紧急联系人" in page and "张中心" in page
    assert "欧阳小明" not in page and "家长来电询问" not in page
    assert "家长来电询问" in said(sign_in(place.far_officer).get(reverse("desk:sharing"), asked))
    assert "核对紧急联系人" not in said(sign_in(place.officer).get(reverse("desk:sharing")))


@pytest.mark.parametrize("count", [1, 3])
def test_more_looks_cost_no_more(
    as_officer: Client, place: Place, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        look(place, registry.make_volunteer(birth_on=date(2012, 3, 6)), "核对紧急联系人")
    as_officer.get(reverse("desk:sharing"))
    with django_assert_num_queries(5):
        page = said(as_officer.get(reverse("desk:sharing"), {"of": "minors"}))
    assert page.count("核对紧急联系人") == count


def test_an_open_door_closes_by_itself_and_was_only_ever_open_for_one(place: Place, sign_in: SignIn) -> None:
    child = registry.make_volunteer(name="欧阳小明", birth_on=date(2012, 3, 6))
    url = reverse("desk:person", args=[child.pk])
    look(place, child, "核对紧急联系人")
    assert "欧阳小明" in said(sign_in(place.centre).get(url))
    assert "欧阳小明" not in said(sign_in(place.officer).get(url))
    MinorLook.objects.update(until=NOW)
    assert "欧阳小明" not in said(sign_in(place.centre).get(url))


def test_the_door_opens_for_a_leader_of_the_childs_body_and_for_no_outsider(
    place: Place, sign_in: SignIn
) -> None:
    child = registry.make_volunteer(name="欧阳小明", birth_on=date(2012, 3, 6))
    Membership.objects.create(city=child.city, body=place.body, volunteer=child, joined_on=date(2025, 1, 1))
    url = reverse("desk:person", args=[child.pk])
    why = {"step": "open-minor", "reason": "service", "words": "安排周末活动"}
    for account in (place.stranger, place.far_officer, place.member):
        assert sign_in(account).post(url, why).status_code in (403, 404)
    assert not MinorLook.objects.exists() and not AuditLine.objects.exists()
    assert sign_in(place.leader).post(url, why).status_code == 302
    assert MinorLook.objects.get().account_id == place.leader.pk
