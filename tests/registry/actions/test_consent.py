"""Consents: given and withdrawn with the same ease, and what that does to a person's state."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from redvest.core import events
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.account_errors import WrongCode
from redvest.registry.actions.consent import give_consent, guardian_consents, record_consent, withdraw_consent
from redvest.registry.actions.leaving import leave
from redvest.registry.choices import CodePurpose, ConsentPurpose, VolunteerState
from redvest.registry.events import VolunteerStateChanged
from redvest.registry.guardian_errors import GuardianCodeNeeded, GuardianMissing
from redvest.registry.models import Consent, Guardian, Volunteer
from redvest.registry.privacy_errors import ConsentNotGiven
from redvest.registry.queries import secret
from tests.factories import registry as make
from tests.factories.race import at_once

GUARDIAN_PHONE = "13900002222"


def registered(**given: Any) -> Volunteer:
    volunteer = make.make_volunteer(**given)
    record_consent(volunteer=volunteer, purpose=ConsentPurpose.REGISTRATION, by_guardian=False, at=make.NOW)
    return volunteer


def minor() -> Volunteer:
    volunteer = registered(birth_on=date(2010, 3, 5))
    kept = secret.keep_phone(GUARDIAN_PHONE, context=secret.GUARDIAN_PHONE)
    Guardian.objects.create(
        volunteer=volunteer, name="李建国", relation="父亲",
        phone_sealed=kept.sealed, phone_hash=kept.hash, phone_tail=kept.tail,
    )  # fmt: skip
    record_consent(volunteer=volunteer, purpose=ConsentPurpose.GUARDIAN, by_guardian=True, at=make.NOW)
    return volunteer


def give(volunteer: Volunteer, purpose: ConsentPurpose) -> None:
    give_consent(by=make.volunteer_standing(volunteer), volunteer=volunteer, purpose=purpose, at=make.NOW)


def withdraw(volunteer: Volunteer, purpose: ConsentPurpose) -> None:
    withdraw_consent(by=make.volunteer_standing(volunteer), volunteer=volunteer, purpose=purpose, at=make.NOW)


def held(volunteer: Volunteer) -> set[str]:
    return set(
        Consent.objects.filter(volunteer=volunteer, withdrawn_at=None).values_list("purpose", flat=True)
    )


def state_of(volunteer: Volunteer) -> str:
    return Volunteer.objects.get(pk=volunteer.pk).state


@pytest.mark.django_db
class TestConsent:
    def test_giving_twice_holds_once(self) -> None:
        volunteer = registered()

        give(volunteer, ConsentPurpose.PUBLISH_NAME)
        give(volunteer, ConsentPurpose.PUBLISH_NAME)

        assert held(volunteer) == {"registration", "publish-name"}
        assert AuditLine.objects.filter(verb="give_consent").count() == 1

    def test_withdrawing_closes_the_row_and_keeps_it(self) -> None:
        volunteer = registered()
        give(volunteer, ConsentPurpose.LOCATION)

        withdraw(volunteer, ConsentPurpose.LOCATION)

        row = Consent.objects.get(purpose="location")
        assert (row.given_at, row.withdrawn_at, row.wording) == (make.NOW, make.NOW, "2026-01")
        assert AuditLine.objects.get(verb="withdraw_consent").details == {"purposes": ["location"]}

    def test_what_was_not_given_cannot_be_withdrawn(self) -> None:
        volunteer = registered()

        with pytest.raises(ConsentNotGiven):
            withdraw(volunteer, ConsentPurpose.LOCATION)

        assert not AuditLine.objects.exists()

    def test_withdrawing_the_registration_is_leaving_and_giving_it_is_coming_back(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        heard: list[VolunteerStateChanged] = []
        monkeypatch.setattr(events, "_listeners", {VolunteerStateChanged: [heard.append]})
        volunteer = registered()

        withdraw(volunteer, ConsentPurpose.REGISTRATION)
        assert state_of(volunteer) == VolunteerState.LEFT
        give(volunteer, ConsentPurpose.REGISTRATION)
        assert state_of(volunteer) == VolunteerState.ACTIVE

        assert [event.state for event in heard] == ["left", "active"]

    def test_who_is_suspended_does_not_come_back_by_consenting(self) -> None:
        volunteer = registered(state=VolunteerState.SUSPENDED)

        give(volunteer, ConsentPurpose.PUBLISH_NAME)

        assert state_of(volunteer) == VolunteerState.SUSPENDED

    def test_nobody_consents_for_somebody_else(self) -> None:
        volunteer = registered()
        officer = make.make_officer()
        stranger = make.volunteer_standing(make.make_volunteer())

        for by in (officer, stranger, make.make_centre()):
            with pytest.raises(NotAllowed):
                give_consent(by=by, volunteer=volunteer, purpose=ConsentPurpose.PUBLISH_NAME, at=make.NOW)
            with pytest.raises(NotAllowed):
                withdraw_consent(by=by, volunteer=volunteer, purpose=ConsentPurpose.REGISTRATION, at=make.NOW)

        assert held(volunteer) == {"registration"}


@pytest.mark.django_db
class TestGuardians:
    def agree(self, volunteer: Volunteer, *purposes: ConsentPurpose, code: str = "246810") -> None:
        by = make.volunteer_standing(volunteer)
        guardian_consents(by=by, volunteer=volunteer, purposes=frozenset(purposes), code=code, at=make.NOW)

    def test_without_the_guardians_consent_the_record_waits(self) -> None:
        volunteer = minor()

        withdraw(volunteer, ConsentPurpose.GUARDIAN)

        assert state_of(volunteer) == VolunteerState.PENDING_GUARDIAN

    def test_a_child_cannot_give_it_alone(self) -> None:
        volunteer = minor()
        withdraw(volunteer, ConsentPurpose.GUARDIAN)

        with pytest.raises(GuardianCodeNeeded):
            give(volunteer, ConsentPurpose.GUARDIAN)

        assert state_of(volunteer) == VolunteerState.PENDING_GUARDIAN

    def test_the_guardian_gives_it_by_a_code(self) -> None:
        volunteer = minor()
        withdraw(volunteer, ConsentPurpose.GUARDIAN)
        make.make_code(GUARDIAN_PHONE, CodePurpose.GUARDIAN)

        self.agree(volunteer, ConsentPurpose.GUARDIAN, ConsentPurpose.PUBLISH_NAME)

        assert state_of(volunteer) == VolunteerState.ACTIVE
        assert held(volunteer) == {"registration", "guardian", "publish-name"}
        assert Consent.objects.get(purpose="publish-name").given_by_guardian
        assert Guardian.objects.get().agreed_at == make.NOW

    def test_a_wrong_code_changes_nothing(self) -> None:
        volunteer = minor()
        withdraw(volunteer, ConsentPurpose.GUARDIAN)
        make.make_code(GUARDIAN_PHONE, CodePurpose.GUARDIAN)

        with pytest.raises(WrongCode):
            self.agree(volunteer, ConsentPurpose.GUARDIAN, code="000000")

        assert held(volunteer) == {"registration"}
        assert Guardian.objects.get().agreed_at is None

    def test_a_small_childs_name_is_published_by_the_guardian_only(self) -> None:
        volunteer = registered(birth_on=date(2015, 6, 1))

        with pytest.raises(GuardianCodeNeeded):
            give(volunteer, ConsentPurpose.PUBLISH_NAME)
        with pytest.raises(GuardianMissing):
            self.agree(volunteer, ConsentPurpose.PUBLISH_NAME)

        assert held(volunteer) == {"registration"}


@pytest.mark.django_db(transaction=True)
def test_of_two_withdrawals_at_once_one_counts() -> None:
    volunteer = registered()
    by = make.volunteer_standing(volunteer)

    outcomes = at_once(
        *[
            lambda: withdraw_consent(
                by=by, volunteer=volunteer, purpose=ConsentPurpose.REGISTRATION, at=make.NOW
            )
        ]
        * 3
    )

    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, ConsentNotGiven) for outcome in outcomes) == 2
    assert AuditLine.objects.filter(verb="withdraw_consent").count() == 1


@pytest.mark.django_db
class TestWhatConsentsDoNotChange:
    def test_who_left_stays_away_until_they_agree_to_be_registered(self) -> None:
        volunteer = registered()
        give(volunteer, ConsentPurpose.PUBLISH_NAME)
        leave(by=make.volunteer_standing(volunteer), at=make.NOW)

        withdraw(volunteer, ConsentPurpose.PUBLISH_NAME)
        give(volunteer, ConsentPurpose.LOCATION)
        assert state_of(volunteer) == VolunteerState.LEFT

        give(volunteer, ConsentPurpose.REGISTRATION)
        assert state_of(volunteer) == VolunteerState.ACTIVE

    def test_a_guardian_of_a_child_who_left_brings_nobody_back(self) -> None:
        child = minor()
        leave(by=make.volunteer_standing(child), at=make.NOW)
        make.make_code(GUARDIAN_PHONE, CodePurpose.GUARDIAN)

        guardian_consents(
            by=make.volunteer_standing(child), volunteer=child, code="246810", at=make.NOW,
            purposes=frozenset({ConsentPurpose.GUARDIAN}),
        )  # fmt: skip

        assert state_of(child) == VolunteerState.LEFT

    @pytest.mark.parametrize(
        "state", [VolunteerState.SUSPENDED, VolunteerState.MERGED, VolunteerState.ERASED]
    )
    def test_who_is_none_of_the_register_stays_so(self, state: VolunteerState) -> None:
        volunteer = registered(state=state)

        give(volunteer, ConsentPurpose.REGISTRATION)
        give(volunteer, ConsentPurpose.LOCATION)

        assert state_of(volunteer) == state
