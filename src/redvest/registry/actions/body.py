"""An organisation's life on the register: it applies, is decided on, may be suspended, and exits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from redvest.core import events
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.identifiers import CROCKFORD
from redvest.registry.body_errors import (
    BodyAlreadyDecided,
    BodyHeadMissing,
    BodyTaken,
    NoteMissing,
    OwnApplication,
    ParentWrong,
    SuccessorWrong,
)
from redvest.registry.body_fact_errors import LiaisonWrong
from redvest.registry.choices import BodyState, JoinState, Role
from redvest.registry.errors import BodyNotActive
from redvest.registry.events import BodyDecided, BodyExited
from redvest.registry.models import Account, Body, BodyChange, Brand, Grant, JoinRequest, Membership
from redvest.registry.policy import Standing, require_governs, require_member
from redvest.registry.queries.body_life import applied_by
from redvest.registry.queries.domain import domains_of
from redvest.registry.queries.region import region_in
from redvest.registry.queries.team_kind import team_kinds
from redvest.registry.rules.body import BodyForm, check_body
from redvest.registry.rules.search_terms import body_terms

__all__ = [
    "BodyForm",
    "apply_for_body",
    "decide_body",
    "exit_body",
    "hold_active_body",
    "hold_bodies",
    "resume_body",
    "suspend_body",
]

CODE_LENGTH = 6
_UNIQUE = {"one_body_per_credit_code", "one_body_per_name_and_place"}


@transaction.atomic
def apply_for_body(*, by: Standing, form: BodyForm, at: datetime, head: Account | None = None) -> Body:
    """Ask for an organisation to be put on the register. Who asks will run it, once it is approved.

    An officer of its place registers it for somebody else, ``head``, and never runs it by that. Raises BodyHeadMissing.
    """
    account_id = require_member(by)
    checked = check_body(form, day_of(at), team_kinds=team_kinds())
    region = region_in(by.city, checked.region_code)
    officer = by.governs(region.path)
    if (officer and (head is None or head.pk == account_id)) or (head is not None and head.city != by.city):
        raise BodyHeadMissing
    domains = domains_of(checked.domains)
    if checked.parent_id is not None and not _active(checked.parent_id, by.city):
        raise ParentWrong
    if checked.liaison_id is not None and not _active(checked.liaison_id, by.city):
        raise LiaisonWrong
    body = _save(
        Body(
            city=by.city,
            name=checked.name,
            kind=checked.kind,
            team_kind=checked.team_kind,
            credit_code=checked.credit_code,
            consenting_unit=checked.consenting_unit,
            region=region,
            region_path=region.path,
            parent_id=checked.parent_id,
            liaison_id=checked.liaison_id,
            responsible_name=checked.responsible_name,
            contact_name=checked.contact_name,
            contact_phone=checked.contact_phone,
            address=checked.address,
            founded_on=checked.founded_on,
            applied_at=at,
        )
    )
    body.domains.set(domains)
    # It counts for nothing until the organisation is active: see queries/role.py.
    Grant.objects.create(
        account_id=head.pk if head else account_id, role=Role.BODY_ADMIN, body=body, starts_on=day_of(at),
        given_by_id=account_id if head and head.pk != account_id else None, given_at=at,
    )  # fmt: skip
    told = {"head": str(head.pk)} if head else {}
    write_line(by=by.actor, at=at, city=body.city, verb="apply_for_body", target=body, **told)
    return body


@transaction.atomic
def decide_body(*, by: Standing, body: Body, approve: bool, note: str = "", at: datetime) -> Body:
    """An officer of its place approves or refuses an application, never one of their own; a refusal says why.

    Who approves it gives its head the role. Raises NotAllowed, OwnApplication, NoteMissing, BodyAlreadyDecided.
    """
    require_governs(by, body.region_path)
    if body.state == BodyState.APPLIED and applied_by(by.account_id, body):
        raise OwnApplication
    note = _note(note, needed=not approve)
    state = BodyState.ACTIVE if approve else BodyState.REFUSED
    _turn(body, [BodyState.APPLIED], state, BodyAlreadyDecided, decided_at=at, review_note=note)
    if approve:
        heads = Grant.objects.filter(body=body, role=Role.BODY_ADMIN, revoked_at__isnull=True)
        heads.update(given_by_id=by.account_id, given_at=at)
    verb = "approve_body" if approve else "refuse_body"
    write_line(by=by.actor, at=at, city=body.city, verb=verb, target=body, reason=note)
    events.publish(BodyDecided(body.city, body.pk, body.region_path, approve))
    return body


@transaction.atomic
def suspend_body(*, by: Standing, body: Body, note: str, at: datetime) -> Body:
    """Stop an organisation's work for a time; roles in it count for nothing meanwhile."""
    require_governs(by, body.region_path)
    note = _note(note, needed=True)
    _turn(body, [BodyState.ACTIVE], BodyState.SUSPENDED, BodyNotActive, review_note=note)
    write_line(by=by.actor, at=at, city=body.city, verb="suspend_body", target=body, reason=note)
    return body


@transaction.atomic
def resume_body(*, by: Standing, body: Body, note: str = "", at: datetime) -> Body:
    """Let a suspended organisation go on."""
    require_governs(by, body.region_path)
    note = _note(note, needed=False)
    _turn(body, [BodyState.SUSPENDED], BodyState.ACTIVE, BodyNotActive, review_note=note)
    write_line(by=by.actor, at=at, city=body.city, verb="resume_body", target=body, reason=note)
    return body


@transaction.atomic
def exit_body(*, by: Standing, body: Body, successor: Body | None = None, note: str, at: datetime) -> Body:
    """End an organisation: its roles and memberships end, a successor answers for its records from now on.

    An officer of its place does, by ``service/actions/dissolution.py`` alone, which first sees that nothing is open.
    """
    require_governs(by, body.region_path)
    note = _note(note, needed=True)
    hold_bodies(body, successor)
    if successor is not None and (successor.pk == body.pk or not _active(successor.pk, body.city)):
        raise SuccessorWrong
    standing = [BodyState.ACTIVE, BodyState.SUSPENDED]
    _turn(
        body, standing, BodyState.EXITED, BodyNotActive, exited_at=at, successor=successor, review_note=note
    )
    Grant.objects.filter(body=body, revoked_at__isnull=True).update(revoked_at=at)
    Membership.objects.filter(body=body, left_on__isnull=True).update(left_on=day_of(at))
    for table in (JoinRequest, BodyChange):
        table.objects.filter(body=body, state=JoinState.OPEN).update(state=JoinState.WITHDRAWN, decided_at=at)
    Brand.objects.filter(body=body, ended_on__isnull=True).update(
        ended_on=Greatest("began_on", Value(day_of(at)))
    )
    write_line(by=by.actor, at=at, city=body.city, verb="exit_body", target=body, reason=note)
    events.publish(BodyExited(body.city, body.pk, successor.pk if successor else None))
    return body


def hold_bodies(*bodies: Body | None) -> None:
    """Lock these rows, always in the same order: of two that end into each other at once, one still stands."""
    keys = [each.pk for each in bodies if each is not None]
    list(Body.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def hold_active_body(*, body: Body, city: str) -> None:
    """Lock its row before something is added to it: ending it comes before or after, never between.

    Raises BodyNotActive for one that is not active now, whatever was read before, or stands in another city.
    """
    held = Body.objects.select_for_update(no_key=True).filter(pk=body.pk, city=city)
    if held.values_list("state", flat=True).first() != BodyState.ACTIVE:
        raise BodyNotActive


def _turn(
    body: Body, before: Sequence[BodyState], state: BodyState, otherwise: type[Exception], **columns: Any
) -> None:
    """Change the state from one of these, or raise: of two decisions at once one finds it changed."""
    try:
        with transaction.atomic():
            turned = Body.objects.filter(pk=body.pk, state__in=before).update(state=state, **columns)
    except IntegrityError as fault:
        raise _taken(fault) from fault
    if not turned:
        raise otherwise
    body.refresh_from_db()


def _save(body: Body) -> Body:
    """Insert under a fresh short code."""
    body.code = "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LENGTH))
    body.search = body_terms(body.name, body.code)
    try:
        with transaction.atomic():
            body.save(force_insert=True)
    except IntegrityError as fault:
        raise _taken(fault) from fault
    return body


def _taken(fault: IntegrityError) -> Exception:
    return BodyTaken() if broken_constraint(fault) in _UNIQUE else fault


def _note(note: str, *, needed: bool) -> str:
    note = " ".join(note.split())[:200]
    if needed and not note:
        raise NoteMissing
    return note


def _active(key: UUID, city: str) -> bool:
    return Body.objects.filter(pk=key, city=city, state=BodyState.ACTIVE).exists()
