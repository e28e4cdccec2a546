"""Coming onto the register: one person one record, ages, guardians, consents, and the claim of an import."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from redvest.core import events
from redvest.core.errors import TooManyTries, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.account_errors import WrongCode
from redvest.registry.actions.volunteer import GuardianForm, VolunteerForm, register_volunteer
from redvest.registry.choices import (
    CodePurpose,
    ConsentPurpose,
    IdType,
    RealNameState,
    Sex,
    VolunteerSource,
    VolunteerState,
)
from redvest.registry.events import VolunteerRegistered
from redvest.registry.guardian_errors import GuardianMissing, GuardianPhoneOwn
from redvest.registry.identity_errors import BirthDateMissing, BirthDateWrong, SexMissing, SexWrong
from redvest.registry.models import Account, Consent, Guardian, OneTimeCode, Volunteer
from redvest.registry.person_errors import ClaimOtherPhone
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.profile_errors import DomainsWrong
from redvest.registry.queries import secret
from redvest.registry.registration_errors import (
    AccountHasRecord,
    AlreadyRegistered,
    ConsentMissing,
    MinorDataConsentMissing,
    RegionUnknown,
    TooYoung,
)
from redvest.registry.rules import volunteer_number
from redvest.registry.rules.identity_number import IdentityNumberFault
from tests.factories import registry as make
from tests.factories.race import at_once

CARD = "11010519491231002X"
PHONE = "13900001111"
GUARDIAN_PHONE = "13900002222"
GUARDIAN = GuardianForm(name="李建国", relation="父亲", phone=GUARDIAN_PHONE, code="246810")
AGREED = frozenset({ConsentPurpose.REGISTRATION})


def form(**given: Any) -> VolunteerForm:
    make.make_region_tree()
    make.make_domain("xinyu:02")
    make.make_domain("xinyu:06", "环境保护")
    filled = VolunteerForm(
        name="李明霞",
        id_type="resident-card",
        id_number=CARD,
        region_code="360502001001",
        domains=("xinyu:02", "xinyu:06"),
        consents=AGREED,
        skills="急救",
    )
    return replace(filled, **given)


def member(phone: str = PHONE) -> Standing:
    return make.standing_of(make.make_account(phone=phone))


def child_form(born: date, **given: Any) -> VolunteerForm:
    """A form of somebody so young that a guardian is asked, filled in fully."""
    full = {"id_number": make.next_id_number(born), "guardian": GUARDIAN, **given}
    return form(**{"consents": AGREED | {ConsentPurpose.MINOR_DATA}, **full})


def register(by: Standing, filled: VolunteerForm) -> Volunteer:
    return register_volunteer(by=by, form=filled, at=make.NOW)


def nothing_was_written() -> bool:
    tables = (Volunteer, Consent, Guardian, AuditLine)
    used = OneTimeCode.objects.filter(used_at__isnull=False)
    return not used.exists() and not any(table.objects.exists() for table in tables)  # type: ignore[attr-defined]


@pytest.mark.django_db
class TestRegister:
    def test_a_record_with_everything_the_order_asks_for(self) -> None:
        by = member()

        volunteer = register(by, form())

        volunteer.refresh_from_db()
        assert (volunteer.name, volunteer.sex, volunteer.birth_on) == (
            "李明霞",
            Sex.FEMALE,
            date(1949, 12, 31),
        )
        assert (volunteer.region_path, volunteer.skills) == ("360500/360502/360502001/360502001001/", "急救")
        assert sorted(volunteer.domains.values_list("key", flat=True)) == ["xinyu:02", "xinyu:06"]
        assert (volunteer.state, volunteer.source) == (VolunteerState.ACTIVE, VolunteerSource.SELF)
        assert volunteer.real_name_state == RealNameState.CHECKED
        assert (volunteer.account_id, volunteer.registered_at) == (by.account_id, make.NOW)
        assert secret.open_sealed(volunteer.id_sealed, context=secret.VOLUNTEER_ID) == CARD
        assert secret.open_sealed(volunteer.phone_sealed, context=secret.VOLUNTEER_PHONE) == PHONE

    def test_the_number_is_ours_and_says_nothing_of_the_card(self) -> None:
        first = register(member(), form())
        second = register(member("13900003333"), form(id_number=make.next_id_number()))

        assert volunteer_number.is_valid(first.number)
        assert first.number.startswith("3605")
        assert first.number[4:] not in CARD
        assert first.number != second.number

    def test_what_was_done_is_audited_without_personal_data(self) -> None:
        by = member()

        volunteer = register(by, form())

        line = AuditLine.objects.get()
        assert (line.verb, line.actor_id, line.target_id) == (
            "register_volunteer", by.account_id, str(volunteer.pk),
        )  # fmt: skip
        assert CARD not in str(line.details)

    def test_contexts_above_hear_of_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        heard: list[VolunteerRegistered] = []
        monkeypatch.setattr(events, "_listeners", {VolunteerRegistered: [heard.append]})

        volunteer = register(member(), form())

        assert heard == [VolunteerRegistered(make.CITY, volunteer.pk, volunteer.region_path, claimed=False)]

    def test_found_by_name_pinyin_initials_number_and_tail(self) -> None:
        volunteer = register(member(), form())

        for term in ("明霞", "limingxia", "lmx", volunteer.number, "1111"):
            assert Volunteer.objects.filter(search__contains=[term]).exists(), term
        assert not Volunteer.objects.filter(search__contains=[CARD.lower()]).exists()

    def test_consents_are_rows_of_their_own(self) -> None:
        volunteer = register(member(), form(consents=AGREED | {ConsentPurpose.PUBLISH_NAME}))

        held = Consent.objects.filter(volunteer=volunteer, withdrawn_at=None)
        assert set(held.values_list("purpose", "given_by_guardian")) == {
            ("registration", False),
            ("publish-name", False),
        }

    def test_an_adult_needs_no_guardian_and_keeps_none(self) -> None:
        volunteer = register(member(), form(guardian=GUARDIAN))

        assert not Guardian.objects.exists()
        assert volunteer.state == VolunteerState.ACTIVE

    @pytest.mark.parametrize(
        ("given", "fault"),
        [
            ({"id_number": "110105194912310021"}, IdentityNumberFault),
            ({"id_type": "passport"}, IdentityNumberFault),
            ({"sex": "male"}, SexWrong),
            ({"birth_on": date(1950, 1, 1)}, BirthDateWrong),
            ({"region_code": "360500"}, RegionUnknown),
            ({"region_code": "410802"}, RegionUnknown),
            ({"region_code": ""}, RegionUnknown),
            ({"domains": ()}, DomainsWrong),
            ({"domains": ("xinyu:02", "xinyu:02")}, DomainsWrong),
            ({"domains": ("xinyu:99",)}, DomainsWrong),
            ({"domains": ("a", "b", "c", "d", "e")}, DomainsWrong),
            ({"consents": frozenset()}, ConsentMissing),
            ({"consents": frozenset({ConsentPurpose.PUBLISH_NAME})}, ConsentMissing),
        ],
    )
    def test_a_wrong_form_writes_nothing(self, given: Any, fault: Any) -> None:
        by = member()

        with pytest.raises(fault):
            register(by, form(**given))

        assert nothing_was_written()

    def test_a_passport_needs_sex_and_birth_date_typed(self) -> None:
        by = member()
        foreign = {"id_type": "passport", "id_number": "E12345678"}

        with pytest.raises(SexMissing):
            register(by, form(**foreign))
        with pytest.raises(BirthDateMissing):
            register(by, form(**foreign, sex="female"))
        with pytest.raises(BirthDateWrong):
            register(by, form(**foreign, sex="female", birth_on=date(2027, 1, 1)))
        assert nothing_was_written()

        volunteer = register(by, form(**foreign, sex="female", birth_on=date(1990, 2, 3)))
        assert volunteer.birth_on == date(1990, 2, 3)

    def test_a_guest_has_to_sign_in_first(self) -> None:
        with pytest.raises(Unauthenticated):
            register(GUEST_STANDING(make.CITY), form())

        assert nothing_was_written()


@pytest.mark.django_db
class TestOnePersonOneRecord:
    @pytest.mark.parametrize(
        "typed", ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X"]
    )
    def test_the_same_card_in_another_spelling_is_the_same_person(self, typed: str) -> None:
        register(member(), form())
        stranger = member("13900003333")

        with pytest.raises(AlreadyRegistered):
            register(stranger, form(id_number=typed))

        assert Volunteer.objects.count() == 1

    def test_a_record_with_an_account_is_never_claimed(self) -> None:
        mine = make.make_volunteer(name="李明霞", id_number=CARD, phone=PHONE)
        stranger = member("13900003333")

        with pytest.raises(AlreadyRegistered):
            register(stranger, form())

        mine.refresh_from_db()
        assert mine.account_id != stranger.account_id

    def test_one_account_has_one_record(self) -> None:
        by = member()
        register(by, form())

        with pytest.raises(AccountHasRecord):
            register(by, form(id_number=make.next_id_number()))

        assert Volunteer.objects.count() == 1

    def test_a_number_is_one_person_in_every_city(self) -> None:
        make.make_volunteer(id_number=CARD, city="410800", region=make.make_other_city(), with_account=False)

        with pytest.raises(AlreadyRegistered):
            register(member(), form())

    @pytest.mark.parametrize("other", list(IdType))
    def test_eighteen_digits_are_one_family_whatever_the_card(self, other: IdType) -> None:
        same = secret.id_hash(IdType.RESIDENT_CARD, CARD) == secret.id_hash(other, CARD)

        assert same is (other in {IdType.RESIDENT_CARD, IdType.RESIDENCE_PERMIT, IdType.PERMANENT_RESIDENCE})


@pytest.mark.django_db
class TestClaim:
    def imported(self, **given: Any) -> Volunteer:
        fields = {"name": "李明霞", "id_number": CARD, "phone": PHONE, "with_account": False, **given}
        return make.make_volunteer(source=VolunteerSource.IMPORT, **fields)

    def test_the_person_takes_over_the_imported_record(self) -> None:
        record = self.imported()
        by = member()

        claimed = register(by, form())

        assert claimed.pk == record.pk
        assert (claimed.number, claimed.source) == (record.number, VolunteerSource.IMPORT)
        assert claimed.account_id == by.account_id
        assert claimed.skills == "急救"
        assert Volunteer.objects.count() == 1
        assert AuditLine.objects.get().verb == "claim_record"
        assert Consent.objects.get(volunteer=claimed).purpose == "registration"

    def test_a_record_without_a_phone_asks_only_for_the_name(self) -> None:
        record = self.imported()
        Volunteer.objects.filter(pk=record.pk).update(phone_hash=None, phone_sealed=None, phone_tail="")

        claimed = register(member(), form())

        assert (claimed.pk, claimed.phone_tail) == (record.pk, "1111")
        assert Volunteer.objects.filter(search__contains=["1111"]).exists()

    @pytest.mark.parametrize(
        ("given", "fault"),
        [
            ({"name": "李明"}, AlreadyRegistered),
            ({"phone": "13900009999"}, ClaimOtherPhone),
            ({"state": VolunteerState.SUSPENDED}, AlreadyRegistered),
        ],
    )
    def test_what_does_not_agree_is_not_claimed(self, given: Any, fault: type[Exception]) -> None:
        record = self.imported(**given)

        with pytest.raises(fault):
            register(member(), form())

        record.refresh_from_db()
        assert record.account_id is None
        assert not Consent.objects.exists()

    def test_somebody_who_left_comes_back_with_their_record(self) -> None:
        record = self.imported(state=VolunteerState.LEFT)

        assert register(member(), form()).pk == record.pk
        record.refresh_from_db()
        assert record.state == VolunteerState.ACTIVE


@pytest.mark.django_db
class TestMinors:
    def test_a_sixteen_year_old_with_a_guardians_code(self) -> None:
        make.make_code(GUARDIAN_PHONE, CodePurpose.GUARDIAN)

        volunteer = register(member(), child_form(date(2010, 3, 5), consents=AGREED))

        guardian = Guardian.objects.get()
        assert (guardian.volunteer, guardian.name, guardian.relation) == (volunteer, "李建国", "父亲")
        assert secret.open_sealed(guardian.phone_sealed, context=secret.GUARDIAN_PHONE) == GUARDIAN_PHONE
        assert guardian.agreed_at == make.NOW
        assert volunteer.state == VolunteerState.ACTIVE
        assert dict(Consent.objects.values_list("purpose", "given_by_guardian")) == {
            "registration": False,
            "guardian": True,
        }

    def test_everything_a_ten_year_old_agrees_to_is_the_guardians_consent(self) -> None:
        make.make_code(GUARDIAN_PHONE, CodePurpose.GUARDIAN)

        register(member(), child_form(date(2015, 6, 1)))

        assert dict(Consent.objects.values_list("purpose", "given_by_guardian")) == {
            "registration": True,
            "minor-data": True,
            "guardian": True,
        }

    def test_a_parent_may_register_a_small_child_with_the_same_phone(self) -> None:
        make.make_code(PHONE, CodePurpose.GUARDIAN)

        register(member(), child_form(date(2015, 6, 1), guardian=replace(GUARDIAN, phone=PHONE)))

        assert Guardian.objects.get().phone_tail == "1111"

    @pytest.mark.parametrize(
        ("born", "given", "fault"),
        [
            (date(2020, 3, 6), {}, TooYoung),
            (date(2015, 6, 1), {"guardian": None}, GuardianMissing),
            (date(2010, 3, 5), {"guardian": None}, GuardianMissing),
            (date(2008, 3, 6), {"guardian": None}, GuardianMissing),
            (date(2010, 3, 5), {"guardian": replace(GUARDIAN, phone=PHONE)}, GuardianPhoneOwn),
            (date(2010, 3, 5), {"guardian": replace(GUARDIAN, name=" ")}, GuardianMissing),
            (date(2015, 6, 1), {"consents": AGREED}, MinorDataConsentMissing),
            (date(2010, 3, 5), {"guardian": replace(GUARDIAN, code="000000")}, WrongCode),
        ],
    )
    def test_what_a_minor_lacks_is_said_and_nothing_written(self, born: date, given: Any, fault: Any) -> None:
        make.make_code(GUARDIAN_PHONE, CodePurpose.GUARDIAN)
        by = member()

        with pytest.raises(fault):
            register(by, child_form(born, **given))

        assert nothing_was_written()

    def test_on_the_eighteenth_birthday_nobody_else_is_asked(self) -> None:
        volunteer = register(member(), form(id_number=make.next_id_number(date(2008, 3, 5))))

        assert volunteer.state == VolunteerState.ACTIVE

    def test_the_guardians_code_is_not_wasted_on_a_number_that_is_taken(self) -> None:
        taken = make.make_volunteer(birth_on=date(2010, 3, 5))
        number = secret.open_sealed(taken.id_sealed, context=secret.VOLUNTEER_ID)
        make.make_code(GUARDIAN_PHONE, CodePurpose.GUARDIAN)

        with pytest.raises(AlreadyRegistered):
            register(member(), child_form(date(2010, 3, 5), id_number=number))

        assert OneTimeCode.objects.get().used_at is None


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_one_card_and_several_accounts_at_once_make_one_record(self) -> None:
        filled = form()
        people = [member(make.next_phone()) for _ in range(5)]

        outcomes = at_once(*[lambda by=by: register(by, filled) for by in people])  # type: ignore[misc]

        assert sum(isinstance(outcome, Volunteer) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, AlreadyRegistered) for outcome in outcomes) == 4
        assert Volunteer.objects.count() == Consent.objects.count() == 1

    def test_one_account_and_several_cards_at_once_make_one_record(self) -> None:
        by = member()
        forms = [form(id_number=make.next_id_number()) for _ in range(4)]

        outcomes = at_once(*[lambda filled=filled: register(by, filled) for filled in forms])  # type: ignore[misc]

        assert sum(isinstance(outcome, Volunteer) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, AccountHasRecord) for outcome in outcomes) == 3
        assert Volunteer.objects.count() == 1

    def test_two_claims_at_once_give_the_record_to_one(self) -> None:
        record = make.make_volunteer(name="李明霞", id_number=CARD, with_account=False)
        Volunteer.objects.filter(pk=record.pk).update(phone_hash=None)
        filled = form()
        people = [member(make.next_phone()) for _ in range(4)]

        outcomes = at_once(*[lambda by=by: register(by, filled) for by in people])  # type: ignore[misc]

        winners = [outcome for outcome in outcomes if isinstance(outcome, Volunteer)]
        assert len(winners) == 1
        record.refresh_from_db()
        assert record.account_id == winners[0].account_id
        assert Account.objects.count() == 4

    def test_wrong_guardian_codes_stay_counted_although_the_registration_is_rolled_back(self) -> None:
        make.make_code(GUARDIAN_PHONE, CodePurpose.GUARDIAN)
        by = member()
        wrong = child_form(date(2010, 3, 5), guardian=replace(GUARDIAN, code="000000"))
        for _ in range(5):
            with pytest.raises(WrongCode):
                register(by, wrong)

        with pytest.raises(TooManyTries):
            register(by, replace(wrong, guardian=GUARDIAN))
        assert not Volunteer.objects.exists()
