"""What can be done with awards (order 67 art. 9): an organisation's own at once, others on application with proof."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from redvest.connectors.storage import storage
from redvest.core import audit, clock
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.core.identifiers import uuid7
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import (
    Standing,
    require_administers,
    require_governs,
    require_member,
    require_volunteer,
)
from redvest.registry.queries.merge import records_of
from redvest.service.award_errors import AwardDecided, AwardExists, BadAward, OwnAward
from redvest.service.choices import AwardGiver, AwardState
from redvest.service.models import AwardRecord
from redvest.service.rules import award as rules
from redvest.service.rules.training import checked_reason


@transaction.atomic
def record_own_award(
    *, by: Standing, body: Body, volunteer: Volunteer, form: rules.AwardForm, at: datetime
) -> AwardRecord:
    """An organisation's own award, put on record by its head (or the officer of its place) at once.

    Raises NotAllowed, OwnAward, BadAward, AwardExists.
    """
    require_administers(by, body.pk, body.region_path)
    _not_own(by, volunteer)
    if volunteer.city != body.city:
        raise NotAllowed
    _check(form, at, needs_giver=False)
    award = _new(by, volunteer, form, at)
    award.giver, award.body, award.granted_by = AwardGiver.OWN_BODY, body, body.name[:80]
    award.state, award.decided_at, award.decided_by_id = AwardState.RECORDED, at, by.account_id
    _insert(award)
    audit.write_line(by=by.actor, at=at, city=award.city, verb="record_own_award", target=award)
    return award


@transaction.atomic
def record_official_award(
    *, by: Standing, volunteer: Volunteer, path: str, form: rules.AwardForm, at: datetime
) -> AwardRecord | None:
    """What an officer of a place confers by a document of the government, on record at once, wherever its owner lives.

    The same award that its owner already reported is left as it is: None. Raises NotAllowed, OwnAward, BadAward.
    """
    require_governs(by, path)
    _not_own(by, volunteer)
    _check(form, at, needs_giver=True)
    award = _new(by, volunteer, form, at)
    award.giver, award.state, award.decided_at, award.decided_by_id = (
        AwardGiver.GOVERNMENT,
        AwardState.RECORDED,
        at,
        by.account_id,
    )
    try:
        _insert(award)
    except AwardExists:
        return None
    audit.write_line(by=by.actor, at=at, city=award.city, verb="record_official_award", target=award)
    return award


@transaction.atomic
def apply_for_award(
    *, by: Standing, giver: AwardGiver, form: rules.AwardForm, proof: bytes, at: datetime
) -> AwardRecord:
    """The volunteer reports an award of the government or of another body, with its proof (PDF, PNG or JPEG to 5 MB).

    The row comes first, so that a second application leaves no file; a crash in between undoes the row.
    Raises BadAward (with the fields at fault), AwardExists.
    """
    volunteer = Volunteer.objects.get(pk=require_volunteer(by))
    kind = rules.proof_kind(proof)
    faults = rules.award_faults(form, clock.day_of(at), needs_giver=True)
    if giver == AwardGiver.OWN_BODY:
        faults.append({"field": "giver", "sentence": "志愿者组织自己的表彰由组织直接记，不用申请。"})
    if kind is None or len(proof) > rules.LARGEST_PROOF:
        faults.append({"field": "proof", "sentence": "证明材料要是 PDF、PNG 或 JPEG 文件，最大 5 MB。"})
    if faults:
        raise BadAward(errors=faults)
    award = _new(by, volunteer, form, at)
    award.giver, award.state = giver, AwardState.APPLIED
    award.proof_key = f"awards/{award.city}/{uuid7().hex}.{kind}"
    _insert(award)
    storage().write(award.proof_key, proof)
    audit.write_line(by=by.actor, at=at, city=award.city, verb="apply_for_award", target=award)
    return award


def _not_own(by: Standing, volunteer: Volunteer) -> None:
    if by.is_self(volunteer.pk):
        raise OwnAward


def _check(form: rules.AwardForm, at: datetime, *, needs_giver: bool) -> None:
    faults = rules.award_faults(form, clock.day_of(at), needs_giver=needs_giver)
    if faults:
        raise BadAward(errors=faults)


def _new(by: Standing, volunteer: Volunteer, form: rules.AwardForm, at: datetime) -> AwardRecord:
    typed = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(form).items()}
    return AwardRecord(
        city=volunteer.city, volunteer=volunteer, created_at=at, created_by_id=require_member(by), **typed
    )


def _insert(award: AwardRecord) -> None:
    try:
        with transaction.atomic():
            award.save(force_insert=True)
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_live_award":
            raise AwardExists from fault
        raise


@transaction.atomic
def decide_award(*, by: Standing, award: AwardRecord, approve: bool, note: str, at: datetime) -> AwardRecord:
    """An officer of the place where the volunteer lives has seen the proof: on record, or refused with a reason.

    Of two who decide at once, one decides. Raises NotAllowed, OwnAward, AwardDecided, ReasonNeeded.
    """
    require_governs(by, award.volunteer.region_path)
    _not_own(by, award.volunteer)
    said = " ".join(note.split())[:200] if approve else checked_reason(note)
    waiting = AwardRecord.objects.filter(pk=award.pk, state=AwardState.APPLIED)
    state = AwardState.RECORDED if approve else AwardState.REFUSED
    if not waiting.update(state=state, decided_at=at, decided_by_id=require_member(by), note=said):
        raise AwardDecided
    audit.write_line(
        by=by.actor, at=at, city=award.city, verb="decide_award", target=award, state=state.value
    )
    award.refresh_from_db()
    return award


@transaction.atomic
def void_award(*, by: Standing, award: AwardRecord, reason: str, at: datetime) -> None:
    """Take an award off the record: by who could put it there, with a reason; the row stays.

    Raises NotAllowed, OwnAward, AwardDecided (it is not on record), ReasonNeeded.
    """
    if award.body is not None:
        require_administers(by, award.body.pk, award.body.region_path)
    else:
        require_governs(by, award.volunteer.region_path)
    _void(by, award, reason, at)


@transaction.atomic
def void_official_award(
    *, by: Standing, volunteer: Volunteer, path: str, form: rules.AwardForm, reason: str, at: datetime
) -> int:
    """What ``record_official_award`` put on record comes off it, by an officer of the same place; returns how many.

    Raises NotAllowed, OwnAward, ReasonNeeded.
    """
    require_governs(by, path)
    found = AwardRecord.objects.filter(
        volunteer_id__in=records_of(volunteer.pk), name=form.name, on=form.on, granted_by=form.granted_by,
        state=AwardState.RECORDED,
    )  # fmt: skip
    rows = list(found.select_related("volunteer"))
    for each in rows:
        _void(by, each, reason, at)
    return len(rows)


def _void(by: Standing, award: AwardRecord, reason: str, at: datetime) -> None:
    _not_own(by, award.volunteer)
    said = checked_reason(reason)
    recorded = AwardRecord.objects.filter(pk=award.pk, state=AwardState.RECORDED)
    if not recorded.update(
        state=AwardState.VOIDED, voided_at=at, voided_by_id=require_member(by), void_reason=said
    ):
        raise AwardDecided
    audit.write_line(by=by.actor, at=at, city=award.city, verb="void_award", target=award, reason=said)
