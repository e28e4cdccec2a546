"""Qualifications: handed in by their holder, verified by an officer or the holder's organisation, ended by their date."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.connectors.storage import storage
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.core.identifiers import uuid7
from redvest.core.media_type import ending_of, media_type_of
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.record import hold_living
from redvest.registry.choices import MessageKind, QualificationState
from redvest.registry.models import Qualification, Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.qualification_errors import (
    QualificationDecided,
    QualificationProofWrong,
    QualificationReasonMissing,
    QualificationUnknown,
)
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import acts_for, require_own_or_guardian
from redvest.registry.queries.profile import people_list
from redvest.registry.queries.sharing import require_look
from redvest.registry.queries.volunteer import people_of
from redvest.registry.rules.qualification import REMIND_BEFORE, QualificationForm, checked

LARGEST = 5 * 1024 * 1024
CONTEXT = "qualification.number"


@transaction.atomic
def submit_qualification(
    *, by: Standing, volunteer: Volunteer, form: QualificationForm, proof: bytes, at: datetime
) -> Qualification:
    """Hand one in with its paper. Raises NotTheGuardian, QualificationWrong, QualificationProofWrong,
    VolunteerNotActive.
    """
    require_own_or_guardian(by, volunteer, at)
    form = checked(form, frozenset(people_list("qualification")), day_of(at))
    media_type = media_type_of(proof) if len(proof) <= LARGEST else None
    if media_type is None:
        raise QualificationProofWrong
    assert form.issued_on is not None  # ``checked`` refuses a form without it
    hold_living(volunteer_id=volunteer.pk)
    key = f"qualification/{volunteer.city}/{at:%Y}/{uuid7().hex}.{ending_of(media_type)}"
    storage().write(key, proof)
    made = Qualification.objects.create(
        city=volunteer.city, volunteer=volunteer, kind=form.kind, issued_by=form.issued_by, issued_on=form.issued_on,
        number_sealed=secret.keyring().encrypt(form.number, context=CONTEXT) if form.number else None,
        number_tail=form.number[-4:] if len(form.number) > 4 else "", expires_on=form.expires_on,
        proof_key=key, proof_type=media_type, submitted_at=at,
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=made.city, verb="submit_qualification", target=made, kind=made.kind)
    return made


@transaction.atomic
def decide_qualification(
    *, by: Standing, qualification: Qualification, accept: bool, note: str, at: datetime
) -> None:
    """Verify or refuse, by somebody in charge of the person and never by the person or their guardian.

    Raises NotAllowed, QualificationReasonMissing, QualificationDecided, also when two decide at once.
    """
    require_member(by)
    _require_other(by, qualification, at)
    note = " ".join(note.split())[:200]
    if not accept and len(note) < 2:
        raise QualificationReasonMissing
    state = QualificationState.VERIFIED if accept else QualificationState.REFUSED
    waiting = Qualification.objects.filter(pk=qualification.pk, state=QualificationState.SUBMITTED)
    if not waiting.update(state=state, decided_by_id=by.account_id, decided_at=at, note=note):
        raise QualificationDecided
    write_line(
        by=by.actor, at=at, city=qualification.city, verb="decide_qualification", target=qualification,
        reason=note, state=state.value,
    )  # fmt: skip


def _require_other(by: Standing, qualification: Qualification, at: datetime) -> None:
    own = by.is_self(qualification.volunteer_id) or acts_for(by, qualification.volunteer_id, at)
    if own or not people_of(by).filter(pk=qualification.volunteer_id).exists():
        raise NotAllowed


@transaction.atomic
def open_proof(*, by: Standing, qualification: Qualification, at: datetime) -> bytes:
    """The paper, for its holder, their guardian or somebody in charge of them. Every look leaves a line.

    Raises QualificationUnknown, and MinorReasonNeeded as for everything else of a minor's.
    """
    require_member(by)
    own = by.is_self(qualification.volunteer_id) or acts_for(by, qualification.volunteer_id, at)
    if not own and not people_of(by).filter(pk=qualification.volunteer_id).exists():
        raise QualificationUnknown
    if not own:
        require_look(by, qualification.volunteer, at)
    write_line(by=by.actor, at=at, city=qualification.city, verb="open_proof", target=qualification)
    return storage().read(qualification.proof_key)


@transaction.atomic
def remind_expiring(*, city: str, at: datetime) -> int:
    """Tell the holders of what ends within thirty days, each once however often this runs; returns how many."""
    today = day_of(at)
    due = Qualification.objects.filter(
        city=city, state=QualificationState.VERIFIED, reminded_at__isnull=True,
        expires_on__range=(today, today + REMIND_BEFORE),
    )  # fmt: skip
    locked = due.select_for_update(skip_locked=True, of=("self",))
    told = 0
    for each in locked.select_related("volunteer__account").order_by("id"):
        each.reminded_at = at
        each.save(update_fields=["reminded_at"])
        name = people_list("qualification").get(each.kind, each.kind)
        text = f"你的{name}到 {each.expires_on:%Y-%m-%d} 为止，换了新证请在“我的资格证明”里补一份。"
        told += tell_person(
            volunteer=each.volunteer, text=text, at=at, notice=Notice(MessageKind.GROUP, about=each)
        )
        write_line(by=SYSTEM, at=at, city=city, verb="remind_expiring", target=each)
    return told
