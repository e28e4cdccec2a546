"""A screen whose answer got lost sends again at once; a code is typed on two machines; two keepers answer one call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from redvest.registry.actions.help_call import Asking, finish_help_call
from redvest.registry.actions.kiosk import ask_for_kiosk, pair_kiosk
from redvest.registry.choices import HelpKind
from redvest.registry.kiosk_errors import HelpCallDone, PairingCodeWrong, TooManyKiosks
from redvest.registry.models import HelpCall, KioskDevice, KioskReceipt
from redvest.registry.queries.help_call import help_call_for
from redvest.registry.rules.kiosk import MOST_AT_STATION
from redvest.service.actions.card import issue_card
from redvest.service.actions.kiosk import KioskScan
from redvest.service.actions.kiosk_batch import take_kiosk_batch
from redvest.service.choices import Direction
from redvest.service.models import Attendance, Scan
from redvest.service.queries.codes import card_text
from tests.factories import registry, service
from tests.factories.race import at_once
from tests.factories.registry import NOW
from tests.registry.actions.test_kiosk import keeper_of, paired

pytestmark = pytest.mark.django_db(transaction=True)


def screen() -> KioskDevice:
    found = paired(registry.make_station())[0]
    return KioskDevice.objects.select_related("station__region").get(pk=found.pk)


def test_one_batch_in_two_threads_and_once_more_is_one_stay_and_one_call() -> None:
    device, person = screen(), registry.make_volunteer()
    activity = service.make_activity(starts_at=NOW, hours=2)
    service.make_signup(post=service.make_post(activity=activity), volunteer=person)
    card = card_text(issue_card(by=registry.volunteer_standing(person), volunteer=person, at=NOW))
    later = NOW + timedelta(hours=1)
    scans = [KioskScan("n1", Direction.IN, NOW, code=card), KioskScan("n2", Direction.OUT, later, code=card)]
    calls = [Asking("n3", HelpKind.HOME, NOW, "13800138000")]

    def send() -> dict[str, str]:
        return take_kiosk_batch(device=device, scans=scans, calls=calls, at=later, sent_at=later)

    told = [*at_once(send, send), send()]
    for each in told:
        assert isinstance(each, dict), each
        assert set(each) == {"n1", "n2", "n3"}
        assert set(each.values()) <= {"accepted", "repeated"}
    stay = Attendance.objects.get()
    assert (stay.in_at, stay.out_at) == (NOW, later)
    assert (Scan.objects.count(), HelpCall.objects.count(), KioskReceipt.objects.count()) == (2, 1, 3)


def test_a_code_typed_on_two_machines_pairs_one() -> None:
    station = registry.make_station()
    _device, code = ask_for_kiosk(by=keeper_of(station), station=station, name="大厅", at=NOW)

    def pair(ip: str) -> Callable[[], str]:
        return lambda: pair_kiosk(station=station, code=code, at=NOW, ip=ip)

    told = at_once(pair("10.0.0.1"), pair("10.0.0.2"))
    assert sorted(type(each) for each in told if not isinstance(each, str)) == [PairingCodeWrong]
    assert KioskDevice.objects.filter(paired_at__isnull=False).count() == 1


def test_the_last_free_place_for_a_screen_is_given_once() -> None:
    station = registry.make_station()
    by = keeper_of(station)
    for number in range(MOST_AT_STATION - 1):
        ask_for_kiosk(by=by, station=station, name=f"{number} 号", at=NOW)

    def ask() -> object:
        return ask_for_kiosk(by=by, station=station, name="再来", at=NOW)

    told = at_once(ask, ask)
    assert [type(each) for each in told if isinstance(each, Exception)] == [TooManyKiosks]
    assert KioskDevice.objects.count() == MOST_AT_STATION


def test_two_keepers_answer_one_call_and_one_is_told() -> None:
    device = screen()
    take_kiosk_batch(device=device, scans=[], calls=[Asking("n3", HelpKind.HOME, NOW)], at=NOW, sent_at=NOW)
    by = keeper_of(device.station)
    call = help_call_for(by, HelpCall.objects.get().pk)

    def finish(note: str) -> Callable[[], None]:
        return lambda: finish_help_call(by=by, call=call, note=note, at=NOW)

    told = at_once(finish("甲"), finish("乙"))
    assert [type(each) for each in told if each is not None] == [HelpCallDone]
