"""The edges of a consent for a named recipient: how long, how wordy, whose, whose place, and what is on record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.recipient import BASIS, LONGEST, allow_recipient, share_with, stop_recipient
from redvest.registry.guardian_errors import GuardianCodeNeeded, NotTheGuardian
from redvest.registry.models import RecipientConsent, SharingLine, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.privacy_errors import ConsentNotGiven, RecipientWrong
from redvest.registry.queries.sharing import agreed_to, is_minor, recipients_of, sharing_of
from tests.factories import registry as make

SCHOOL, UNTIL = "新余学院", make.TODAY + timedelta(days=30)
DAY = timedelta(days=1)


def allow(person: Volunteer, by: Standing | None = None, **changes: Any) -> RecipientConsent:
    said = {"recipient": SCHOOL, "purpose": "第二课堂学分", "expires_on": UNTIL, "at": make.NOW} | changes
    return allow_recipient(by=by or make.volunteer_standing(person), volunteer=person, **said)


def share(by: Standing, people: Collection[Volunteer], **changes: Any) -> SharingLine:
    said = {"recipient": SCHOOL, "purpose": "核对学分", "fields": ("姓名", "时长"), "at": make.NOW} | changes
    return share_with(by=by, people=people, **said)


@pytest.mark.django_db
@pytest.mark.parametrize("until", [make.TODAY, make.TODAY + LONGEST])
def test_the_first_and_the_last_day_that_may_be_named_are_both_good(until: date) -> None:
    person = make.make_volunteer()
    assert allow(person, expires_on=until).expires_on == until
    assert agreed_to(SCHOOL, [person.pk], until) == {person.pk}
    assert agreed_to(SCHOOL, [person.pk], until + DAY) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"expires_on": make.TODAY - DAY},
        {"expires_on": make.TODAY + LONGEST + DAY},
        {"recipient": "院"},
        {"recipient": "  院  "},
        {"recipient": "院" * 121},
        {"purpose": "看"},
        {"purpose": "看" * 201},
        {"purpose": "  "},
    ],
)
def test_one_step_past_an_edge_is_refused_and_the_old_consent_stays(changes: dict[str, Any]) -> None:
    person = make.make_volunteer()
    old = allow(person)
    with pytest.raises(RecipientWrong):
        allow(person, **changes)
    assert list(recipients_of(person.pk)) == [old]
    assert RecipientConsent.objects.get().withdrawn_at is None
    assert AuditLine.objects.filter(verb="allow_recipient").count() == 1


@pytest.mark.django_db
def test_the_longest_words_fit_and_stray_spaces_go() -> None:
    person = make.make_volunteer()
    long = allow(person, recipient="院" * 120, purpose="看" * 200)
    assert (len(long.recipient), len(long.purpose)) == (120, 200)

    first = allow(person, recipient=f"  {SCHOOL} ")
    again = allow(person, recipient=f"{SCHOOL}\n", at=make.NOW + timedelta(hours=1))
    first.refresh_from_db()
    assert first.withdrawn_at == again.given_at
    assert again.recipient == SCHOOL and again.withdrawn_at is None
    long.refresh_from_db()
    assert long.withdrawn_at is None  # another recipient's is another consent


@pytest.mark.django_db
def test_a_day_is_a_day_in_china() -> None:
    """At 16:30 UTC the fifth of March is over in Xinyu: a consent until the fifth comes too late."""
    person, evening = make.make_volunteer(), make.NOW.replace(hour=16, minute=30)
    with pytest.raises(RecipientWrong):
        allow(person, expires_on=date(2026, 3, 5), at=evening)
    assert allow(person, expires_on=date(2026, 3, 6), at=evening)


@pytest.mark.django_db
def test_only_the_person_gives_and_takes_back() -> None:
    person, other = make.make_volunteer(), make.make_volunteer()
    given_one = allow(person)
    for by, refusal in (
        (GUEST_STANDING(make.CITY), Unauthenticated),
        (make.make_member(), NotTheGuardian),
        (make.make_officer(), NotTheGuardian),
        (make.volunteer_standing(other), NotTheGuardian),
    ):
        with pytest.raises(refusal):
            allow(person, by)
        with pytest.raises(refusal):
            stop_recipient(by=by, volunteer=person, consent_id=given_one.pk, at=make.NOW)
    with pytest.raises(ConsentNotGiven):  # one's own name with another's consent opens nothing either
        stop_recipient(
            by=make.volunteer_standing(other), volunteer=other, consent_id=given_one.pk, at=make.NOW
        )
    assert RecipientConsent.objects.get().withdrawn_at is None
    assert not AuditLine.objects.filter(verb="stop_recipient").exists()


@pytest.mark.django_db
def test_taking_back_touches_one_recipient_and_is_on_record() -> None:
    person = make.make_volunteer()
    school, clinic = allow(person), allow(person, recipient="新余市人民医院")
    by = make.volunteer_standing(person)
    stop_recipient(by=by, volunteer=person, consent_id=school.pk, at=make.NOW)

    assert agreed_to(SCHOOL, [person.pk], make.TODAY) == set()
    assert agreed_to(clinic.recipient, [person.pk], make.TODAY) == {person.pk}
    line = AuditLine.objects.get(verb="stop_recipient")
    assert (line.actor_id, line.target_id, line.details["consent"]) == (
        by.account_id,
        str(person.pk),
        str(school.pk),
    )
    assert allow(person).pk != school.pk  # and can be given anew


@pytest.mark.django_db
def test_the_table_itself_keeps_one_live_consent_per_recipient() -> None:
    person = make.make_volunteer()
    row = {"recipient": SCHOOL, "purpose": "学分", "given_at": make.NOW, "expires_on": UNTIL}
    RecipientConsent.objects.create(volunteer=person, withdrawn_at=make.NOW, **row)
    RecipientConsent.objects.create(volunteer=person, **row)
    with pytest.raises(IntegrityError, match="one_live_consent_per_recipient"), transaction.atomic():
        RecipientConsent.objects.create(volunteer=person, **row)
    RecipientConsent.objects.create(volunteer=make.make_volunteer(), **row)
    assert RecipientConsent.objects.count() == 3


@pytest.mark.django_db
def test_an_officer_gives_only_what_their_place_holds() -> None:
    tree = make.make_region_tree()
    near, far = make.make_volunteer(), make.make_volunteer(region=tree.qiandong)
    for person in (near, far):
        allow(person)
    body = make.make_body()
    for by in (
        make.make_member(),
        make.make_leader(body),
        make.make_body_admin(body),
        make.make_officer(tree.fenyi),
    ):
        with pytest.raises(NotAllowed):
            share(by, [near])
    with pytest.raises(NotAllowed):
        share(make.make_officer(), [near, far])
    assert not SharingLine.objects.exists() and not AuditLine.objects.filter(verb="share_data").exists()

    line = share(make.make_centre(), [near, far, near])
    assert (line.people, line.region_path, line.kind, line.basis) == (2, "360500/", "third-party", BASIS)
    assert line.volunteer_ids == sorted([near.pk, far.pk]) and line.fields == ["姓名", "时长"]
    assert list(sharing_of([far.pk])) == [line]


@pytest.mark.django_db
def test_a_consent_for_one_recipient_is_none_for_another_with_a_like_name() -> None:
    person = make.make_volunteer()
    allow(person)
    for name in ("新余学院附属中学", "新余", "学院"):
        with pytest.raises(ConsentNotGiven):
            share(make.make_officer(), [person], recipient=name)
    assert not SharingLine.objects.exists()


@pytest.mark.django_db
def test_on_the_eighteenth_birthday_the_person_agrees_alone() -> None:
    eve = make.make_volunteer(birth_on=date(2008, 3, 6))
    with pytest.raises(GuardianCodeNeeded):
        allow(eve)
    assert not RecipientConsent.objects.exists()
    assert allow(make.make_volunteer(birth_on=date(2008, 3, 5)))


@given(st.dates(date(1990, 1, 1), date(2026, 3, 5)))
def test_who_is_a_minor_follows_from_the_birthday_alone(birth_on: date) -> None:
    if (birth_on.month, birth_on.day) == (2, 29):
        grown_on = date(birth_on.year + 18, 3, 1)
    else:
        grown_on = birth_on.replace(year=birth_on.year + 18)
    assert is_minor(Volunteer(birth_on=birth_on), make.NOW) is (grown_on > make.TODAY)
    assert not is_minor(Volunteer(birth_on=None), make.NOW)
