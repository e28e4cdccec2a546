"""Changes of what a document has to prove: its head asks with the document, an officer of its place decides."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from redvest.connectors.storage import storage
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.core.identifiers import uuid7
from redvest.core.media_type import ending_of, media_type_of
from redvest.registry.actions.body import hold_active_body
from redvest.registry.body_change_errors import (
    ChangeDecided,
    ChangeOwn,
    ChangeProofWrong,
    ChangeWaiting,
    ChangeWrong,
)
from redvest.registry.body_errors import BodyTaken, NoteMissing
from redvest.registry.choices import BodyFact, BodyKind, JoinState
from redvest.registry.models import Body, BodyChange
from redvest.registry.policy import Standing, require_administers, require_governs, require_heads
from redvest.registry.queries.body_life import runs_now
from redvest.registry.rules import credit_code
from redvest.registry.rules.search_terms import body_terms

LARGEST = 5 * 1024 * 1024
_COLUMN = {
    BodyFact.NAME: "name",
    BodyFact.CREDIT_CODE: "credit_code",
    BodyFact.RESPONSIBLE: "responsible_name",
}
_LONGEST = {BodyFact.NAME: 80, BodyFact.CREDIT_CODE: 18, BodyFact.RESPONSIBLE: 60}
_UNIQUE = {"one_body_per_credit_code", "one_body_per_name_and_place"}


@transaction.atomic
def ask_change(
    *, by: Standing, body: Body, fact: str, after: str, reason: str, proof: bytes, at: datetime
) -> BodyChange:
    """Ask for one change. Raises NotAllowed, BodyNotActive, ChangeWrong, CreditCodeFault, ChangeProofWrong, ChangeWaiting."""
    require_heads(by, body.pk)
    what, after, reason = _checked(body, fact, after, reason)
    hold_active_body(body=body, city=by.city)
    media_type = media_type_of(proof) if len(proof) <= LARGEST else None
    if media_type is None:
        raise ChangeProofWrong
    key = f"body-change/{body.city}/{at:%Y}/{uuid7().hex}.{ending_of(media_type)}"
    try:
        with transaction.atomic():
            made = BodyChange.objects.create(
                city=body.city, body=body, fact=what, before=getattr(body, _COLUMN[what]), after=after, reason=reason,
                proof_key=key, proof_type=media_type, asked_by_id=by.account_id, asked_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_open_change_per_fact":
            raise ChangeWaiting from fault
        raise
    storage().write(key, proof)  # after the row: what is refused leaves no file behind
    write_line(by=by.actor, at=at, city=body.city, verb="ask_body_change", target=made, fact=what.value)
    return made


@transaction.atomic
def decide_change(*, by: Standing, change: BodyChange, accept: bool, note: str, at: datetime) -> BodyChange:
    """Let it hold from now on, or refuse with a reason. Neither who asked nor who runs the organisation decides.

    Raises NotAllowed, ChangeOwn, NoteMissing, ChangeDecided, and BodyTaken where another organisation has the name or
    the code by now; the request then stays open.
    """
    require_governs(by, change.body.region_path)
    if change.is_of(by.account_id):
        raise ChangeOwn
    if runs_now(by.account_id, change.body, day_of(at)):
        raise NotAllowed
    note = " ".join(note.split())[:200]
    if not accept and not note:
        raise NoteMissing
    _turn(change, JoinState.ACCEPTED if accept else JoinState.DECLINED, by, note, at)
    if accept:
        _apply(change)
    write_line(
        by=by.actor, at=at, city=change.city, verb="decide_body_change", target=change, reason=note,
        fact=change.fact, accepted=accept,
    )  # fmt: skip
    return change


@transaction.atomic
def withdraw_change(*, by: Standing, change: BodyChange, at: datetime) -> BodyChange:
    """Its head takes the request back. Raises NotAllowed, ChangeDecided."""
    require_heads(by, change.body_id)
    _turn(change, JoinState.WITHDRAWN, by, "", at)
    write_line(by=by.actor, at=at, city=change.city, verb="withdraw_body_change", target=change)
    return change


@transaction.atomic
def open_change_proof(*, by: Standing, change: BodyChange, at: datetime) -> bytes:
    """The document, for its head and the officers of its place; every look leaves a line. Raises NotAllowed."""
    require_administers(by, change.body_id, change.body.region_path)
    write_line(by=by.actor, at=at, city=change.city, verb="open_change_proof", target=change)
    return storage().read(change.proof_key)


def _checked(body: Body, fact: str, after: str, reason: str) -> tuple[BodyFact, str, str]:
    if fact not in BodyFact.values:
        raise ChangeWrong
    what, after, reason = BodyFact(fact), " ".join(after.split()), " ".join(reason.split())
    if what is BodyFact.CREDIT_CODE:
        if body.kind == BodyKind.CONSENTED_TEAM:
            raise ChangeWrong
        after = credit_code.check(after)
    if not 2 <= len(after) <= _LONGEST[what] or not 2 <= len(reason) <= 200:
        raise ChangeWrong
    if after == getattr(body, _COLUMN[what]):
        raise ChangeWrong
    return what, after, reason


def _apply(change: BodyChange) -> None:
    """Write the new value over what is there now, which the row then keeps as the old one."""
    column = _COLUMN[BodyFact(change.fact)]
    body = Body.objects.get(pk=change.body_id)
    BodyChange.objects.filter(pk=change.pk).update(before=getattr(body, column))
    setattr(body, column, change.after)
    body.search = body_terms(body.name, body.code)
    try:
        with transaction.atomic():
            body.save(update_fields=[column, "search"])
    except IntegrityError as fault:
        raise (BodyTaken() if broken_constraint(fault) in _UNIQUE else fault) from fault
    change.refresh_from_db()


def _turn(change: BodyChange, state: JoinState, by: Standing, note: str, at: datetime) -> None:
    """From open to decided, once. The organisation is held first, as by whoever ends it."""
    list(Body.objects.select_for_update().filter(pk=change.body_id).values_list("pk"))
    waiting = BodyChange.objects.filter(pk=change.pk, state=JoinState.OPEN)
    if not waiting.update(state=state, decided_by_id=by.account_id, decided_at=at, note=note):
        raise ChangeDecided
    change.refresh_from_db()
