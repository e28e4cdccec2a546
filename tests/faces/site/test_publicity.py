"""Publicity within the unit: who sees it, until when, and what an objection does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.core.models import AuditLine
from redvest.registry.actions.consent import give_consent, withdraw_consent
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Body, DatedSetting, Membership, Volunteer
from redvest.service.actions.certificate import issue_certificate
from redvest.service.models import Certificate, CertificateObjection
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def seven_days() -> None:
    """Yushui asks for seven days of publicity."""
    DatedSetting.objects.create(
        region=registry.make_region_tree().yushui, key="certificate.publicity_days", value=7,
        effective_on=date(2026, 1, 1), set_at=NOW,
    )  # fmt: skip


@pytest.fixture
def certificate(seven_days: None, body: Body) -> Certificate:
    other = registry.make_volunteer(name="王小芳")
    make_entry(volunteer=other, body=body)
    return issue_certificate(by=registry.volunteer_standing(other), volunteer=other, body=body, at=NOW)


def join(volunteer: Volunteer, body: Body) -> None:
    Membership.objects.create(city=CITY, body=body, volunteer=volunteer, joined_on=date(2025, 1, 1))


def test_without_a_rule_nothing_is_made_public(person: Volunteer, body: Body, me: Client) -> None:
    make_entry(volunteer=person, body=body)
    join(person, body)
    found = issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=body, at=NOW)

    assert found.public_until is None
    assert "现在没有公示" in words(me.get("/me/notices/"))


def test_members_see_masked_names_and_both_days(
    certificate: Certificate, person: Volunteer, body: Body, me: Client
) -> None:
    join(person, body)
    assert certificate.public_until == date(2026, 3, 12)

    page = words(me.get("/me/notices/"))

    assert "王*芳" in page and "王小芳" not in page
    assert "公示 3月5日 周四 至 3月12日 周四" in page
    public = words(Client().get(f"/verify/{certificate.number}"))
    assert "公示中，至 3月12日" in public and "证明有效" in public


def test_outsiders_and_former_members_see_nothing_and_may_not_object(
    certificate: Certificate, person: Volunteer, body: Body, me: Client
) -> None:
    assert "王*芳" not in words(me.get("/me/notices/"))
    assert me.post(f"/me/notices/{certificate.number}/", {"text": "不对"}).status_code == 404
    join(person, body)
    Membership.objects.update(left_on=date(2026, 3, 1))
    assert me.post(f"/me/notices/{certificate.number}/", {"text": "不对"}).status_code == 404
    assert not CertificateObjection.objects.exists()
    assert Client().get("/me/notices/").status_code == 302
    assert browser_of(registry.make_account()).get("/me/notices/").status_code == 403


def test_an_objection_is_kept_once_and_shown_with_its_answer(
    certificate: Certificate, person: Volunteer, body: Body, me: Client
) -> None:
    join(person, body)
    url = f"/me/notices/{certificate.number}/"

    assert "收到了" in words(me.post(url, {"text": "那天她没有来"}, follow=True))
    assert "你的异议：那天她没有来" in words(me.get("/me/notices/"))
    assert "已经对这份证明提过异议" in words(me.post(url, {"text": "又一次"}, follow=True))
    assert AuditLine.objects.filter(verb="object_to").count() == 1
    CertificateObjection.objects.update(answer="查过签到，她来了", state="dismissed")
    assert "答复：查过签到，她来了" in words(me.get("/me/notices/"))


@pytest.mark.parametrize("text", ["", "   ", "长" * 401])
def test_an_empty_or_endless_objection_is_not_kept(
    certificate: Certificate, person: Volunteer, body: Body, me: Client, text: str
) -> None:
    join(person, body)
    page = me.post(f"/me/notices/{certificate.number}/", {"text": text}, follow=True)
    assert "请写明哪里不对" in words(page)
    assert not CertificateObjection.objects.exists()


def test_when_the_days_are_over_nobody_objects(
    certificate: Certificate, person: Volunteer, body: Body, me: Client
) -> None:
    join(person, body)
    Certificate.objects.update(public_until=NOW.date() - timedelta(days=1))
    assert me.post(f"/me/notices/{certificate.number}/", {"text": "不对"}).status_code == 404
    assert "公示中" not in words(Client().get(f"/verify/{certificate.number}"))


def test_the_page_asks_as_often_for_three_as_for_one(
    certificate: Certificate, person: Volunteer, body: Body, me: Client
) -> None:
    join(person, body)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            me.get("/me/notices/")
        counts.append(len(queries))
        for name in ("甲乙", "丙丁"):
            other = registry.make_volunteer(name=name)
            make_entry(volunteer=other, body=body)
            issue_certificate(by=registry.volunteer_standing(other), volunteer=other, body=body, at=NOW)
    assert counts[0] == counts[1] == 6


def test_a_name_is_whole_only_while_its_owner_publishes_it(
    certificate: Certificate, person: Volunteer, body: Body, me: Client
) -> None:
    join(person, body)
    owner = certificate.volunteer
    by = registry.volunteer_standing(owner)
    assert "王*芳" in words(me.get("/me/notices/"))

    for purpose in (ConsentPurpose.REGISTRATION, ConsentPurpose.PUBLISH_NAME):
        give_consent(by=by, volunteer=owner, purpose=purpose, at=NOW)
    assert "王小芳" in words(me.get("/me/notices/"))

    withdraw_consent(by=by, volunteer=owner, purpose=ConsentPurpose.PUBLISH_NAME, at=NOW)
    assert "王小芳" not in words(me.get("/me/notices/"))
