"""Consent for one named recipient: for a time, taken back in one press, and asked before anything is given."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.registry.actions.recipient import allow_recipient, share_with, stop_recipient
from redvest.registry.guardian_errors import GuardianCodeNeeded
from redvest.registry.models import RecipientConsent, SharingLine, Volunteer
from redvest.registry.privacy_errors import ConsentNotGiven, RecipientWrong
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
SCHOOL, UNTIL = "新余学院", make.TODAY + timedelta(days=30)


def allow(person: Volunteer, recipient: str = SCHOOL, until: date | None = UNTIL) -> RecipientConsent:
    by = make.volunteer_standing(person)
    return allow_recipient(
        by=by, volunteer=person, recipient=recipient, purpose="第二课堂学分", expires_on=until, at=make.NOW
    )


def share(*people: Volunteer, days: int = 0) -> SharingLine:
    at = make.NOW + timedelta(days=days)
    return share_with(
        by=make.make_centre(),
        recipient=SCHOOL,
        purpose="第二课堂学分",
        fields=("时长",),
        people=people,
        at=at,
    )


def test_nothing_goes_to_anybody_without_it() -> None:
    person, other = make.make_volunteer(), make.make_volunteer()
    given = allow(person)

    assert share(person).recipient == SCHOOL
    for people, days in (((person, other), 0), ((other,), 0), ((), 0), ((person,), 31)):
        with pytest.raises(ConsentNotGiven):
            share(*people, days=days)

    stop_recipient(by=make.volunteer_standing(person), volunteer=person, consent_id=given.pk, at=make.NOW)
    with pytest.raises(ConsentNotGiven):
        share(person)
    with pytest.raises(ConsentNotGiven):
        stop_recipient(by=make.volunteer_standing(person), volunteer=person, consent_id=given.pk, at=make.NOW)
    assert SharingLine.objects.count() == 1


def test_agreeing_anew_replaces_the_old() -> None:
    person = make.make_volunteer()
    allow(person)
    allow(person, until=UNTIL + timedelta(days=1))
    assert RecipientConsent.objects.filter(withdrawn_at__isnull=True).count() == 1
    assert RecipientConsent.objects.count() == 2


@pytest.mark.parametrize(
    ("recipient", "until"),
    [
        ("", UNTIL),
        (SCHOOL, None),
        (SCHOOL, make.TODAY - timedelta(days=1)),
        (SCHOOL, make.TODAY + timedelta(days=1200)),
    ],
)
def test_what_is_vague_is_refused(recipient: str, until: date | None) -> None:
    with pytest.raises(RecipientWrong):
        allow(make.make_volunteer(), recipient, until)
    assert not RecipientConsent.objects.exists()


def test_a_minors_is_the_guardians_and_nobody_gives_anothers() -> None:
    person = make.make_volunteer()
    with pytest.raises(NotAllowed):
        allow_recipient(
            by=make.make_centre(),
            volunteer=person,
            recipient=SCHOOL,
            purpose="学分",
            expires_on=UNTIL,
            at=make.NOW,
        )
    Volunteer.objects.filter(pk=person.pk).update(birth_on=date(2012, 3, 6))
    person.refresh_from_db()
    with pytest.raises(GuardianCodeNeeded):
        allow(person)
    assert not RecipientConsent.objects.exists()
