"""Objecting to a certificate that is under publicity, and answering: an objection that is upheld revokes it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.policy import Standing, require_member
from redvest.service.actions.certificate import revoke_certificate
from redvest.service.choices import CertificateState, ObjectionState
from redvest.service.models import CertificateObjection
from redvest.service.queries.publicity import objection_for, public_certificate
from redvest.service.rules.certificate import printable
from redvest.service.rules.publicity import (
    LONGEST,
    AlreadyObjected,
    AnswerNeeded,
    ObjectionAnswered,
    ObjectionUnclear,
)

ANSWER_LENGTH = 200


@transaction.atomic
def object_to(*, by: Standing, number: str, text: str, at: datetime) -> CertificateObjection:
    """A member doubts a certificate of their unit while it is under publicity; once each."""
    account_id = require_member(by)
    certificate = public_certificate(by, number, day_of(at))
    said = printable(text)
    if not said or len(said) > LONGEST:
        raise ObjectionUnclear
    try:
        with transaction.atomic():
            objection = CertificateObjection.objects.create(
                city=certificate.city,
                certificate=certificate,
                raised_by_id=account_id,
                text=said,
                raised_at=at,
            )
    except IntegrityError as fault:
        raise AlreadyObjected from fault
    write_line(by=by.actor, at=at, city=certificate.city, verb="object_to", target=objection)
    return objection


@transaction.atomic
def answer_objection(
    *, by: Standing, objection: CertificateObjection, upheld: bool, answer: str, at: datetime
) -> CertificateObjection:
    """The body's head or an officer answers, once. Only an officer upholds, since that revokes the certificate."""
    found = objection_for(by, objection.pk)
    said = printable(answer)
    if not said or len(said) > ANSWER_LENGTH:
        raise AnswerNeeded
    state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    open_ones = CertificateObjection.objects.filter(pk=found.pk, state=ObjectionState.OPEN)
    if not open_ones.update(state=state, answer=said, answered_by_id=require_member(by), answered_at=at):
        raise ObjectionAnswered
    if upheld and found.certificate.state == CertificateState.VALID:
        revoke_certificate(by=by, certificate=found.certificate, reason=said, at=at)
    write_line(by=by.actor, at=at, city=found.city, verb="answer_objection", target=found, upheld=upheld)
    found.refresh_from_db()
    return found
