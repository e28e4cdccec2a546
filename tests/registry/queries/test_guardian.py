"""Whose guardian an account is: by the phone agreed with, of a living record, until the birthday."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import Unauthenticated
from redvest.registry.actions.consent import give_consent
from redvest.registry.choices import ConsentPurpose, VolunteerState
from redvest.registry.guardian_errors import NotTheGuardian
from redvest.registry.models import Guardian, Volunteer
from redvest.registry.policy import GUEST_STANDING
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import acts_for, children_of, require_own_or_guardian
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
PHONE = "19907905555"


def child_of(phone: str, *, days: int = 4000) -> Volunteer:
    child = make.make_volunteer(with_account=False, birth_on=make.TODAY - timedelta(days=days))
    kept = secret.keep_phone(phone, context=secret.GUARDIAN_PHONE)
    Guardian.objects.create(
        volunteer=child, name="李明霞", relation="母亲", phone_sealed=kept.sealed, phone_hash=kept.hash,
        phone_tail=kept.tail, agreed_at=make.NOW,
    )  # fmt: skip
    return child


def test_the_eldest_first_and_nobody_elses_nor_grown_up() -> None:
    by = make.standing_of(make.make_account(phone=PHONE))
    younger, elder = child_of(PHONE, days=3000), child_of(PHONE)
    child_of(make.next_phone())
    child_of(PHONE, days=7000)
    assert children_of(by, make.NOW) == [elder, younger]
    assert children_of(GUEST_STANDING(make.CITY), make.NOW) == []


@pytest.mark.parametrize("gone", [VolunteerState.MERGED, VolunteerState.ERASED])
def test_a_record_merged_away_or_erased_is_not_acted_on(gone: VolunteerState) -> None:
    by = make.standing_of(make.make_account(phone=PHONE))
    child = child_of(PHONE)
    Volunteer.objects.filter(pk=child.pk).update(state=gone)
    child.refresh_from_db()
    assert children_of(by, make.NOW) == [] and not acts_for(by, child.pk, make.NOW)
    with pytest.raises(NotTheGuardian):
        give_consent(by=by, volunteer=child, purpose=ConsentPurpose.LOCATION, at=make.NOW)
    child.refresh_from_db()
    assert (child.state, child.consents.count()) == (gone, 0)


def test_oneself_a_guardian_or_nobody() -> None:
    child = child_of(PHONE)
    me = make.make_volunteer()
    assert require_own_or_guardian(make.volunteer_standing(me), me, make.NOW) is False
    assert require_own_or_guardian(make.standing_of(make.make_account(phone=PHONE)), child, make.NOW) is True
    with pytest.raises(NotTheGuardian):
        require_own_or_guardian(make.volunteer_standing(me), child, make.NOW)
    with pytest.raises(Unauthenticated):
        require_own_or_guardian(GUEST_STANDING(make.CITY), child, make.NOW)
