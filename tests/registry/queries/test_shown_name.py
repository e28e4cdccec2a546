"""A name is masked in public until its owner says otherwise, and again the moment they take that back."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from redvest.registry.actions.consent import give_consent, withdraw_consent
from redvest.registry.choices import ConsentPurpose, VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.queries.shown_name import public_name_of_account, public_names, who_publishes
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.factories.service import make_activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Volunteer:
    found = make.make_volunteer(name="李明霞")
    publish(found, ConsentPurpose.REGISTRATION)
    return found


def publish(person: Volunteer, purpose: ConsentPurpose = ConsentPurpose.PUBLISH_NAME) -> None:
    give_consent(by=make.volunteer_standing(person), volunteer=person, purpose=purpose, at=NOW)


def hide(person: Volunteer) -> None:
    by = make.volunteer_standing(person)
    withdraw_consent(by=by, volunteer=person, purpose=ConsentPurpose.PUBLISH_NAME, at=NOW)


def test_each_name_as_its_owner_wants_it(person: Volunteer) -> None:
    other = make.make_volunteer(name="王大山")
    publish(person)
    assert public_names([person, other], TODAY) == {person.pk: "李明霞", other.pk: "王*山"}
    hide(person)
    assert public_names([person, other], TODAY)[person.pk] == "李*霞"
    assert who_publishes([], TODAY) == set()


def test_who_left_the_register_is_not_named_any_more(person: Volunteer) -> None:
    publish(person)
    Volunteer.objects.filter(pk=person.pk).update(state=VolunteerState.LEFT)
    assert public_names([person], TODAY)[person.pk] == "李*霞"


def test_a_leader_without_a_record_is_masked_too() -> None:
    assert public_name_of_account(make.make_account(name="陈小梅").pk, "陈小梅", TODAY) == "陈*梅"


def test_the_api_names_a_leader_to_guests_only_with_consent(person: Volunteer) -> None:
    assert person.account is not None
    url = f"/api/v1/activities/{make_activity(leader=person.account).pk}"

    def named() -> str:
        with time_machine.travel(NOW, tick=False):
            return str(Client().get(url).json()["leader_name"])

    assert named() == "李*霞"
    publish(person)
    assert named() == "李明霞"
    hide(person)
    assert named() == "李*霞"
