"""Asking for a certificate, taking the paper home, and whose it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from redvest.registry.models import Body, Volunteer
from redvest.service.actions.correction import void_entry
from redvest.service.choices import Grade
from redvest.service.models import Certificate
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


def test_without_hours_there_is_nothing_to_certify(me: Client) -> None:
    assert "还没有可以证明的时长" in words(me.get("/me/certificates/"))


def test_issued_downloaded_and_shown(me: Client, person: Volunteer, body: Body) -> None:
    make_entry(volunteer=person, body=body, minutes=120)
    make_entry(volunteer=person, body=body, minutes=30, grade=Grade.D, starts_at=NOW - timedelta(days=9))
    page = words(me.get("/me/certificates/"))
    assert "黎明脚步志愿队" in page and "2 小时" in page and "另有 30 分 未核验" in page
    done = me.post("/me/certificates/", {"body": str(body.pk)}, follow=True)
    certificate = Certificate.objects.get()
    assert certificate.number in words(done) and "证明开好了" in words(done)
    assert f'href="/verify/{certificate.number}"' in html(done)
    paper = me.get(f"/me/certificates/{certificate.pk}.pdf")
    assert paper["Content-Type"] == "application/pdf" and b"".join(paper).startswith(b"%PDF")
    assert f'filename="{certificate.number}.pdf"' in paper["Content-Disposition"]
    shown = me.get(f"/verify/{certificate.number}")
    assert "证明有效" in words(shown) and "李*霞" in words(shown)


def test_part_of_the_time(me: Client, person: Volunteer, body: Body) -> None:
    make_entry(volunteer=person, body=body, minutes=120)
    make_entry(volunteer=person, body=body, minutes=60, starts_at=NOW - timedelta(days=60))
    me.post("/me/certificates/", {"body": str(body.pk), "starts_on": "2026-03-01", "ends_on": "2026-03-05"})
    assert sum(Certificate.objects.get().minutes_by_grade.values()) == 120


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"body": ""}, "请选择由哪个组织的记录来开证明"),
        ({"body": "x"}, "请从下面选一个组织"),
        ({"body": str(uuid4())}, "这个组织没有记录过这些时长"),
        ({"starts_on": "昨天"}, "日期看不懂"),
    ],
)
def test_a_wrong_form_says_what_to_change(
    me: Client, person: Volunteer, body: Body, typed: dict[str, Any], sentence: str
) -> None:
    make_entry(volunteer=person, body=body)
    response = me.post("/me/certificates/", {"body": str(body.pk), **typed})
    assert response.status_code == 422 and sentence in words(response)
    assert not Certificate.objects.exists()


def test_dates_the_wrong_way_round_keep_what_was_typed(me: Client, person: Volunteer, body: Body) -> None:
    make_entry(volunteer=person, body=body)
    response = me.post(
        "/me/certificates/", {"body": str(body.pk), "starts_on": "2026-03-05", "ends_on": "2026-03-01"}
    )
    assert response.status_code in (409, 422) and 'value="2026-03-05"' in html(response)
    assert not Certificate.objects.exists()


def test_a_revoked_one_says_why_and_is_not_handed_out(me: Client, person: Volunteer, body: Body) -> None:
    entry = make_entry(volunteer=person, body=body)
    me.post("/me/certificates/", {"body": str(body.pk)})
    void_entry(by=registry.make_body_admin(body), entry=entry, reason="记到了别人名下", at=NOW)
    said = words(me.get("/me/certificates/"))
    assert "已撤销" in said and "下载 PDF" not in said


def test_the_paper_is_not_for_others(
    me: Client, person: Volunteer, body: Body, guest: Client, member: Client
) -> None:
    make_entry(volunteer=person, body=body)
    me.post("/me/certificates/", {"body": str(body.pk)})
    address = f"/me/certificates/{Certificate.objects.get().pk}.pdf"
    assert guest.get(address).status_code == 302
    assert member.get(address).status_code == 404
    other = registry.make_volunteer(name="周别人").account
    assert other is not None
    assert browser_of(other).get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(
    me: Client, person: Volunteer, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        team = registry.make_body(name=f"第{number}队")
        make_entry(volunteer=person, body=team, starts_at=NOW - timedelta(days=2 + number))
        me.post("/me/certificates/", {"body": str(team.pk)})
    me.get("/me/certificates/")  # says the good news, so that only the page itself is counted
    with django_assert_num_queries(
        7
    ):  # session, account, standing, record, sums by body, bodies, certificates
        me.get("/me/certificates/")
