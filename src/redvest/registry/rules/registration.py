"""What a registration has to contain before it becomes a record: identity, age, guardian, consents.

Pure: the ages come as gates, the day as a parameter. What must be unique is the database's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from redvest.registry.choices import ConsentPurpose, IdType, Sex
from redvest.registry.guardian_errors import GuardianMissing, GuardianPhoneOwn
from redvest.registry.identity_errors import (
    BirthDateMissing,
    BirthDateWrong,
    IdTypeUnknown,
    NameMissing,
    NameOdd,
    NameTooLong,
    SexMissing,
    SexWrong,
)
from redvest.registry.profile_errors import DomainsWrong, SkillsTooLong
from redvest.registry.registration_errors import ConsentMissing, MinorDataConsentMissing, TooYoung
from redvest.registry.rules import identity_number, names
from redvest.registry.rules import phone as phone_rules
from redvest.registry.rules.age import AgeGates, AgeVerdict, age_on, verdict

LONGEST_NAME = 60
LONGEST_SKILLS = 200
LONGEST_RELATION = 20
MOST_DOMAINS = 4


@dataclass(frozen=True, slots=True)
class GuardianForm:
    """Who agrees for a minor, with the code that was sent to their phone."""

    name: str
    relation: str
    phone: str
    code: str


@dataclass(frozen=True, slots=True)
class VolunteerForm:
    """What a person fills in, as typed."""

    name: str
    id_type: str
    id_number: str
    region_code: str
    domains: tuple[str, ...]
    consents: frozenset[ConsentPurpose]
    sex: str | None = None
    birth_on: date | None = None
    skills: str = ""
    guardian: GuardianForm | None = None
    claim_code: str = ""  # came to the phone of the imported record that is claimed


@dataclass(frozen=True, slots=True)
class Registration:
    """The same, checked and in one spelling."""

    name: str
    id_type: IdType
    id_number: str
    sex: Sex
    birth_on: date
    skills: str
    verdict: AgeVerdict
    guardian: GuardianForm | None
    consents: frozenset[ConsentPurpose]


def check_registration(
    form: VolunteerForm, *, gates: AgeGates, max_age: int, own_phone: str, on: date
) -> Registration:
    """The checked registration, or the first fault, in the order in which the form asks."""
    name = checked_name(form.name)
    if form.id_type not in IdType.values:
        raise IdTypeUnknown
    id_type = IdType(form.id_type)
    facts = identity_number.check(id_type, form.id_number, on, max_age=max_age)
    sex = _agreed_sex(facts.sex, form.sex)
    birth_on = _agreed_birth(facts.birth_on, form.birth_on, on, max_age)
    found = verdict(gates, birth_on, on)
    if not found.may_register:
        raise TooYoung(found.reasons[0])
    checked_domains(form.domains)
    guardian = _needed_guardian(form.guardian, found, own_phone) if found.needs_guardian else None
    return Registration(
        name=name,
        id_type=id_type,
        id_number=facts.number,
        sex=sex,
        birth_on=birth_on,
        skills=checked_skills(form.skills),
        verdict=found,
        guardian=guardian,
        consents=_checked_consents(form.consents, found),
    )


def checked_name(raw: str) -> str:
    """A name in its one spelling."""
    name = names.normalise(raw)
    if not name:
        raise NameMissing
    if len(name) > LONGEST_NAME:
        raise NameTooLong
    if not names.is_name(name):
        raise NameOdd
    return name


def checked_domains(keys: tuple[str, ...]) -> tuple[str, ...]:
    """One to four different keys; whether they exist is for the database to say."""
    if not 1 <= len(keys) <= MOST_DOMAINS or len(set(keys)) != len(keys):
        raise DomainsWrong
    return keys


def checked_skills(raw: str) -> str:
    skills = " ".join(raw.split())
    if len(skills) > LONGEST_SKILLS:
        raise SkillsTooLong
    return skills


def given_by_guardian(purpose: ConsentPurpose, found: AgeVerdict) -> bool:
    """Whether this consent is the guardian's own: two always are, for a small child all are."""
    return purpose in {ConsentPurpose.GUARDIAN, ConsentPurpose.MINOR_DATA} or found.needs_data_consent


def _agreed_sex(told: Sex | None, typed: str | None) -> Sex:
    """The card's, unless it tells none; what was typed may be empty but not different."""
    if typed and typed not in Sex.values:
        raise SexMissing
    if told is None:
        if not typed:
            raise SexMissing
        return Sex(typed)
    if typed and Sex(typed) is not told:
        raise SexWrong
    return told


def _agreed_birth(told: date | None, typed: date | None, on: date, max_age: int) -> date:
    if told is not None:
        if typed is not None and typed != told:
            raise BirthDateWrong
        return told
    if typed is None:
        raise BirthDateMissing
    if not 0 <= age_on(typed, on) <= max_age:
        raise BirthDateWrong
    return typed


def checked_guardian(form: GuardianForm) -> GuardianForm:
    """A guardian's facts in one spelling. Raises GuardianMissing, PhoneFault, and as ``checked_name``."""
    if not form.name.strip() or not form.relation.strip():
        raise GuardianMissing
    relation = " ".join(form.relation.split())[:LONGEST_RELATION]
    return GuardianForm(checked_name(form.name), relation, phone_rules.check(form.phone), form.code)


def _needed_guardian(form: GuardianForm | None, found: AgeVerdict, own_phone: str) -> GuardianForm:
    """A guardian with a phone of their own; who registers a small child may use the phone they do it with."""
    if form is None or not form.name.strip() or not form.relation.strip():
        raise GuardianMissing(found.reasons[0])
    checked = checked_guardian(form)
    if checked.phone == own_phone and found.may_register_alone:
        raise GuardianPhoneOwn
    return checked


def _checked_consents(given: frozenset[ConsentPurpose], found: AgeVerdict) -> frozenset[ConsentPurpose]:
    """What is recorded: a guardian's consents only where there is a guardian to give them."""
    if ConsentPurpose.REGISTRATION not in given:
        raise ConsentMissing
    consents = given - {ConsentPurpose.GUARDIAN, ConsentPurpose.MINOR_DATA}
    if found.needs_data_consent:
        if ConsentPurpose.MINOR_DATA not in given:
            raise MinorDataConsentMissing
        consents |= {ConsentPurpose.MINOR_DATA}
    if found.needs_guardian:
        consents |= {ConsentPurpose.GUARDIAN}
    return frozenset(ConsentPurpose(purpose) for purpose in consents)
