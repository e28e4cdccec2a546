"""People as rows: accounts, volunteers and guardians with their secrets sealed as everywhere else."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from redvest.faces.ops.demo.chance import array
from redvest.faces.ops.demo.names import person_name, surname_of
from redvest.faces.ops.demo.numbers import GUARDIAN, VOLUNTEER, phone
from redvest.faces.ops.demo.people import ADULT, SKILLS, Person
from redvest.registry.choices import IdType, RealNameState, Sex, VolunteerSource, VolunteerState
from redvest.registry.queries import secret
from redvest.registry.rules.search_terms import joined
from redvest.registry.rules.volunteer_number import number_for

# Read once: an enumeration's value costs more than the row's hash.
_CARD, _CHECKED, _ACTIVE = (
    IdType.RESIDENT_CARD.value,
    RealNameState.CHECKED.value,
    VolunteerState.ACTIVE.value,
)
_MALE, _FEMALE = Sex.MALE.value, Sex.FEMALE.value
_SELF, _BODY = VolunteerSource.SELF.value, VolunteerSource.BODY.value


def account_row(
    account_id: object, city: str, name: str, password: str, number: str, created_at: object
) -> tuple[Any, ...]:
    """An account with this phone."""
    kept = secret.keep_phone(number, context=secret.ACCOUNT_PHONE)
    return account_id, city, name, password, None, kept.sealed, kept.hash, kept.tail, True, created_at


def volunteer_accounts(people: Sequence[Person], city: str, password: str) -> Iterator[tuple[Any, ...]]:
    for person in people:
        if person.account_id is not None:
            number = phone(VOLUNTEER + person.serial)
            yield account_row(person.account_id, city, person.name, password, number, person.registered_at)


def volunteer_rows(
    rng: random.Random, people: Sequence[Person], city: str, number_key: bytes
) -> Iterator[tuple[Any, ...]]:
    """Everybody on the register, real name checked."""
    skills = SKILLS.picks(rng, len(people))
    for person, skill in zip(people, skills, strict=True):
        kept = secret.keep_phone(phone(VOLUNTEER + person.serial), context=secret.VOLUNTEER_PHONE)
        number = number_for(city[:4], person.serial + 1, number_key)
        yield (
            person.hex, city, person.account_id, number, person.name, person.pinyin,
            _MALE if person.male else _FEMALE, person.birth_on.isoformat(), _CARD,
            secret.seal_id(person.number), secret.id_hash(IdType.RESIDENT_CARD, person.number),
            kept.sealed, kept.hash, kept.tail, person.place.code, person.place.path, skill,
            _CHECKED, _ACTIVE, _SELF if person.has_account else _BODY,
            str(person.registered_at), array(search_terms(person.name, person.pinyin, number, kept.tail)),
        )  # fmt: skip


def search_terms(name: str, pinyin: str, number: str, tail: str) -> list[str]:
    """The terms of ``registry.rules.search_terms.volunteer_terms`` for a Han name whose pinyin is known."""
    syllables = pinyin.split()
    pairs = [left + right for left, right in pairwise(name)]
    initials = "".join([syllable[0] for syllable in syllables])
    return list(
        dict.fromkeys(
            [*name, *pairs, *syllables, "".join(syllables), initials, *joined(pinyin), number, tail]
        )
    )


def guardian_rows(rng: random.Random, people: Sequence[Person]) -> Iterator[tuple[Any, ...]]:
    """A parent for every minor, with the family name that the child has from the father."""
    for person in people:
        if person.age >= ADULT:
            continue
        father = rng.random() < 0.4
        name, _ = person_name(rng, father)
        if father:
            name = surname_of(person.name) + name[-1]
        kept = secret.keep_phone(phone(GUARDIAN + person.serial), context=secret.GUARDIAN_PHONE)
        yield (
            person.id,
            name,
            "父亲" if father else "母亲",
            kept.sealed,
            kept.hash,
            kept.tail,
            person.registered_at,
        )
