"""Saying who one is at a screen: by phone, number or card, always with the code on the phone, and nothing given away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import DomainError, TooManyTries
from redvest.registry.account_errors import WrongCode
from redvest.registry.choices import CodePurpose
from redvest.registry.models import KioskDevice, OneTimeCode, Volunteer
from redvest.registry.queries import secret
from redvest.registry.rules.phone import PhoneFault
from redvest.service.actions.card import issue_card
from redvest.service.actions.kiosk_person import ASKED, ask_who, say_who
from redvest.service.code_errors import BadCode, CardRevoked
from redvest.service.queries.codes import card_text
from tests.factories import registry
from tests.factories.registry import NOW
from tests.registry.actions.test_kiosk import paired

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def device() -> KioskDevice:
    return paired(registry.make_station())[0]


def phone_of(person: Volunteer) -> str:
    assert person.account is not None
    return secret.open_sealed(person.account.phone_sealed, context=secret.ACCOUNT_PHONE)


def card_of(person: Volunteer, *, renew: bool = False) -> str:
    by = registry.volunteer_standing(person)
    return card_text(issue_card(by=by, volunteer=person, renew=renew, at=NOW))


def codes_sent() -> int:
    return OneTimeCode.objects.filter(purpose=CodePurpose.SIGN_IN).count()


@pytest.mark.parametrize("way", ["phone", "number", "card", "number with spaces"])
def test_whoever_holds_the_phone_is_known(device: KioskDevice, way: str) -> None:
    person = registry.make_volunteer()
    typed = {
        "phone": phone_of(person),
        "number": person.number,
        "number with spaces": f" {person.number[:4]} {person.number[4:8]} {person.number[8:]} ",
        "card": card_of(person),
    }[way]
    carried = ask_who(device=device, typed=typed, at=NOW)
    assert codes_sent() == 1
    registry.make_code(phone_of(person), CodePurpose.SIGN_IN, code="135790", at=NOW + SECOND)
    account = say_who(device=device, carried=carried, code="135790", at=NOW + SECOND)
    assert account.pk == person.account_id


def test_what_is_carried_names_no_phone(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    told = {
        ask_who(device=device, typed=phone_of(person), at=NOW + minute * 61 * SECOND) for minute in range(2)
    }
    assert len(told) == 2  # sealed anew each time: two looks cannot be laid side by side
    assert not any(phone_of(person) in each for each in told)


@pytest.mark.parametrize("known", [False, True])
def test_nobody_and_somebody_without_a_phone_are_answered_alike(device: KioskDevice, known: bool) -> None:
    number = registry.make_volunteer(with_account=False).number if known else "360599999999"
    carried = ask_who(device=device, typed=number, at=NOW)
    assert carried and codes_sent() == 0
    for code in ("", "000000", "135790"):
        with pytest.raises(WrongCode):
            say_who(device=device, carried=carried, code=code, at=NOW)


@pytest.mark.parametrize("carried", ["", "made-up", "!!!!", "AAAA", "你好"])
def test_what_the_house_did_not_seal_names_nobody(device: KioskDevice, carried: str) -> None:
    with pytest.raises(WrongCode):
        say_who(device=device, carried=carried, code="135790", at=NOW)


def test_a_wrong_code_and_one_for_another_purpose_open_nothing(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    carried = ask_who(device=device, typed=phone_of(person), at=NOW)
    registry.make_code(phone_of(person), CodePurpose.REGISTER, code="135790", at=NOW + SECOND)
    for code in ("135790", "000000", "  "):
        with pytest.raises(WrongCode):
            say_who(device=device, carried=carried, code=code, at=NOW + SECOND)


def test_a_card_that_was_replaced_names_nobody(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    old = card_of(person)
    card_of(person, renew=True)
    with pytest.raises(CardRevoked):
        ask_who(device=device, typed=old, at=NOW)
    assert codes_sent() == 0


@pytest.mark.parametrize("typed", ["", "你好", "12345", "RV1.C.x.1.y"])
def test_what_is_nothing_is_said_to_be_nothing(device: KioskDevice, typed: str) -> None:
    with pytest.raises((PhoneFault, BadCode)):
        ask_who(device=device, typed=typed, at=NOW)
    assert codes_sent() == 0


def test_a_screen_asks_sixty_times_an_hour(device: KioskDevice) -> None:
    for n in range(ASKED):
        ask_who(device=device, typed=f"3605999999{n:02}", at=NOW)
    with pytest.raises(TooManyTries):
        ask_who(device=device, typed="360599999999", at=NOW)
    assert ask_who(device=device, typed="360599999999", at=NOW + timedelta(hours=1, seconds=1))


def test_nobody_and_somebody_are_asked_for_once_a_minute(device: KioskDevice) -> None:
    for typed in ("360599999999", registry.make_volunteer().number):
        ask_who(device=device, typed=typed, at=NOW)
        with pytest.raises(TooManyTries):
            ask_who(device=device, typed=typed, at=NOW + timedelta(seconds=59))
        assert ask_who(device=device, typed=typed, at=NOW + timedelta(seconds=61))


def test_a_phone_is_not_rung_again_within_a_minute(device: KioskDevice) -> None:
    person = registry.make_volunteer()
    ask_who(device=device, typed=person.number, at=NOW)
    with pytest.raises(DomainError):
        ask_who(device=device, typed=person.number, at=NOW + SECOND)
    assert codes_sent() == 1
