"""Somebody whose record was imported joins alone: no staff, hours kept, and nobody else's record to be had."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest
from django.test import Client

from redvest.core.models import AuditLine
from redvest.registry.choices import CodePurpose, RealNameState, VolunteerSource, VolunteerState
from redvest.registry.models import Grant, OutgoingMessage, Volunteer
from redvest.registry.queries import secret
from redvest.service.queries.hours import minutes_by_grade
from tests.faces.site.conftest import words
from tests.faces.site.test_join import ask, finish
from tests.faces.site.test_real_name import city as city  # the places and domains of the form
from tests.faces.site.test_real_name import send
from tests.factories import registry, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported() -> dict[str, Any]:
    """A record as the import leaves it, with two hours, and what its owner types."""
    number = registry.next_id_number()
    record = registry.make_volunteer(
        name="王小路", id_number=number, with_account=False, source=VolunteerSource.IMPORT
    )
    Volunteer.objects.filter(pk=record.pk).update(phone_hash=None, phone_sealed=None, phone_tail="")
    service.make_entry(volunteer=record, body=registry.make_body(), minutes=125)
    return {"record": record, "id_number": number}


def test_two_forms_and_the_hours_are_there(member: Client, imported: dict[str, Any]) -> None:
    assert send(member, id_number=imported["id_number"]).status_code == 302
    record = Volunteer.objects.get()
    assert (record.pk, record.state) == (imported["record"].pk, VolunteerState.ACTIVE)
    assert record.account_id is not None
    assert record.real_name_state == RealNameState.CHECKED
    assert sum(minutes_by_grade(record.pk).values()) == 125
    assert member.get("/me/hours/").status_code == 200


def test_from_nothing_to_the_hours_in_under_two_minutes(guest: Client, imported: dict[str, Any]) -> None:
    """No staff, four requests; the clock of the machine is asked, not that of the test."""
    begun = perf_counter()
    ask(guest, "19907903399")
    assert finish(guest, "19907903399", name="王小路").status_code == 302
    assert send(guest, id_number=imported["id_number"]).status_code == 302
    page = guest.get("/me/hours/")
    took = perf_counter() - begun

    assert took < 20  # of the 120 seconds, the rest is for typing
    assert "2 小时 5 分" in words(page)
    record = Volunteer.objects.get()
    assert (record.pk, record.phone_tail) == (imported["record"].pk, "3399")
    assert AuditLine.objects.filter(verb="claim_record").count() == 1
    assert not Grant.objects.exists()


def test_another_phone_than_the_record_has_gets_nothing(member: Client, imported: dict[str, Any]) -> None:
    Volunteer.objects.update(phone_hash=secret.phone_hash("19807900042"), phone_tail="0042")
    refused = send(member, id_number=imported["id_number"])
    assert (refused.status_code, Volunteer.objects.get().account_id) == (409, None)
    assert not AuditLine.objects.filter(verb="claim_record").exists()


def test_another_name_gets_nothing(member: Client, imported: dict[str, Any]) -> None:
    send(member, id_number=imported["id_number"], name="王大路")
    assert Volunteer.objects.get().account_id is None


def test_a_merged_record_is_not_claimed(member: Client, imported: dict[str, Any]) -> None:
    Volunteer.objects.update(state=VolunteerState.MERGED)
    send(member, id_number=imported["id_number"])
    assert Volunteer.objects.get().account_id is None


def test_tries_are_counted(member: Client, imported: dict[str, Any]) -> None:
    for _ in range(10):
        send(member, id_number=imported["id_number"], name="王大路")
    send(member, id_number=imported["id_number"])
    assert Volunteer.objects.get().account_id is None


OLD = "19807900042"


@pytest.fixture
def with_old_phone(imported: dict[str, Any]) -> dict[str, Any]:
    kept = secret.keep_phone(OLD, context=secret.VOLUNTEER_PHONE)
    Volunteer.objects.update(phone_sealed=kept.sealed, phone_hash=kept.hash, phone_tail=kept.tail)
    return imported


def test_a_code_to_the_old_phone_claims_the_record(
    member: Client, with_old_phone: dict[str, Any], settings: Any
) -> None:
    settings.REDVEST_DEMO = True
    number = with_old_phone["id_number"]
    refused = send(member, id_number=number)
    assert (
        refused.status_code == 409
        and "尾号是 42" in words(refused)
        and "往那个号码发验证码" in words(refused)
    )
    sent = send(member, id_number=number, step="claim-code")
    assert sent.status_code == 200 and "认领志愿服务记录" in registry.last_text(OLD)
    registry.make_code(OLD, CodePurpose.CLAIM, code="246810")
    wrong = send(member, id_number=number, claim_code="000000")
    assert wrong.status_code == 422 and "从前那个手机收到的验证码不对" in words(wrong)
    assert Volunteer.objects.get().account_id is None
    done = send(member, id_number=number, claim_code="246810")
    assert done.status_code == 302
    assert "找到了你以前的记录，2 小时 5 分的时长已经接上" in words(member.get("/me/"))
    assert AuditLine.objects.get(verb="claim_record").details == {"proof": "code"}


def test_no_code_is_sent_for_another_name_or_number(
    member: Client, with_old_phone: dict[str, Any], settings: Any
) -> None:
    settings.REDVEST_DEMO = True
    for typed in ({"name": "王大路"}, {"id_number": registry.next_id_number()}, {"id_number": "1"}):
        page = send(member, **({"id_number": with_old_phone["id_number"], "step": "claim-code"} | typed))
        assert page.status_code in (409, 422), typed
    assert not OutgoingMessage.objects.exists()


def test_without_a_phone_on_record_the_trail_says_by_what_it_was_had(
    member: Client, imported: dict[str, Any]
) -> None:
    send(member, id_number=imported["id_number"])
    assert AuditLine.objects.get(verb="claim_record").details == {"proof": "number"}
