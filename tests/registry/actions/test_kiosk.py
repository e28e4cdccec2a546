"""A station's screens: asked for by its keeper, paired once and in time, switched off for good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed, TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.actions.kiosk import (
    Receipt,
    ask_for_kiosk,
    keep_receipts,
    note_seen,
    pair_kiosk,
    revoke_kiosk,
)
from redvest.registry.choices import Role
from redvest.registry.kiosk_errors import KioskGone, KioskNameMissing, PairingCodeWrong, TooManyKiosks
from redvest.registry.models import KioskDevice, KioskReceipt, Station
from redvest.registry.policy import Standing
from redvest.registry.queries.kiosk import answered, device_by_token, devices_of, refused_of
from redvest.registry.rules import kiosk as rules
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def keeper_of(station: Station) -> Standing:
    account = registry.make_account(name="周站长")
    registry.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return registry.standing_of(account)


def paired(station: Station, by: Standing | None = None) -> tuple[KioskDevice, str]:
    device, code = ask_for_kiosk(by=by or keeper_of(station), station=station, name="大厅", at=NOW)
    token = pair_kiosk(station=station, code=code, at=NOW + MINUTE)
    device.refresh_from_db()
    return device, token


def test_a_code_makes_one_browser_the_stations_and_no_second_one() -> None:
    station = registry.make_station()
    device, code = ask_for_kiosk(by=keeper_of(station), station=station, name=" 大厅 ", at=NOW)
    assert (device.name, device.token_hash, device.paired_at) == ("大厅", None, None)
    assert len(code) == rules.CODE_DIGITS
    assert code not in str(list(AuditLine.objects.values_list("details", flat=True)))

    token = pair_kiosk(station=station, code=f"{code[:4]} {code[4:]}", at=NOW + 9 * MINUTE)
    found = device_by_token(station.pk, token)
    assert found is not None and found.pk == device.pk and found.paired_at == NOW + 9 * MINUTE
    with pytest.raises(PairingCodeWrong):
        pair_kiosk(station=station, code=code, at=NOW + 9 * MINUTE)
    assert device_by_token(station.pk, token) is not None
    assert list(AuditLine.objects.values_list("verb", flat=True)) == ["ask_for_kiosk", "pair_kiosk"]


def test_a_code_is_of_its_station_and_lives_ten_minutes() -> None:
    station, other = registry.make_station(), registry.make_station(name="别处")
    device, code = ask_for_kiosk(by=keeper_of(station), station=station, name="大厅", at=NOW)
    with pytest.raises(PairingCodeWrong):
        pair_kiosk(station=other, code=code, at=NOW)
    with pytest.raises(PairingCodeWrong):
        pair_kiosk(station=station, code=code, at=NOW + 10 * MINUTE)
    device.refresh_from_db()
    assert device.token_hash is None


def test_a_token_opens_no_other_stations_screen() -> None:
    station, other = registry.make_station(), registry.make_station(name="别处")
    _device, token = paired(station)
    assert device_by_token(other.pk, token) is None
    assert device_by_token(station.pk, "") is None
    assert device_by_token(station.pk, token[:-1]) is None


def test_guessing_is_slowed_down() -> None:
    station = registry.make_station()
    for _n in range(10):
        with pytest.raises(PairingCodeWrong):
            pair_kiosk(station=station, code="00000000", at=NOW, ip="10.0.0.1")
    with pytest.raises(TooManyTries):
        pair_kiosk(station=station, code="00000000", at=NOW, ip="10.0.0.1")


def test_a_stranger_gets_no_code_and_switches_nothing_off() -> None:
    station = registry.make_station()
    device, token = paired(station)
    for by in (registry.make_member(), keeper_of(registry.make_station(name="别处"))):
        with pytest.raises(NotAllowed):
            ask_for_kiosk(by=by, station=station, name="大厅", at=NOW)
        with pytest.raises(NotAllowed):
            revoke_kiosk(by=by, device=device, at=NOW)
    assert KioskDevice.objects.count() == 1
    assert device_by_token(station.pk, token) is not None


def test_the_officer_of_the_place_may_too() -> None:
    station = registry.make_station()
    _device, token = paired(station, registry.make_officer())
    assert device_by_token(station.pk, token) is not None


def test_a_kiosk_switched_off_is_nobodys() -> None:
    station = registry.make_station()
    by = keeper_of(station)
    device, token = paired(station, by)
    revoke_kiosk(by=by, device=device, at=NOW + MINUTE)
    assert device_by_token(station.pk, token) is None
    with pytest.raises(KioskGone):
        revoke_kiosk(by=by, device=device, at=NOW + MINUTE)
    assert [each.revoked_at for each in devices_of([station.pk], NOW)] == [NOW + MINUTE]


def test_a_station_has_six_at_most_and_old_codes_make_room() -> None:
    station = registry.make_station()
    by = keeper_of(station)
    for number in range(rules.MOST_AT_STATION):
        ask_for_kiosk(by=by, station=station, name=f"{number} 号", at=NOW)
    with pytest.raises(TooManyKiosks):
        ask_for_kiosk(by=by, station=station, name="再来", at=NOW)
    assert KioskDevice.objects.count() == rules.MOST_AT_STATION
    ask_for_kiosk(by=by, station=station, name="再来", at=NOW + 11 * MINUTE)
    assert KioskDevice.objects.count() == 1


def test_a_name_is_needed() -> None:
    station = registry.make_station()
    with pytest.raises(KioskNameMissing):
        ask_for_kiosk(by=keeper_of(station), station=station, name="  ", at=NOW)
    assert not KioskDevice.objects.exists()


def test_a_kiosk_is_seen_to_the_minute() -> None:
    device, _token = paired(registry.make_station())
    note_seen(device=device, at=NOW + MINUTE + timedelta(seconds=30))
    device.refresh_from_db()
    assert device.last_seen_at == NOW + MINUTE
    note_seen(device=device, at=NOW + 2 * MINUTE)
    device.refresh_from_db()
    assert device.last_seen_at == NOW + 2 * MINUTE


def test_receipts_are_kept_once_told_again_and_gone_after_a_month() -> None:
    device, _token = paired(registry.make_station())
    first = Receipt("n1", "presence", NOW, "accepted")
    assert keep_receipts(device=device, receipts=[first], at=NOW) == 1
    second = [Receipt("n1", "presence", NOW, "bad-code"), Receipt("n2", "presence", NOW, "bad-code", "0123")]
    assert keep_receipts(device=device, receipts=second, at=NOW) == 1
    assert answered(device, ["n1", "n2", "n3"]) == {"n1": "accepted", "n2": "bad-code"}
    assert [each.nonce for each in refused_of([device.station_id])] == ["n2"]
    shown = devices_of([device.station_id], NOW).get()
    assert (shown.sent, shown.refused) == (2, 1)
    keep_receipts(device=device, receipts=[], at=NOW + timedelta(days=31))
    assert not KioskReceipt.objects.exists()
