"""Reads the paper of a granted star: what it says, for its owner and for whoever has its number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from redvest.core.clock import day_of
from redvest.core.identifiers import normalise_number
from redvest.honour.choices import StarApprover, StarSpan, StarState
from redvest.honour.models import StarAward
from redvest.honour.rules.star import approver_of
from redvest.honour.rules.star_credential import PREFIX, StarFacts
from redvest.honour.star_errors import StarUnknown
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Region
from redvest.registry.policy import Standing
from redvest.registry.queries.secret import keyring
from redvest.registry.rules.names import mask_name
from redvest.service.models import StatusBit
from redvest.service.queries.credential import read_place
from redvest.service.rules.certificate import public_reason
from redvest.service.rules.credential_check import Finding

GIVEN = (StarState.GRANTED, StarState.ENDED)


@dataclass(frozen=True, slots=True)
class PublicStar:
    """What the public page says of a star: as much as its paper, with the name masked."""

    number: str
    valid: bool
    level: int
    hours: int
    annual: bool
    masked_name: str
    place: str
    granted_on: date
    document_number: str
    ended_on: date | None
    reason: str
    checked_at: datetime


def own_given_star(by: Standing, key: UUID) -> StarAward:
    """A granted star of somebody's own, ended ones too. Raises StarUnknown."""
    rows = StarAward.objects.select_related("volunteer").filter(state__in=GIVEN, number__isnull=False)
    found = rows.filter(pk=key, volunteer_id__in=by.records).first()
    if found is None:
        raise StarUnknown
    return found


def held_star(by: Standing, number: str) -> StarAward:
    """The same by the number of its paper. Raises StarUnknown, also for whom it does not belong to."""
    found = (
        StarAward.objects.select_related("volunteer").filter(state__in=GIVEN, number=spelled(number)).first()
    )
    if found is None or found.volunteer_id not in by.records:
        raise StarUnknown
    return found


def spelled(number: str) -> str:
    """A star's number as it is kept, with or without its letters in front."""
    found = normalise_number(number[:64])
    return found if found.startswith(f"{PREFIX}-") else f"{PREFIX}-{found}"


def star_facts(award: StarAward, *, whole_name: bool) -> StarFacts:
    """What paper, badge and credential of a granted star say."""
    person = award.volunteer
    salt = keyring().keyed_hash(str(award.pk), purpose="credential-salt").hex()[:32]
    if award.granted_at is None or award.publicity_from is None or award.publicity_until is None:
        raise StarUnknown
    return StarFacts(
        id=award.pk,
        number=str(award.number),
        level=award.level,
        hours=award.hours[award.level - 1],
        annual=award.span == StarSpan.ANNUAL,
        name=person.name if whole_name else mask_name(person.name),
        whole_name=whole_name,
        volunteer_number=person.number,
        salt=salt,
        place=_granting_place(award),
        granted_at=award.granted_at,
        granted_on=day_of(award.granted_at),
        document_number=award.document_number,
        publicity=(award.publicity_from, award.publicity_until),
    )


def placed(facts: StarFacts, bit: StatusBit) -> StarFacts:
    """With the place in a status list that its credential names."""
    return replace(facts, status_list=bit.status_list_id, status_index=bit.index)


def _granting_place(award: StarAward) -> str:
    """The district that grants the first two, the city that grants or registers the others."""
    codes = award.region_path.strip("/").split("/")
    county = approver_of(award.level) == StarApprover.COUNTY
    code = codes[1] if county and len(codes) > 1 else codes[0]
    return Region.objects.filter(pk=code).values_list("name", flat=True).first() or ""


def public_star(number: str, at: datetime) -> PublicStar:
    """What anybody with the number may see. Raises StarUnknown."""
    rows = StarAward.objects.select_related("volunteer").filter(state__in=GIVEN, number=spelled(number))
    award = rows.first()
    if award is None or award.granted_at is None:
        raise StarUnknown
    erased = award.volunteer.state == VolunteerState.ERASED
    return PublicStar(
        number=str(award.number),
        valid=award.state == StarState.GRANTED and not erased,
        level=award.level,
        hours=award.hours[award.level - 1],
        annual=award.span == StarSpan.ANNUAL,
        masked_name=mask_name(award.volunteer.name),
        place=_granting_place(award),
        granted_on=day_of(award.granted_at),
        document_number=award.document_number,
        ended_on=day_of(award.reviewed_at) if award.reviewed_at and award.state == StarState.ENDED else None,
        reason=_("本人已经注销。") if erased else _why(award),
        checked_at=at,
    )


def _why(award: StarAward) -> str:
    if award.state != StarState.ENDED:
        return ""
    return public_reason(award.review_words, award.volunteer.name)


def check_star_file(found: Finding) -> Finding:
    """A star's paper or credential that is intact, against the register: is it ours, and does it still stand.

    A paper has no ``payload``: its seal alone says its number.
    """
    award = StarAward.objects.select_related("volunteer").filter(state__in=GIVEN, number=found.number).first()
    if award is None or (found.payload and not _agrees(found.payload, award)):
        return found.but(_("本平台的登记册里没有这份凭证。"), intact=False)
    if award.state == StarState.ENDED:
        return replace(found.but(_("这个星级已经终止，凭证随之失效。"), status="revoked"), of_log=False)
    if award.volunteer.state == VolunteerState.ERASED:
        return replace(found.but(_("本人已经注销。"), status="revoked"), of_log=False)
    return replace(found, status="valid", of_log=False)


def _agrees(payload: Any, award: StarAward) -> bool:
    """It names the bit that was given to this star, and the level that was granted."""
    bit, told = read_place(award.pk), payload.get("credentialStatus", {})
    said = payload.get("credentialSubject", {}).get("achievement", {}).get("id", "")
    return (
        bit is not None
        and told.get("statusListIndex") == str(bit.index)
        and str(told.get("statusListCredential", "")).endswith(f"/credentials/status/{bit.status_list_id}")
        and str(said).endswith(f"/stars/#{award.level}-{award.hours[award.level - 1]}")
    )
