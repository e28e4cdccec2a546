"""Registering by oneself in a crisis: one statement, no code to wait for, the same phone gets the same pass again.

The network is overloaded when this is needed most, so no text message stands between somebody and their pass; who
they are is looked at where they check in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from redvest.care.choices import CrisisSkill, CrisisVia
from redvest.care.crisis_errors import (
    BirthDayWrong,
    BriefChanged,
    BriefUnsigned,
    CrisisMinor,
    CrisisOver,
    CrisisStopped,
    CrisisWordsMissing,
    PhoneOfAnother,
)
from redvest.care.models import Crisis, CrisisVolunteer
from redvest.care.policy import require_may_attend
from redvest.care.rules.crisis import CRISIS_PHONE, day_of_birth, is_minor, new_pass
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.identifiers import uuid7
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.setting import rule
from redvest.registry.rules import names
from redvest.registry.rules.phone import check

TRIES = 5  # of a pass that somebody else has already: one in a billion each
LONGEST_NAME, LONGEST_EQUIPMENT = 40, 80

# FOR SHARE: who says "stop coming" waits for those that are being written, and nobody is written afterwards.
_REGISTER = """
WITH open AS (
    SELECT id, city FROM care_crisis
    WHERE id = %(crisis)s AND handed_back_at IS NULL AND (stopped_at IS NULL OR %(via)s = 'paper') FOR SHARE
)
INSERT INTO care_crisisvolunteer (
    id, city, crisis_id, volunteer_id, name, phone_sealed, phone_hash, phone_tail, pass_code, skills, equipment,
    stays_on, via, brief_version, brief_signed_at, registered_at, registered_by_id
)
SELECT %(id)s, open.city, open.id, %(volunteer)s, %(name)s, %(sealed)s, %(hash)s, %(tail)s, %(code)s, %(skills)s,
    %(equipment)s, %(stays_on)s, %(via)s, %(brief)s, %(at)s, %(at)s, %(registered_by)s
FROM open
ON CONFLICT DO NOTHING
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class CrisisRegistration:
    """What somebody says of themselves; ``born`` as typed, ``brief_version`` is the brief that they read and signed."""

    name: str
    phone: str
    born: str
    brief_version: int | None
    skills: Sequence[str] = field(default_factory=tuple)
    equipment: str = ""
    stays_on: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    person: CrisisVolunteer
    again: bool


@transaction.atomic
def register_for_crisis(
    *,
    by: Standing,
    crisis: Crisis,
    form: CrisisRegistration,
    at: datetime,
    via: CrisisVia = CrisisVia.WEB,
) -> Registered:
    """A place among those who come, and a pass. The same phone and name get the same again.

    Raises CrisisOver, CrisisStopped, CrisisMinor, BirthDayWrong, PhoneFault, CrisisWordsMissing, BriefUnsigned,
    BriefChanged, PhoneOfAnother; of paper and at the desk also NotAllowed.
    """
    if via in (CrisisVia.DESK, CrisisVia.PAPER):
        require_may_attend(by, crisis.region_path)
    name, phone = names.normalise(form.name)[:LONGEST_NAME], check(form.phone)
    if not names.is_name(name):
        raise CrisisWordsMissing("请填写真实姓名。")
    today = day_of(at)
    under = rule("age.danger_under", crisis.region_path, today)
    if is_minor(day_of_birth(form.born, today), today, under):
        raise CrisisMinor
    known = None if via == CrisisVia.WEB and not by.signed_in else _record_of(crisis, phone, name)
    return _registered(by, crisis, form, name, phone, known, via, at)


@transaction.atomic
def register_known_volunteer(
    *, by: Standing, crisis: Crisis, brief_version: int | None, at: datetime
) -> Registered:
    """One tap for who is on the register: name, phone and birthday are known. Raises as ``register_for_crisis`` does."""
    record = Volunteer.objects.select_related("account").get(pk=require_volunteer(by))
    today = day_of(at)
    if record.birth_on is None:
        raise BirthDayWrong
    if is_minor(record.birth_on, today, rule("age.danger_under", crisis.region_path, today)):
        raise CrisisMinor
    phone = secret.volunteer_phone(record)
    form = CrisisRegistration(record.name, phone, "", brief_version)
    return _registered(by, crisis, form, record.name, phone, record.pk, CrisisVia.WEB, at)


def _record_of(crisis: Crisis, phone: str, name: str) -> UUID | None:
    """The record of the same phone and name, if there is exactly one. A link for the counts: it shows nothing to anybody."""
    found = Volunteer.objects.filter(city=crisis.city, phone_hash=secret.phone_hash(phone), name=name)
    keys = list(found.values_list("pk", flat=True)[:2])
    return keys[0] if len(keys) == 1 else None


def _registered(
    by: Standing,
    crisis: Crisis,
    form: CrisisRegistration,
    name: str,
    phone: str,
    volunteer: UUID | None,
    via: CrisisVia,
    at: datetime,
) -> Registered:
    version = _signed(crisis, form.brief_version, via)
    kept = secret.keep_phone(phone, context=CRISIS_PHONE)
    values: dict[str, Any] = {
        "crisis": crisis.pk, "volunteer": volunteer, "name": name, "sealed": kept.sealed, "hash": kept.hash,
        "tail": kept.tail, "skills": [each for each in CrisisSkill.values if each in form.skills],
        "equipment": " ".join(form.equipment.split())[:LONGEST_EQUIPMENT], "stays_on": form.stays_on,
        "via": via.value, "brief": version, "at": at,
        "registered_by": by.account_id if via in (CrisisVia.DESK, CrisisVia.PAPER) else None,
    }  # fmt: skip
    for _try in range(TRIES):
        if _inserted(values):
            person = CrisisVolunteer.objects.get(crisis=crisis, phone_hash=kept.hash)
            write_line(
                by=by.actor, at=at, city=crisis.city, verb="register_for_crisis", target=person, via=via.value
            )
            return Registered(person, again=False)
        # A phone that is there keeps its pass, also after "stop coming".
        found = CrisisVolunteer.objects.filter(crisis=crisis, phone_hash=kept.hash).first()
        if found is not None:
            if found.name != name:
                raise PhoneOfAnother
            return Registered(found, again=True)
        _why_closed(crisis, via)
    raise CrisisStopped


def _inserted(values: dict[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_REGISTER, values | {"id": uuid7(), "code": new_pass()})
        return cursor.fetchone() is not None


def _signed(crisis: Crisis, version: int | None, via: CrisisVia) -> int:
    """The brief that was signed has to be the one that holds; a paper form carries the version that was printed on it."""
    if version is None:
        raise BriefUnsigned
    if via == CrisisVia.PAPER and 1 <= version <= crisis.brief_version:
        return version
    if version != crisis.brief_version:
        raise BriefChanged
    return version


def _why_closed(crisis: Crisis, via: CrisisVia) -> None:
    """Raises CrisisOver or CrisisStopped; returns where it was only the pass that somebody else has."""
    now = Crisis.objects.get(pk=crisis.pk)
    if not now.live:
        raise CrisisOver
    if now.stopped_at is not None and via != CrisisVia.PAPER:
        raise CrisisStopped(words=now.stop_words)
