"""Nobody who runs the city is forgotten unless somebody else runs it, by whichever of their accounts they do."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.registry.actions import leaving
from redvest.registry.actions.grant import revoke_grant
from redvest.registry.choices import Role
from redvest.registry.grant_errors import LastCentre
from redvest.registry.models import Account, Erasure, Grant, Volunteer
from redvest.registry.person_errors import ErasureCentre
from redvest.registry.queries.merge import accounts_of_person
from redvest.registry.queries.role import live_grants
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.service.actions.test_person import DAY, merged, two_records

pytestmark = pytest.mark.django_db
WEEK = make.NOW + 7 * DAY


def centre_of(account: Account) -> Grant:
    return make.make_grant(account=account, role=Role.CENTRE, region=make.make_region_tree().city)


def wish_of(person: Volunteer) -> Erasure:
    return leaving.ask_erasure(by=make.volunteer_standing(person), at=make.NOW)


def account_of(person: Volunteer) -> Account:
    return Account.objects.get(pk=person.account_id)


def centres() -> int:
    return live_grants(make.TODAY).filter(role=Role.CENTRE, account__is_active=True).count()


def test_the_account_of_a_record_merged_away_counts() -> None:
    old, kept = two_records()
    second = make.make_account(name="老中心")
    Volunteer.objects.filter(pk=old.pk).update(account=second)
    grant = centre_of(second)
    merged(Volunteer.objects.get(pk=old.pk), kept)
    assert set(accounts_of_person(kept.pk)) == {second.pk, kept.account_id}
    with pytest.raises(ErasureCentre):
        wish_of(kept)
    assert not Erasure.objects.exists() and centres() == 1
    centre_of(make.make_account())
    revoke_grant(by=make.standing_of(second), grant=grant, at=make.NOW)
    wish_of(kept)
    assert leaving.erase_due(at=WEEK) == 1
    second.refresh_from_db()
    assert (second.is_active, centres()) == (False, 1)


def test_who_was_made_the_only_centre_since_asking_waits_for_another() -> None:
    person = make.make_volunteer()
    wish = wish_of(person)
    centre_of(account_of(person))
    assert leaving.erase_due(at=WEEK) == 0
    wish.refresh_from_db()
    assert wish.done_at is None and account_of(person).is_active and centres() == 1
    other = centre_of(make.make_account())
    assert leaving.erase_due(at=WEEK) == 1
    assert not account_of(person).is_active
    with pytest.raises(LastCentre):
        revoke_grant(by=make.standing_of(other.account), grant=other, at=WEEK)
    assert centres() == 1


def test_a_centre_switched_off_runs_nothing() -> None:
    person = make.make_volunteer()
    wish_of(person)
    centre_of(account_of(person))
    centre_of(make.make_account(is_active=False))
    assert leaving.erase_due(at=WEEK) == 0
    assert account_of(person).is_active


def test_a_city_without_any_forgets_as_ever() -> None:
    wish_of(make.make_volunteer())
    assert leaving.erase_due(at=WEEK) == 1


@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_one_stays() -> None:
    people = [make.make_volunteer(), make.make_volunteer()]
    wishes = [wish_of(each) for each in people]
    for each in people:
        centre_of(account_of(each))
    at_once(*(partial(leaving.erase_due, at=WEEK) for _ in wishes))
    assert Erasure.objects.filter(done_at__isnull=True).count() == 1
    assert centres() == 1
