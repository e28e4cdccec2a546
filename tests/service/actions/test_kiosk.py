"""What a station's screen sends: one proof a scan, exactly once, late or now, and only for who has a place there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from redvest.registry.models import KioskDevice, KioskReceipt, Station, Volunteer
from redvest.registry.queries.kiosk import refused_of
from redvest.service.actions.attendance import my_code
from redvest.service.actions.card import issue_card
from redvest.service.actions.kiosk import KioskScan, record_kiosk_scans
from redvest.service.choices import Direction, ProofKind
from redvest.service.models import Activity, Attendance, Scan, VolunteerCard
from redvest.service.queries.codes import card_text
from tests.factories import registry, service
from tests.factories.registry import NOW
from tests.registry.actions.test_kiosk import paired

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
IN, OUT = Direction.IN, Direction.OUT


@pytest.fixture
def station() -> Station:
    return registry.make_station()


@pytest.fixture
def device(station: Station) -> KioskDevice:
    return KioskDevice.objects.select_related("station__region").get(pk=paired(station)[0].pk)


def card_of(person: Volunteer) -> str:
    return card_text(issue_card(by=registry.volunteer_standing(person), volunteer=person, at=NOW))


def placed(
    person: Volunteer, *, starts_at: datetime = NOW, lon: float = 114.93, elsewhere: bool = False
) -> Activity:
    region = registry.make_region_tree().fenyi if elsewhere else None
    activity = service.make_activity(starts_at=starts_at, hours=2, lon=lon, region=region)
    service.make_signup(post=service.make_post(activity=activity), volunteer=person)
    return activity


def send(
    device: KioskDevice, *scans: KioskScan, at: datetime = NOW, sent_at: datetime | None = None
) -> list[str]:
    told = record_kiosk_scans(device=device, scans=scans, at=at, sent_at=sent_at or at)
    return [told[scan.nonce] for scan in scans]


def test_a_card_at_both_ends_is_one_stay_proven_by_the_station(device: KioskDevice) -> None:
    person = registry.make_volunteer(name="李明霞")
    activity, card = placed(person), card_of(person)
    assert send(device, KioskScan("a", IN, NOW, code=card)) == ["accepted"]
    late = NOW + 2 * HOUR
    assert send(device, KioskScan("b", OUT, late, code=card), at=late) == ["accepted"]
    stay = Attendance.objects.get(activity=activity, volunteer=person)
    assert (stay.in_at, stay.out_at, stay.proofs) == (NOW, late, [ProofKind.STATION_SCAN])
    scan = Scan.objects.get(nonce="a")
    assert scan.account_id == device.asked_by_id
    assert scan.device == f"kiosk-{device.pk.hex}"


def test_sent_again_it_is_answered_as_first_and_written_once(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    placed(person)
    scans = [KioskScan("a", IN, NOW, code=card_of(person)), KioskScan("b", IN, NOW, code="RV1.C.x.1.y")]
    first = send(device, *scans)
    assert first == ["accepted", "bad-code"]
    assert send(device, *scans, at=NOW + HOUR) == first
    assert Scan.objects.count() == 1
    assert KioskReceipt.objects.count() == 2


def test_a_typed_number_is_a_word_and_no_proof(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    placed(person)
    number = f"{person.number[:4]} {person.number[4:]}"
    assert send(device, KioskScan("a", IN, NOW, number=number)) == ["accepted"]
    late = NOW + HOUR
    assert send(device, KioskScan("b", OUT, late, number=number), at=late) == ["accepted"]
    assert Attendance.objects.get().proofs == [ProofKind.SELF_CLAIM]


def test_a_day_without_a_network_arrives_with_its_own_times(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    placed(person)
    card, next_day = card_of(person), NOW + 24 * HOUR
    queue = [KioskScan("b", OUT, NOW + HOUR, code=card), KioskScan("a", IN, NOW, code=card)]
    assert send(device, *queue, at=next_day) == ["accepted", "accepted"]
    stay = Attendance.objects.get()
    assert (stay.in_at, stay.out_at) == (NOW, NOW + HOUR)


def test_what_is_older_than_a_day_is_refused_and_the_keeper_reads_why(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    placed(person)
    late = NOW + 24 * HOUR + MINUTE
    scans = [
        KioskScan("a", IN, NOW, code=card_of(person)),
        KioskScan("b", IN, NOW, number=person.number),
        KioskScan("c", OUT, NOW + HOUR, number=person.number),
    ]
    assert send(device, *scans, at=late) == ["kiosk-too-late", "kiosk-too-late", "not-checked-in"]
    assert not Attendance.objects.exists()
    refused = refused_of([device.station_id])
    assert {(each.outcome, each.tail) for each in refused} == {("kiosk-too-late", person.number[-4:])}
    assert refused.count() == 2


def test_the_day_is_counted_by_the_houses_clock(device: KioskDevice) -> None:
    """A screen that is a year behind has its things of the last day taken in, at their true times."""
    person = registry.make_volunteer()
    placed(person)
    behind, at = timedelta(days=365), NOW + 23 * HOUR
    scan = KioskScan("a", IN, NOW - behind, code=card_of(person))
    assert send(device, scan, at=at, sent_at=at - behind) == ["accepted"]
    assert Attendance.objects.get().in_at == NOW


def test_a_clock_that_is_off_is_put_right(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    placed(person)
    ahead = 30 * MINUTE
    scan = KioskScan("a", IN, NOW + ahead, code=card_of(person))
    assert send(device, scan, at=NOW, sent_at=NOW + ahead) == ["accepted"]
    assert Attendance.objects.get().in_at == NOW


def test_the_activity_that_is_on_is_meant(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    placed(person, starts_at=NOW - 3 * HOUR)
    on = placed(person, starts_at=NOW - HOUR / 2)
    placed(person, starts_at=NOW + 2 * HOUR)
    assert send(device, KioskScan("a", IN, NOW, code=card_of(person))) == ["accepted"]
    assert Attendance.objects.get().activity_id == on.pk


def test_nobody_is_checked_in_anywhere_else(device: KioskDevice) -> None:
    person, stranger = registry.make_volunteer(), registry.make_volunteer(name="王小路")
    placed(person, elsewhere=True, lon=114.99)
    scans = [
        KioskScan("a", IN, NOW, code=card_of(person)),
        KioskScan("b", IN, NOW, code=card_of(stranger)),
        KioskScan("c", IN, NOW, number="000000000000"),
        KioskScan("d", IN, NOW, code="就是我"),
    ]
    assert send(device, *scans) == ["not-on-roster", "not-on-roster", "not-on-roster", "bad-code"]
    assert not Scan.objects.exists()
    assert KioskReceipt.objects.get(nonce="c").tail == "0000"


def test_a_place_in_the_next_street_counts_whatever_its_region(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    placed(person, elsewhere=True, lon=114.931)
    assert send(device, KioskScan("a", IN, NOW, code=card_of(person))) == ["accepted"]


def test_a_card_that_was_replaced_and_a_time_outside_are_refused(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    placed(person)
    old = card_of(person)
    issue_card(by=registry.volunteer_standing(person), volunteer=person, renew=True, at=NOW)
    new = card_text(VolunteerCard.objects.get(volunteer=person, revoked_at=None))
    early = NOW - HOUR - MINUTE
    scans = [KioskScan("a", IN, NOW, code=old), KioskScan("b", IN, early, code=new)]
    assert send(device, *scans) == ["card-revoked", "outside-hours"]
    assert not Scan.objects.exists()


def test_the_code_on_a_phone_is_read_at_the_time_it_was_shown_and_once(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    placed(person)
    code = my_code(by=registry.volunteer_standing(person), at=NOW).text
    scans = [KioskScan("a", IN, NOW, code=code), KioskScan("b", OUT, NOW + HOUR, code=code)]
    assert send(device, *scans, at=NOW + 24 * HOUR) == ["accepted", "expired-code"]
    assert Scan.objects.get().proof == ProofKind.STATION_SCAN


def test_a_batch_costs_the_same_for_few_and_many(
    device: KioskDevice, django_assert_max_num_queries: object
) -> None:
    people = [registry.make_volunteer() for _n in range(4)]
    activity = service.make_activity(starts_at=NOW)
    post = service.make_post(activity=activity, places=9)
    for person in people:
        service.make_signup(post=post, volunteer=person)
    cards = [card_of(person) for person in people]
    send(device, KioskScan("0", IN, NOW, code=cards[0]))
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        send(device, *(KioskScan(str(n), IN, NOW, code=cards[n]) for n in range(1, 4)))
    assert Attendance.objects.count() == 4
