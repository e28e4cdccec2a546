"""The desk of screens and askings at its edges: what waits first, what stays hidden, whose dates run out, what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from redvest.core.identifiers import uuid7
from redvest.core.models import AuditLine
from redvest.registry.actions.help_call import Asking, finish_help_call, take_help_calls
from redvest.registry.actions.kiosk import Receipt, ask_for_kiosk, keep_receipts
from redvest.registry.choices import HelpKind, Role
from redvest.registry.models import Account, HelpCall, KioskDevice, Station
from redvest.registry.rules.kiosk import MOST_AT_STATION
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.registry import NOW, TODAY
from tests.registry.actions.test_kiosk import paired

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PHONE = "13800138000"


@pytest.fixture
def station(place: Place) -> Station:
    return registry.make_station(place.tree.baihua)


@pytest.fixture
def keeper(station: Station) -> Account:
    account = registry.make_account(name="赵站长")
    registry.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return account


@pytest.fixture
def client(keeper: Account, sign_in: SignIn) -> Client:
    return sign_in(keeper)


@pytest.fixture
def device(station: Station) -> KioskDevice:
    return KioskDevice.objects.select_related("station__region").get(pk=paired(station)[0].pk)


def ask(device: KioskDevice, kind: HelpKind = HelpKind.UNWELL, phone: str = PHONE) -> HelpCall:
    nonce = uuid7().hex
    take_help_calls(device=device, calls=[Asking(nonce, kind, NOW, phone)], at=NOW, sent_at=NOW)
    return HelpCall.objects.select_related("station__region").get(nonce=nonce)


def url(call: HelpCall) -> str:
    return reverse("desk:help-call", args=[call.pk])


def machines(station: Station) -> str:
    return reverse("desk:station-kiosks", args=[station.pk])


def test_what_waits_comes_before_what_is_done(device: KioskDevice, client: Client, keeper: Account) -> None:
    first, second = ask(device, HelpKind.WAY), ask(device, HelpKind.COMPANY)
    finish_help_call(by=registry.standing_of(keeper), call=second, note="陪着聊了聊", at=NOW)
    page = client.get(reverse("desk:kiosks")).content.decode()
    assert page.index(first.get_kind_display()) < page.index(second.get_kind_display())
    assert "等人处理" in page and "处理了" in page and "手机尾号 8000" in page
    assert PHONE not in page and "陪着聊了聊" not in page


def test_who_left_no_phone_waits_inside_and_no_number_is_offered(device: KioskDevice, client: Client) -> None:
    call = ask(device, phone="就在这里")
    page = client.get(url(call)).content.decode()
    assert "没留手机，在站里等" in page and 'value="phone"' not in page
    assert "tel:" not in client.post(url(call), {"verb": "phone"}).content.decode()


def test_a_number_is_shown_on_one_answer_and_each_look_is_on_record(
    device: KioskDevice, client: Client
) -> None:
    call = ask(device)
    for _look in range(2):
        shown = client.post(url(call), {"verb": "phone"})
        assert PHONE in shown.content.decode() and "no-store" in shown["Cache-Control"]
        assert PHONE not in client.get(url(call)).content.decode()
    lines = AuditLine.objects.filter(verb="show_help_phone", target_id=str(call.pk))
    assert lines.count() == 2 and PHONE not in str(list(lines.values_list("details", flat=True)))


@pytest.mark.parametrize(
    "said", [{}, {"verb": ""}, {"verb": "delete"}, {"verb": "done"}, {"verb": "done", "note": " "}]
)
def test_a_press_that_says_nothing_changes_nothing(
    device: KioskDevice, client: Client, said: dict[str, str]
) -> None:
    call = ask(device)
    answer = client.post(url(call), said)
    assert answer.status_code == (422 if said.get("verb") == "done" else 200)
    call.refresh_from_db()
    assert call.done_at is None
    assert not AuditLine.objects.filter(verb__in=["show_help_phone", "finish_help_call"]).exists()


def test_a_note_of_a_hundred_and_twenty_letters_is_the_longest(device: KioskDevice, client: Client) -> None:
    call = ask(device)
    assert client.post(url(call), {"verb": "done", "note": "好" * 121}).status_code == 422
    assert client.post(url(call), {"verb": "done", "note": "好" * 120}).status_code == 302
    call.refresh_from_db()
    assert call.done_note == "好" * 120
    page = client.get(url(call)).content.decode()
    assert "赵站长" in page and 'value="done"' not in page


def test_a_keeper_whose_time_is_over_sees_nothing_of_it(
    station: Station, device: KioskDevice, place: Place, sign_in: SignIn
) -> None:
    call, former = ask(device), registry.make_account(name="钱站长")
    registry.make_grant(account=former, role=Role.STATION_KEEPER, station=station, ends_on=TODAY - DAY)
    gone = sign_in(former)
    for page in (url(call), machines(station), reverse("desk:kiosks")):
        assert gone.get(page).status_code in (403, 404)
    assert PHONE not in gone.post(url(call), {"verb": "phone"}).content.decode()
    assert not AuditLine.objects.filter(verb="show_help_phone").exists()


def test_half_an_hour_of_silence_is_shown(device: KioskDevice, station: Station, client: Client) -> None:
    seen = NOW + MINUTE
    for at, words in ((seen + 30 * MINUTE, "在用"), (seen + 30 * MINUTE + timedelta(seconds=1), "没联网")):
        with time_machine.travel(at, tick=False):
            assert words in client.get(reverse("desk:kiosks")).content.decode()
            assert words in client.get(machines(station)).content.decode()


def test_a_code_that_waits_is_shown_until_it_is_over_and_never_its_digits(
    station: Station, keeper: Account, client: Client
) -> None:
    _device, code = ask_for_kiosk(by=registry.standing_of(keeper), station=station, name="三楼露台", at=NOW)
    page = client.get(machines(station)).content.decode()
    assert "三楼露台" in page and "等配对" in page and "data-pair-code" not in page
    assert code not in page and f"{code[:4]} {code[4:]}" not in page
    with time_machine.travel(NOW + 10 * MINUTE, tick=False):
        assert "三楼露台" not in client.get(machines(station)).content.decode()


def test_a_seventh_machine_is_refused_beside_its_name(
    station: Station, keeper: Account, client: Client
) -> None:
    by = registry.standing_of(keeper)
    for number in range(MOST_AT_STATION):
        ask_for_kiosk(by=by, station=station, name=f"{number} 号", at=NOW)
    refused = client.post(machines(station), {"name": "再来一台"})
    page = refused.content.decode()
    assert refused.status_code == 422 and "最多 6 台" in page and "data-pair-code" not in page
    assert KioskDevice.objects.count() == MOST_AT_STATION


@pytest.mark.parametrize("name", ["", "   ", "长" * 41])
def test_a_machine_without_a_good_name_is_none(station: Station, client: Client, name: str) -> None:
    assert client.post(machines(station), {"name": name}).status_code == 422
    assert not KioskDevice.objects.exists()


def test_what_was_refused_names_nobody_and_only_this_station(
    place: Place, station: Station, device: KioskDevice, client: Client
) -> None:
    other = registry.make_station(place.tree.baihua, name="隔壁站")
    far = KioskDevice.objects.get(pk=paired(other)[0].pk)
    keep_receipts(
        device=device, receipts=[Receipt("a" * 8, "presence", NOW, "not-on-roster", "0123")], at=NOW
    )
    keep_receipts(device=far, receipts=[Receipt("b" * 8, "presence", NOW, "bad-code", "9876")], at=NOW)
    taken = [Receipt("c" * 8, "presence", NOW, outcome, "5555") for outcome in ("accepted",)]
    keep_receipts(device=device, receipts=taken, at=NOW)
    page = client.get(machines(station)).content.decode()
    assert "编号尾号 0123" in page and "9876" not in page and "5555" not in page
    assert "传来 2 条，没收下 1 条" in page


def test_what_is_not_there_is_404(client: Client) -> None:
    for name in ("desk:station-kiosks", "desk:help-call"):
        assert client.get(reverse(name, args=[uuid7()])).status_code == 404
    off = reverse("desk:kiosk-off", args=[uuid7()])
    assert client.post(off).status_code == 404 and client.get(off).status_code == 405
