"""Which stations and screens somebody has in charge, and what the desk counts of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.identifiers import uuid7
from redvest.registry.actions.help_call import Asking, take_help_calls
from redvest.registry.actions.kiosk import Receipt, ask_for_kiosk, keep_receipts, note_seen, revoke_kiosk
from redvest.registry.choices import HelpKind
from redvest.registry.kiosk_errors import HelpCallUnknown, KioskUnknown
from redvest.registry.models import KioskDevice, Station
from redvest.registry.queries.help_call import help_call_for, help_calls_for, waiting_calls
from redvest.registry.queries.kiosk import (
    device_by_token,
    devices_of,
    kiosk_for,
    refused_of,
    stations_in_charge,
    with_kiosks,
)
from tests.factories import registry
from tests.factories.registry import NOW
from tests.registry.actions.test_kiosk import keeper_of, paired

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def stations() -> list[Station]:
    """Two in Yushui, one in Fenyi."""
    tree = registry.make_region_tree()
    return [
        registry.make_station(tree.baihua, name="百花站"),
        registry.make_station(tree.baihua, name="隔壁站"),
        registry.make_station(tree.fenyi, name="分宜站"),
    ]


def names(found: object) -> set[str]:
    return {each.name for each in found}  # type: ignore[attr-defined]


def test_a_keeper_has_the_station_an_officer_the_place_the_centre_all(stations: list[Station]) -> None:
    assert names(stations_in_charge(keeper_of(stations[0]))) == {"百花站"}
    assert names(stations_in_charge(registry.make_officer())) == {"百花站", "隔壁站"}
    assert names(stations_in_charge(registry.make_centre())) == {"百花站", "隔壁站", "分宜站"}
    assert not stations_in_charge(registry.make_member()).exists()


def test_a_city_ends_at_its_border(stations: list[Station]) -> None:
    """A keeper's own id does not open a station of another city."""
    by = keeper_of(stations[0])
    Station.objects.filter(pk=stations[0].pk).update(city="410800")
    assert not stations_in_charge(by).exists()


def test_living_screens_are_counted_and_the_latest_look_is_told(stations: list[Station]) -> None:
    by = keeper_of(stations[0])
    devices = [paired(stations[0], by)[0] for _n in range(3)]
    ask_for_kiosk(by=by, station=stations[0], name="还没配对", at=NOW)
    note_seen(device=devices[1], at=NOW + 9 * MINUTE)
    note_seen(device=devices[2], at=NOW + 20 * MINUTE)
    gone = KioskDevice.objects.select_related("station__region").get(pk=devices[2].pk)
    revoke_kiosk(by=by, device=gone, at=NOW + 21 * MINUTE)
    row = with_kiosks(stations_in_charge(by)).get()
    assert (row.screens, row.seen_at) == (2, NOW + 9 * MINUTE)  # type: ignore[attr-defined]
    other = with_kiosks(Station.objects.filter(pk=stations[1].pk)).get()
    assert (other.screens, other.seen_at) == (0, None)  # type: ignore[attr-defined]


def test_a_screen_is_found_by_who_has_its_station_in_charge(stations: list[Station]) -> None:
    device, _token = paired(stations[0])
    for by in (keeper_of(stations[0]), registry.make_officer(), registry.make_centre()):
        assert kiosk_for(by, device.pk).pk == device.pk
    for by in (keeper_of(stations[1]), keeper_of(stations[2]), registry.make_member()):
        with pytest.raises(KioskUnknown):
            kiosk_for(by, device.pk)
    with pytest.raises(KioskUnknown):
        kiosk_for(registry.make_centre(), uuid7())


def test_codes_that_ran_out_are_not_listed(stations: list[Station]) -> None:
    by = keeper_of(stations[0])
    ask_for_kiosk(by=by, station=stations[0], name="大厅", at=NOW)
    assert names(devices_of([stations[0].pk], NOW + 9 * MINUTE)) == {"大厅"}
    assert not devices_of([stations[0].pk], NOW + 10 * MINUTE).exists()
    assert not devices_of([stations[1].pk], NOW).exists()


def test_a_screen_whose_keeper_left_is_nobodys(stations: list[Station]) -> None:
    """The account that answered for the machine was closed: somebody else has to answer for it anew."""
    device, token = paired(stations[0])
    assert device_by_token(stations[0].pk, token) is not None
    device.asked_by.is_active = False
    device.asked_by.save()
    assert device_by_token(stations[0].pk, token) is None


def test_refused_things_are_of_their_stations_and_the_latest_comes_first(stations: list[Station]) -> None:
    for number, station in enumerate(stations):
        device, _token = paired(station)
        rows = [
            Receipt(f"taken-{number}", "presence", NOW, "accepted"),
            Receipt(f"waits-{number}", "presence", NOW, "not-checked-in"),
            Receipt(f"late-{number}", "presence", NOW, "kiosk-too-late", "0123"),
        ]
        keep_receipts(device=device, receipts=rows, at=NOW + number * MINUTE)
    found = refused_of([stations[0].pk, stations[1].pk])
    assert [each.nonce for each in found] == ["late-1", "late-0"]


def test_calls_are_seen_by_who_has_their_station_in_charge(stations: list[Station]) -> None:
    for number, station in enumerate(stations):
        device = paired(station)[0]
        asked = Asking(f"nonce-{number}", HelpKind.OTHER, NOW)
        take_help_calls(device=device, calls=[asked], at=NOW + number * MINUTE, sent_at=NOW + number * MINUTE)
    officer = registry.make_officer()
    assert [each.station.name for each in help_calls_for(officer)] == ["隔壁站", "百花站"]
    assert (waiting := waiting_calls(officer)) is not None
    assert waiting.count() == 2
    far = help_calls_for(registry.make_centre()).get(station=stations[2])
    with pytest.raises(HelpCallUnknown):
        help_call_for(officer, far.pk)
    assert waiting_calls(registry.make_member()) is None
