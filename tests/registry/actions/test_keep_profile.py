"""Saving what a person says about themselves, and what is refused without a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from redvest.core.errors import DomainError
from redvest.core.models import AuditLine
from redvest.registry.actions.consent import withdraw_consent
from redvest.registry.actions.profile import ProfileAnswers, keep_profile
from redvest.registry.choices import ConsentPurpose
from redvest.registry.guardian_errors import NotTheGuardian
from redvest.registry.models import Consent, Profile, Volunteer
from redvest.registry.queries.profile import missing_in, people_list, profile_of
from redvest.registry.rules.availability import decode
from tests.factories import registry as make
from tests.factories.race import at_once

pytestmark = pytest.mark.django_db
SAID = ProfileAnswers(
    slots=("sat-morning", "holiday-evening"), languages=("putonghua", "sign"), affiliation="03",
    affiliation_agreed=True, project_invites="accept", team_invites="accept",
)  # fmt: skip


def keep(person: Volunteer, answers: ProfileAnswers) -> Profile:
    return keep_profile(by=make.volunteer_standing(person), volunteer=person, answers=answers, at=make.NOW)


def agreed(person: Volunteer) -> bool:
    live = Consent.objects.filter(volunteer=person, purpose=ConsentPurpose.AFFILIATION, withdrawn_at=None)
    return live.exists()


def test_all_of_it_is_kept_with_its_own_consent() -> None:
    person = make.make_volunteer()
    kept = keep(person, SAID)
    kept.refresh_from_db()
    assert decode(kept.slots) == ("sat-morning", "holiday-evening")
    assert (kept.languages, kept.affiliation) == (["putonghua", "sign"], "03")
    assert agreed(person)
    line = AuditLine.objects.get(verb="keep_profile")
    assert "03" not in str(line.details)


def test_leaving_the_affiliation_out_takes_the_consent_back() -> None:
    person = make.make_volunteer()
    keep(person, SAID)
    kept = keep(person, replace(SAID, affiliation="", affiliation_agreed=False))
    assert kept.affiliation == "" and not agreed(person)


def test_taking_the_consent_back_forgets_the_affiliation() -> None:
    person = make.make_volunteer()
    keep(person, SAID)
    by = make.volunteer_standing(person)
    withdraw_consent(by=by, volunteer=person, purpose=ConsentPurpose.AFFILIATION, at=make.NOW)
    assert Profile.objects.get(volunteer=person).affiliation == ""
    assert decode(Profile.objects.get(volunteer=person).slots)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"slots": ("sat-night",)}, "slots-wrong"),
        ({"languages": ("klingon",)}, "language-unknown"),
        ({"affiliation": "99"}, "affiliation-unknown"),
        ({"affiliation_agreed": False}, "affiliation-unasked"),
        ({"project_invites": "maybe"}, "invites-wrong"),
        ({"team_invites": "ask"}, "invites-wrong"),
    ],
)
def test_what_cannot_be_is_refused_whole(wrong: dict[str, Any], code: str) -> None:
    person = make.make_volunteer()
    with pytest.raises(DomainError) as refused:
        keep(person, replace(SAID, **wrong))
    assert refused.value.code == code
    assert not Profile.objects.exists() and not agreed(person)


def test_nobody_else_may_say_it() -> None:
    person, other = make.make_volunteer(), make.make_volunteer(name="王大山")
    for by in (make.volunteer_standing(other), make.make_centre()):
        with pytest.raises(NotTheGuardian):
            keep_profile(by=by, volunteer=person, answers=SAID, at=make.NOW)
    assert not Profile.objects.exists() and not Consent.objects.exists()


def test_a_small_child_does_not_name_an_affiliation_alone() -> None:
    child = make.make_volunteer(birth_on=date(2015, 1, 1))
    with pytest.raises(DomainError) as refused:
        keep(child, SAID)
    assert refused.value.code == "guardian-code-needed"
    assert not Profile.objects.exists()
    keep(child, replace(SAID, affiliation=""))


def test_the_hint_never_asks_for_the_affiliation() -> None:
    person = make.make_volunteer(domains=("xinyu:02",))
    assert missing_in(person, profile_of(person)) == ["会什么", "什么时候有空", "会说什么话"]
    kept = keep(person, replace(SAID, affiliation=""))
    assert missing_in(person, kept) == ["会什么"]
    assert len(people_list("affiliation")) == 13 and "sign" in people_list("language")


def test_the_database_holds_the_grid_and_four_domains() -> None:
    person = make.make_volunteer()
    keys = [make.make_domain(f"xinyu:0{place}", f"类别{place}") for place in range(1, 6)]
    person.domains.set(keys[:4])
    with pytest.raises(IntegrityError), transaction.atomic():
        person.domains.add(keys[4])
    assert person.domains.count() == 4
    keep(person, SAID)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE registry_profile SET slots = 16777216")


@pytest.mark.django_db(transaction=True)
def test_two_savings_at_once_leave_one_profile_and_one_consent() -> None:
    person = make.make_volunteer()
    outcomes = at_once(lambda: keep(person, SAID), lambda: keep(person, replace(SAID, affiliation="13")))
    assert len(outcomes) == 2
    assert Profile.objects.count() == 1 and Profile.objects.get().affiliation in ("03", "13")
    assert Consent.objects.filter(purpose=ConsentPurpose.AFFILIATION, withdrawn_at=None).count() == 1
