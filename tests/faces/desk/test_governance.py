"""Departments, the agreement, who may do what, and the trail: who sees what and what the pages do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from redvest.core.audit import Actor, write_line
from redvest.core.models import AuditLine
from redvest.registry.actions.account import issue_token
from redvest.registry.actions.department import load_departments
from redvest.registry.choices import DepartmentDuty, Role
from redvest.registry.models import (
    Account,
    ApiToken,
    Department,
    DepartmentRole,
    Grant,
    Pledge,
    PledgeSignature,
)
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
TEXT = "我承诺：不替人录时长，不泄露个人信息，不以志愿服务牟利。"
NOBODY = UUID("01900000-0000-7000-8000-000000000000")


def pledge() -> Pledge:
    return Pledge.objects.create(
        city=registry.CITY, version=1, text=TEXT, effective_on=registry.TODAY, set_at=NOW
    )


def test_the_desk_waits_for_the_signature(place: Place, as_officer: Client) -> None:
    pledge()

    refused = as_officer.get("/desk/people/")
    assert refused.status_code == 403
    assert "/desk/agreement/" in said(refused)
    page = as_officer.get("/desk/agreement/")
    assert (page.status_code, TEXT in said(page)) == (200, True)

    as_officer.post("/desk/agreement/")

    assert PledgeSignature.objects.get().account_id == place.officer.pk
    assert as_officer.get("/desk/people/").status_code == 200
    assert "已签" in said(as_officer.get("/desk/agreement/"))


def test_a_member_has_nothing_to_sign(place: Place, sign_in: SignIn) -> None:
    pledge()
    assert sign_in(place.member).post("/desk/agreement/").status_code == 403
    assert not PledgeSignature.objects.exists()


def appoint(client: Client, **change: Any) -> Any:
    load_departments(city=registry.CITY)
    key = Department.objects.get(key="social-work").pk
    sent = {"department": key, "duty": "lead", "starts_on": "2024-04-12", "ends_on": "", "basis": "两办意见"}
    return client.post("/desk/departments/?region=360502", sent | change)


def test_an_officer_says_who_leads(as_officer: Client) -> None:
    assert appoint(as_officer).status_code == 302
    assert DepartmentRole.objects.get().duty == DepartmentDuty.LEAD
    page = said(as_officer.get("/desk/departments/"))
    assert "社会工作部" in page and "两办意见" in page

    clash = appoint(as_officer, duty="member")
    assert clash.status_code == 422
    assert "已经有职责" in said(clash)
    assert DepartmentRole.objects.count() == 1


def test_departments_of_elsewhere_are_not_changed(place: Place, sign_in: SignIn) -> None:
    assert appoint(sign_in(place.far_officer)).status_code == 403
    assert appoint(sign_in(place.leader)).status_code == 403
    assert not DepartmentRole.objects.exists()


def test_a_place_says_who_may_do_what_and_by_whom(place: Place, as_officer: Client) -> None:
    Grant.objects.filter(account=place.officer).update(given_by=place.centre)
    page = said(as_officer.get("/desk/roles/why/?region=360502"))
    assert "刘区域" in page and "张中心于 2026年3月5日 授予" in page
    assert "郑分宜" not in page

    body = said(as_officer.get(f"/desk/roles/why/?body={place.body.pk}"))
    assert "周建国" in body and "签到、确认时长" in body


@pytest.mark.parametrize(
    ("who", "asked", "status"),
    [
        ("leader", "", 200),
        ("leader", "region=360502", 403),
        ("stranger", "body={body}", 404),
        ("leader", "body={body}", 403),
        ("officer", "region=360521", 403),
        ("officer", "person={leader}", 200),
        ("far_officer", "person={leader}", 404),
        ("officer", "person=x", 404),
        ("officer", "body=x", 404),
        ("officer", "region=nowhere", 404),
    ],
)
def test_who_may_ask_why(place: Place, sign_in: SignIn, who: str, asked: str, status: int) -> None:
    query = asked.format(body=place.body.pk, leader=place.leader.pk)
    assert sign_in(getattr(place, who)).get(f"/desk/roles/why/?{query}").status_code == status


def test_ones_own_page_tells_what_ended(place: Place, sign_in: SignIn) -> None:
    account: Account = place.leader
    body = registry.make_body(name="早先的队")
    Grant.objects.create(
        account=account, role=Role.BODY_ADMIN, body=body, starts_on="2020-01-01", given_at=NOW, revoked_at=NOW
    )
    page = said(sign_in(account).get("/desk/roles/why/"))
    assert "早先的队" in page and "已收回" in page and "签到、确认时长" in page


class TestTrail:
    @pytest.fixture
    def auditor(self, place: Place, sign_in: SignIn) -> Client:
        account = registry.make_account(name="钱审计")
        registry.make_grant(account=account, role=Role.AUDITOR, region=place.tree.city)
        return sign_in(account)

    def test_it_is_searched_by_person_verb_thing_and_day(self, place: Place, auditor: Client) -> None:
        for by, verb in ((place.officer, "approve_body"), (place.leader, "void_entry")):
            write_line(by=Actor.person(by.pk), at=NOW, city=registry.CITY, verb=verb, target=place.body)
        for query, found, missing in (
            (f"who={place.officer.pk}", "approve_body", "void_entry"),
            ("verb=void_entry", "void_entry", "approve_body"),
            (f"target=Body+{place.body.pk}&who={place.leader.pk}", "void_entry", "approve_body"),
        ):
            page = said(auditor.get(f"/desk/audit/?{query}"))
            assert found in page, query
            assert missing not in page, query
        assert "approve_body" not in said(auditor.get("/desk/audit/?to=2026-03-04"))
        assert "没有找到记录" in said(auditor.get("/desk/audit/?who=19900000000"))

    def test_who_may_read_it(self, place: Place, auditor: Client, sign_in: SignIn) -> None:
        assert sign_in(place.centre).get("/desk/audit/").status_code == 200
        assert auditor.get("/desk/audit/").status_code == 200
        assert auditor.post("/desk/audit/").status_code == 405
        for who in (place.officer, place.admin, place.leader, place.member):
            assert sign_in(who).get("/desk/audit/").status_code == 403

    def test_more_lines_ask_the_same(
        self, place: Place, auditor: Client, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(3):
            write_line(
                by=Actor.person(place.officer.pk), at=NOW, city=registry.CITY, verb="x", target=place.body
            )
        with django_assert_max_num_queries(10):
            auditor.get("/desk/audit/")


class TestSecurity:
    SENT = {"phone": "19907906666", "reason": "手机丢失"}

    def test_an_account_is_signed_out_everywhere(self, place: Place, sign_in: SignIn) -> None:
        guard = registry.make_account(name="孙安全")
        registry.make_grant(account=guard, role=Role.SECURITY_ADMIN, region=place.tree.city)
        lost = registry.make_account(name="丢手机", phone=self.SENT["phone"])
        issue_token(account=lost, at=NOW)
        theirs, mine = sign_in(lost), sign_in(guard)
        assert theirs.get("/me/").status_code == 200

        assert mine.post("/desk/security/", self.SENT | {"reason": ""}).status_code == 422
        assert theirs.get("/me/").status_code == 200
        assert mine.post("/desk/security/", self.SENT).status_code == 302

        assert theirs.get("/me/").status_code == 302
        assert not ApiToken.objects.filter(account=lost).exists()
        lost.refresh_from_db()
        assert sign_in(lost).get("/me/").status_code == 200
        assert AuditLine.objects.get(verb="end_sessions").reason == "手机丢失"

    def test_nobody_else_may(self, place: Place, sign_in: SignIn) -> None:
        registry.make_account(name="丢手机", phone=self.SENT["phone"])
        for who in (place.centre, place.officer, place.leader, place.member):
            assert sign_in(who).post("/desk/security/", self.SENT).status_code == 403
        assert not AuditLine.objects.filter(verb="end_sessions").exists()
