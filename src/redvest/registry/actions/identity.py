"""The right to correct (PIPL art. 46): an officer who saw the document corrects a name or a birth date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from redvest.connectors import realname
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.registry.actions.consent import settle_state
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.unmask import SHORTEST_REASON
from redvest.registry.choices import MessageKind, RealNameState, SeenDocument, VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.identity_errors import RealNameRefused
from redvest.registry.models import Account, Volunteer
from redvest.registry.person_errors import BirthDiffers, DocumentMissing, NothingCorrected
from redvest.registry.policy import Standing, require_governs
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.queries import secret
from redvest.registry.queries.setting import rule
from redvest.registry.queries.sharing import require_look
from redvest.registry.rules import identity_number, names
from redvest.registry.rules.registration import checked_name
from redvest.registry.rules.search_terms import volunteer_terms

GONE = (VolunteerState.MERGED, VolunteerState.ERASED)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is right, by which document that the officer saw, and why it was wrong."""

    name: str
    birth_on: date | None
    document: str
    reason: str


@transaction.atomic
def correct_identity(*, by: Standing, volunteer: Volunteer, form: Corrected, at: datetime) -> Volunteer:
    """Correct name and birth date; the ID number is asked again whether it fits both. Nobody corrects themselves.

    The trail keeps which fields were corrected, by what document and why, and no name. Raises NotAllowed,
    MinorReasonNeeded, ReasonMissing, DocumentMissing, NothingCorrected, BirthDiffers, RealNameRefused, and what the
    rules of a name raise.
    """
    require_governs(by, volunteer.region_path or f"{volunteer.city}/")
    if by.is_self(volunteer.pk):
        raise NotAllowed
    require_look(by, volunteer, at)
    reason = " ".join(form.reason.split())[:200]
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    if form.document not in SeenDocument.values:
        raise DocumentMissing
    record = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if record.state in GONE:
        raise VolunteerNotActive
    changed = _changed(record, checked_name(form.name), form.birth_on, at)
    old = record.name
    for field, value in changed.items():
        setattr(record, field, value)
    record.save(update_fields=list(changed))
    Account.objects.filter(volunteer=record, name=old).update(name=record.name)
    settle_state(volunteer=record, at=at)  # another age may ask for other consents
    write_line(
        by=by.actor, at=at, city=record.city, verb="correct_identity", target=record, reason=reason,
        fields=[name for name in ("name", "birth_on") if name in changed], document=form.document,
    )  # fmt: skip
    if secret.volunteer_phone(record):
        text = "你登记的姓名或出生日期更正好了，请到“我的”里核对。"
        tell_person(volunteer=record, text=text, at=at, notice=Notice(MessageKind.RIGHTS, about=record))
    return record


def _changed(record: Volunteer, name: str, birth_on: date | None, at: datetime) -> dict[str, Any]:
    """The columns that become others, the number having been asked again."""
    changed: dict[str, Any] = {}
    if name != record.name:
        terms = volunteer_terms(name, record.number, record.phone_tail)
        changed |= {"name": name, "pinyin": names.pinyin(name)[:120], "search": terms}
    if birth_on is not None and birth_on != record.birth_on:
        changed["birth_on"] = birth_on
    if not changed:
        raise NothingCorrected
    if record.id_sealed is not None:
        number = secret.open_sealed(record.id_sealed, context=secret.VOLUNTEER_ID)
        changed["real_name_state"] = _asked_again(record, number, name, changed.get("birth_on"), at)
    return changed


def _asked_again(
    record: Volunteer, number: str, name: str, birth_on: date | None, at: datetime
) -> RealNameState:
    """What the authority says now. Raises BirthDiffers where the number itself tells another birth date."""
    most = rule("id.maximum_age", record.region_path or f"{record.city}/", day_of(at))
    facts = identity_number.check(record.id_type, number, day_of(at), max_age=most)
    if birth_on is not None and facts.birth_on is not None and facts.birth_on != birth_on:
        raise BirthDiffers
    outcome = realname.current().compare(id_type=record.id_type, number=number, name=name)
    if outcome is realname.Outcome.REFUSED:
        raise RealNameRefused
    return RealNameState(outcome.value)
