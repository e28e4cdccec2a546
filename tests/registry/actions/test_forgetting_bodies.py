"""What organisations show of somebody who is forgotten: their own phone and name go, a namesake's and an office's stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from redvest.core.models import AuditLine
from redvest.registry.actions import leaving
from redvest.registry.choices import JoinState, Role
from redvest.registry.models import Body, BodyChange, Grant, Volunteer
from tests.factories import registry as make
from tests.service.actions.test_person import DAY, merged, two_records

pytestmark = pytest.mark.django_db


def erase(person: Volunteer) -> None:
    leaving.ask_erasure(by=make.volunteer_standing(person), at=make.NOW)
    assert leaving.erase_due(at=make.NOW + 7 * DAY) == 1


def says(body: Body, **said: str) -> Body:
    Body.objects.filter(pk=body.pk).update(**said)
    return body


def told(body: Body) -> tuple[str, str, str]:
    body.refresh_from_db()
    return body.responsible_name, body.contact_name, body.contact_phone


@pytest.mark.parametrize("typed", ["19900001112", "199-0000-1112", "+86 199 0000 1112"])
def test_their_phone_goes_wherever_it_stands(typed: str, client: Any) -> None:
    person = make.make_volunteer(name="陈独特", phone="19900001112")
    called = says(make.make_body(), contact_name="陈独特", contact_phone=typed)
    namesake = says(make.make_body(), contact_name="陈独特", responsible_name="陈独特")
    erase(person)
    assert told(called) == ("周建国", "", "")
    assert told(namesake) == ("陈独特", "陈独特", "0790-6440000")
    page = client.get(reverse("site:body", args=[called.pk])).content.decode()
    assert "联系人正在更换" in page and "陈独特" not in page and typed not in page
    assert [line.target_id for line in AuditLine.objects.filter(verb="forget_in_body")] == [str(called.pk)]


def test_who_ran_it_is_responsible_no_more_and_the_office_keeps_its_phone() -> None:
    person = make.make_volunteer(name="陈独特")
    body = says(make.make_body(), responsible_name="陈独特", contact_name="陈独特")
    assert person.account is not None
    grant = make.make_grant(account=person.account, role=Role.BODY_ADMIN, body=body)
    Grant.objects.filter(pk=grant.pk).update(revoked_at=make.NOW)
    change = BodyChange.objects.create(
        city=body.city, body=body, fact="responsible", before="王前任", after="陈独特", reason="换届", proof_key="x",
        proof_type="application/pdf", state=JoinState.ACCEPTED, asked_at=make.NOW,
    )  # fmt: skip
    erase(person)
    assert told(body) == ("已注销", "", "0790-6440000")
    change.refresh_from_db()
    assert (change.before, change.after) == ("王前任", "已注销")


def test_every_record_and_account_of_one_person_counts_and_nobody_else() -> None:
    old, kept = two_records()
    Volunteer.objects.filter(pk=old.pk).update(account=make.make_account(name="旧名字", phone="19900001113"))
    before, now = (Volunteer.objects.get(pk=each.pk) for each in (old, kept))
    body = says(make.make_body(), contact_name="旧名字", contact_phone="19900001113")
    other = make.make_body()
    merged(before, now)
    lines = AuditLine.objects.filter(verb="forget_in_body")
    erase(now)
    assert told(body) == ("周建国", "", "") and told(other) == ("周建国", "陈小梅", "0790-6440000")
    assert lines.count() == 1
