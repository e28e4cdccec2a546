"""A bit belongs to one certificate, a city has one current key: whatever happens at once."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings

from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.credential import current_key, give_bit, rotate_key
from redvest.service.models import Certificate, CredentialKey, StatusEntry, StatusList
from tests import database
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW, make_body, make_volunteer, volunteer_standing
from tests.factories.service import make_entry


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """A database of this test alone: what threads commit cannot be rolled back, and the ledger is never emptied."""
    before = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        name = database.fresh("status")
        try:
            yield
        finally:
            database.drop(name)
            database.use(before)


def certificates(count: int) -> list[Certificate]:
    """Certificates that have no bit yet."""
    person, team = make_volunteer(), make_body()
    for number in range(count):
        make_entry(volunteer=person, body=team, starts_at=NOW - timedelta(days=number + 1))
        issue_certificate(by=volunteer_standing(person), volunteer=person, body=team, at=NOW)
    StatusEntry.objects.all().delete()
    StatusList.objects.all().delete()
    return list(Certificate.objects.all())


def crowded(seed: int) -> Callable[[int], int]:
    """Draws among four places only, so that everybody wants the same ones."""
    chance, lock = random.Random(seed), threading.Lock()

    def draw(size: int) -> int:
        with lock:
            return chance.randrange(4)

    return draw


def test_eight_certificates_for_four_bits_at_once(own_database: None) -> None:
    wanted = certificates(8)
    works = [partial(give_bit, certificate=each, at=NOW, draw=crowded(n)) for n, each in enumerate(wanted)]
    outcomes = at_once(*works)
    assert all(isinstance(outcome, StatusEntry) for outcome in outcomes), outcomes
    places = set(StatusEntry.objects.values_list("status_list_id", "index"))
    assert len(places) == StatusEntry.objects.count() == 8
    orders = sorted(StatusList.objects.values_list("order", flat=True))
    assert orders == list(range(1, len(orders) + 1)) and len(orders) >= 2


def test_one_certificate_eight_times_at_once_has_one_bit(own_database: None) -> None:
    [wanted] = certificates(1)
    outcomes = at_once(*[partial(give_bit, certificate=wanted, at=NOW)] * 8)
    assert len({(place.status_list_id, place.index) for place in outcomes}) == 1
    assert StatusEntry.objects.count() == 1 and StatusList.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_first_key_is_made_once() -> None:
    outcomes = at_once(*[partial(current_key, city=CITY, at=NOW)] * 8)
    assert len({key.pk for key in outcomes}) == 1
    assert CredentialKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_rotations_at_once_leave_one_current_key() -> None:
    current_key(city=CITY, at=NOW)
    at_once(*[partial(rotate_key, city=CITY, at=NOW)] * 4)
    assert CredentialKey.objects.filter(retired_at__isnull=True).count() == 1
