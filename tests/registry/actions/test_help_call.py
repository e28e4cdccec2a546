"""Asking for help at a screen: nobody is refused, nothing is doubled, the phone stays shut, and a keeper answers once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.help_call import (
    Asking,
    finish_help_call,
    show_help_phone,
    take_help_calls,
    turn_call_into_need,
)
from redvest.registry.actions.kiosk import Receipt, keep_receipts
from redvest.registry.actions.retention import apply_retention
from redvest.registry.choices import HelpKind
from redvest.registry.kiosk_errors import HelpCallDone, HelpCallUnknown
from redvest.registry.models import HelpCall, KioskDevice, KioskReceipt, StationNeed
from redvest.registry.policy import Standing
from redvest.registry.queries.help_call import help_call_for, help_calls_for, waiting_calls
from tests.factories import registry
from tests.factories.registry import NOW, TODAY
from tests.registry.actions.test_kiosk import keeper_of, paired

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PHONE = "13800138000"


@pytest.fixture
def device() -> KioskDevice:
    return KioskDevice.objects.select_related("station__region").get(pk=paired(registry.make_station())[0].pk)


def ask(device: KioskDevice, *calls: Asking, days: int = 0) -> dict[str, str]:
    return take_help_calls(device=device, calls=calls, at=NOW + days * DAY, sent_at=NOW + days * DAY)


def one(device: KioskDevice, phone: str = PHONE) -> HelpCall:
    ask(device, Asking("a" * 8, HelpKind.UNWELL, NOW, phone))
    return help_call_for(keeper_of(device.station), HelpCall.objects.get().pk)


def test_what_is_sent_twice_is_one_call_and_answered_alike(device: KioskDevice) -> None:
    asked = Asking("a" * 8, HelpKind.HOME, NOW, "138 0013 8000")
    assert ask(device, asked) == ask(device, asked) == {"a" * 8: "accepted"}
    call = HelpCall.objects.get()
    assert (call.kind, call.phone_tail, call.at, call.station_id) == ("home", "8000", NOW, device.station_id)
    assert PHONE.encode() not in bytes(call.phone_sealed or b"")
    assert KioskReceipt.objects.get().kind == "help"
    assert AuditLine.objects.filter(verb="take_help_calls").count() == 1
    assert PHONE not in str(list(AuditLine.objects.values_list("details", flat=True)))


@pytest.mark.parametrize("phone", ["", "就在这里", "12345"])
def test_nobody_is_refused_for_a_phone(device: KioskDevice, phone: str) -> None:
    call = one(device, phone)
    assert (call.phone_tail, call.phone_sealed) == ("", None)
    assert show_help_phone(by=keeper_of(device.station), call=call, at=NOW) == ""


def test_one_that_arrives_two_days_late_still_arrives_with_its_own_time(device: KioskDevice) -> None:
    assert ask(device, Asking("a" * 8, HelpKind.WAY, NOW), days=2) == {"a" * 8: "accepted"}
    call = HelpCall.objects.get()
    assert (call.at, call.received_at) == (NOW, NOW + 2 * DAY)


def test_a_clock_ahead_dates_nothing_into_the_future(device: KioskDevice) -> None:
    ahead = NOW + timedelta(minutes=1)
    take_help_calls(device=device, calls=[Asking("a" * 8, HelpKind.WAY, ahead)], at=NOW, sent_at=NOW)
    assert HelpCall.objects.get().at == NOW


def test_the_number_is_shown_to_the_keeper_and_the_look_is_on_record(device: KioskDevice) -> None:
    by = keeper_of(device.station)
    assert show_help_phone(by=by, call=one(device), at=NOW) == PHONE
    line = AuditLine.objects.get(verb="show_help_phone")
    assert line.target_id == str(HelpCall.objects.get().pk)


def test_it_is_done_once(device: KioskDevice) -> None:
    by, call = keeper_of(device.station), one(device)
    finish_help_call(by=by, call=call, note=" 送到  卫生站 ", at=NOW + DAY)
    call.refresh_from_db()
    assert (call.done_note, call.done_at, call.done_by_id) == ("送到 卫生站", NOW + DAY, by.account_id)
    with pytest.raises(HelpCallDone):
        finish_help_call(by=by, call=call, note="又一次", at=NOW + DAY)
    call.refresh_from_db()
    assert call.done_note == "送到 卫生站"


def test_a_keeper_of_another_station_sees_and_does_nothing(device: KioskDevice) -> None:
    call = one(device)
    for by in (keeper_of(registry.make_station(name="别处")), registry.make_member()):
        assert not help_calls_for(by).exists()
        assert not (waiting := waiting_calls(by)) or not waiting.exists()
        with pytest.raises(HelpCallUnknown):
            help_call_for(by, call.pk)
        with pytest.raises(NotAllowed):
            show_help_phone(by=by, call=call, at=NOW)
        with pytest.raises(NotAllowed):
            finish_help_call(by=by, call=call, note="我来", at=NOW)
    call.refresh_from_db()
    assert call.done_at is None
    assert not AuditLine.objects.filter(verb="show_help_phone").exists()


def test_what_waits_comes_first(device: KioskDevice) -> None:
    ask(device, Asking("a" * 8, HelpKind.WAY, NOW), Asking("b" * 8, HelpKind.HOME, NOW))
    by = keeper_of(device.station)
    finish_help_call(by=by, call=help_calls_for(by)[0], note="好了", at=NOW)
    assert [each.done_at is None for each in help_calls_for(by)] == [True, False]
    assert (waiting := waiting_calls(by)) is not None and waiting.count() == 1


def test_it_goes_a_month_after_it_was_done_and_receipts_with_it(device: KioskDevice) -> None:
    keep_receipts(device=device, receipts=[Receipt("n" * 8, "presence", NOW, "accepted", "0123")], at=NOW)
    finish_help_call(by=keeper_of(device.station), call=one(device), note="好了", at=NOW)
    apply_retention(city=device.city, at=NOW + 30 * DAY)
    assert (HelpCall.objects.count(), KioskReceipt.objects.count()) == (1, 2)
    gone = apply_retention(city=device.city, at=NOW + 31 * DAY)
    assert (gone["help_calls"], gone["kiosk_receipts"]) == (1, 2)
    assert not HelpCall.objects.exists() and not KioskReceipt.objects.exists()


def test_one_that_nobody_did_goes_after_half_a_year(device: KioskDevice) -> None:
    one(device)
    assert apply_retention(city=device.city, at=NOW + 180 * DAY)["help_calls"] == 0
    assert apply_retention(city=device.city, at=NOW + 181 * DAY)["help_calls"] == 1


def test_a_call_becomes_a_need_in_its_own_words_and_once(device: KioskDevice) -> None:
    by, call = keeper_of(device.station), one(device)
    with translation.override("en"):  # a keeper who reads English keeps Chinese words
        need = turn_call_into_need(by=by, call=call, at=NOW + DAY)
    assert (need.words, need.asked_on, need.call_id) == ("自助机求助：身体不舒服", TODAY, call.pk)
    call.refresh_from_db()
    assert (call.done_at, call.done_note, call.phone_tail) == (NOW + DAY, "转成需求", "8000")
    with pytest.raises(HelpCallDone):
        turn_call_into_need(by=by, call=call, at=NOW + DAY)
    assert StationNeed.objects.count() == 1


def test_what_was_done_already_or_is_anothers_becomes_no_need(device: KioskDevice) -> None:
    by, call = keeper_of(device.station), one(device)
    for stranger in (keeper_of(registry.make_station(name="隔壁站")), registry.make_volunteer()):
        standing = stranger if isinstance(stranger, Standing) else registry.volunteer_standing(stranger)
        with pytest.raises(NotAllowed):
            turn_call_into_need(by=standing, call=call, at=NOW)
    call.refresh_from_db()
    assert call.done_at is None
    finish_help_call(by=by, call=call, note="送去了", at=NOW)
    with pytest.raises(HelpCallDone):
        turn_call_into_need(by=by, call=call, at=NOW)
    assert not StationNeed.objects.exists()


def test_the_need_outlives_its_call(device: KioskDevice) -> None:
    need = turn_call_into_need(by=keeper_of(device.station), call=one(device), at=NOW)
    HelpCall.objects.all().delete()  # the phone is kept no longer than its month
    need.refresh_from_db()
    assert (need.call_id, need.answered_on) == (None, None)
