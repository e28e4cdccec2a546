"""Text messages leave only with what they belong to, and are kept only for a demo's inbox."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import structlog
from django.db import transaction

from redvest.registry.actions.guardian import keep_guardian
from redvest.registry.actions.message import centre, send_message, tell_person
from redvest.registry.models import OutgoingMessage, Volunteer
from redvest.registry.queries import secret
from redvest.registry.rules.registration import GuardianForm
from tests.factories import registry as make
from tests.registry.actions.test_child import registered

PHONE = "13900001111"


def send(text: str = "你好") -> None:
    send_message(city=make.CITY, phone=PHONE, text=text, at=make.NOW)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_sent(settings: Any) -> None:
    settings.REDVEST_DEMO = True
    with structlog.testing.capture_logs() as lines:
        with pytest.raises(RuntimeError), transaction.atomic():
            send("没有发生")
            raise RuntimeError
        send("发生了")

    assert [line["text"].endswith("】发生了") for line in lines] == [True]
    assert OutgoingMessage.objects.get().text.endswith("】发生了")


@pytest.mark.django_db
def test_the_inbox_of_a_demo_keeps_the_phone_sealed(settings: Any) -> None:
    settings.REDVEST_DEMO = True
    send()

    row = OutgoingMessage.objects.get()
    assert (row.phone_tail, row.sent_at, row.city) == ("1111", make.NOW, make.CITY)
    assert secret.open_sealed(row.phone_sealed, context=secret.MESSAGE_PHONE) == PHONE


@pytest.mark.django_db
def test_a_real_city_keeps_no_text(settings: Any) -> None:
    settings.REDVEST_DEMO = False
    send()

    assert not OutgoingMessage.objects.exists()


def told(volunteer: Volunteer) -> list[str]:
    tell_person(volunteer=volunteer, text="有事", at=make.NOW)
    return sorted(OutgoingMessage.objects.values_list("phone_tail", flat=True))


@pytest.mark.django_db
class TestTellingAPerson:
    def test_a_grown_up_is_told_under_their_own_phone(self, settings: Any) -> None:
        settings.REDVEST_DEMO = True
        assert told(make.make_volunteer(phone="19907903331")) == ["3331"]

    def test_both_guardians_are_told_of_a_child_without_a_phone_and_not_of_a_grown_up(
        self, settings: Any
    ) -> None:
        settings.REDVEST_DEMO = True
        child = registered(make.make_account(phone="19907903332"))
        keep_guardian(child=child, form=GuardianForm("李建国", "父亲", "19907903333", ""), at=make.NOW)
        OutgoingMessage.objects.all().delete()
        assert told(child) == ["3332", "3333"]
        OutgoingMessage.objects.all().delete()
        Volunteer.objects.filter(pk=child.pk).update(birth_on=date(1990, 5, 17))
        assert told(Volunteer.objects.get(pk=child.pk)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "sent"), [("手机换了", "【新余志愿】手机换了"), ("【暖阳队】取消了", "【暖阳队】取消了")]
)
def test_every_text_says_from_whom_it_is(settings: Any, text: str, sent: str) -> None:
    settings.REDVEST_DEMO, settings.REDVEST_SITE_NAME = True, "新余志愿"
    send(text)
    assert OutgoingMessage.objects.get().text == sent


def test_whom_to_call(settings: Any) -> None:
    assert centre() == "志愿服务中心"
    settings.REDVEST_CENTRE_PHONE = "0790-6440000"
    assert centre() == "志愿服务中心（0790-6440000）"
