"""Finds people on the register, for those who may see them, with numbers hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from redvest.core.errors import NotFound
from redvest.core.search import query_terms
from redvest.registry.models import Consent, Membership, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import guardian_phones
from redvest.registry.rules import identity_number, names, volunteer_number
from redvest.registry.rules import phone as phone_rules
from redvest.registry.rules.standing import Standing


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of a staff list. The name is whole, since staff call people by it; numbers are hidden."""

    id: UUID
    number: str
    name: str
    masked_name: str
    phone: str
    region: str
    state: str
    state_words: str
    real_name_state: str
    real_name_words: str


@dataclass(frozen=True, slots=True)
class OwnNumbers:
    """A person's own hidden numbers as their page shows them; ``actions/unmask.py`` shows them whole.

    ``guardian_phone``: of both guardians where a child has two.
    """

    id_number: str
    phone: str
    guardian_phone: str


def people_of(
    standing: Standing, q: str = "", *, region_path: str = "", state: str = ""
) -> QuerySet[Volunteer]:
    """The people this one may see: of the places governed, and members of organisations with a role in."""
    where = Q(pk__in=[])
    for path in standing.regions():
        where |= Q(region_path__startswith=path)
    if bodies := standing.bodies():
        members = Membership.objects.filter(body_id__in=bodies, left_on__isnull=True)
        where |= Q(pk__in=members.values("volunteer_id"))
    found = Volunteer.objects.filter(where).select_related("region")
    if terms := query_terms(q):
        # The city in a form that the list of names cannot serve: walking that list until enough people match takes
        # ten times as long, for a name at its end, as finding all of them by their words and sorting.
        found = found.alias(_city=Concat("city", Value(""))).filter(
            _city=standing.city, search__contains=terms
        )
    else:
        found = found.filter(city=standing.city)
    if region_path:
        found = found.filter(region_path__startswith=region_path)
    if state:
        found = found.filter(state=state)
    return found.order_by("pinyin", "id")


def person_rows(people: Iterable[Volunteer]) -> list[PersonRow]:
    """The lines of a list."""
    return [
        PersonRow(
            id=person.pk,
            number=volunteer_number.grouped(person.number),
            name=person.name,
            masked_name=names.mask_name(person.name),
            phone=f"*******{person.phone_tail}" if person.phone_tail else "",
            region=person.region.name if person.region else "",
            state=person.state,
            state_words=str(person.get_state_display()),
            real_name_state=person.real_name_state,
            real_name_words=str(person.get_real_name_state_display()),
        )
        for person in people
    ]


def by_number(city: str, number: str) -> Volunteer:
    """The person with this volunteer number, however it was typed. Raises NotFound."""
    rows = Volunteer.objects.select_related("region")
    found = rows.filter(city=city, number=volunteer_number.normalise(number)).first()
    if found is None:
        raise NotFound
    return found


def record_of(standing: Standing) -> Volunteer | None:
    """The record of whoever asks."""
    if standing.volunteer_id is None:
        return None
    return Volunteer.objects.select_related("region").filter(pk=standing.volunteer_id).first()


def own_numbers(volunteer: Volunteer) -> OwnNumbers:
    """A person's numbers, hidden."""
    guardians = [phone_rules.mask(phone) for phone in guardian_phones(volunteer.pk)]
    return OwnNumbers(
        id_number=masked_id(volunteer),
        phone=_masked_phone(volunteer.phone_sealed, secret.VOLUNTEER_PHONE),
        guardian_phone="、".join(guardians),
    )


def consents_of(volunteer: Volunteer) -> QuerySet[Consent]:
    """The consents that hold."""
    return Consent.objects.filter(volunteer=volunteer, withdrawn_at__isnull=True).order_by("given_at", "id")


def masked_id(volunteer: Volunteer) -> str:
    """A person's ID number, hidden; empty where there is none."""
    if volunteer.id_sealed is None:
        return ""
    return identity_number.mask(secret.open_sealed(volunteer.id_sealed, context=secret.VOLUNTEER_ID))


def _masked_phone(sealed: bytes | memoryview | None, context: str) -> str:
    return phone_rules.mask(secret.open_sealed(sealed, context=context)) if sealed is not None else ""
