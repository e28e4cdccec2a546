"""What an organisation's record says beside its application: who stands above it, its identity mark, how to reach it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.body_errors import ParentWrong
from redvest.registry.body_fact_errors import LiaisonWrong, MarkTaken, MarkWrong, ParentAndLiaison
from redvest.registry.choices import BodyKind, BodyState
from redvest.registry.models import Body
from redvest.registry.policy import Standing, require_administers, require_governs
from redvest.registry.rules.body import check_capacity, check_contact

MOST_LEVELS = 20


@transaction.atomic
def set_upper(*, by: Standing, body: Body, parent_code: str, liaison_code: str, at: datetime) -> Body:
    """An officer of its place names the direct parent or the liaison organisation, or neither, never both.

    Raises NotAllowed, ParentAndLiaison, ParentWrong (also where it would stand above itself), LiaisonWrong.
    """
    require_governs(by, body.region_path)
    if parent_code.strip() and liaison_code.strip():
        raise ParentAndLiaison
    # One at a time in a city: several that come to stand above each other at once would make a ring.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 32))", [f"bodies {body.city}"])
    parent = _named(body, parent_code, ParentWrong)
    liaison = _named(body, liaison_code, LiaisonWrong)
    if parent is not None and _stands_above(body, parent):
        raise ParentWrong
    Body.objects.filter(pk=body.pk).update(parent=parent, liaison=liaison)
    body.refresh_from_db()
    write_line(
        by=by.actor, at=at, city=body.city, verb="set_upper_body", target=body,
        parent=parent.code if parent else "", liaison=liaison.code if liaison else "",
    )  # fmt: skip
    return body


@transaction.atomic
def set_mark(*, by: Standing, body: Body, number: str, on: date | None, at: datetime) -> Body:
    """An officer notes the identity mark (身份标识) with its certificate's number, or takes it off with an empty one.

    Raises NotAllowed, MarkWrong, MarkTaken.
    """
    require_governs(by, body.region_path)
    number = "".join(number.split()).upper()
    if not number:
        on = None
    elif not 4 <= len(number) <= 40 or on is None or on > day_of(at) or body.kind != BodyKind.REGISTERED:
        raise MarkWrong
    try:
        with transaction.atomic():
            Body.objects.filter(pk=body.pk).update(mark_number=number, marked_on=on)
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_body_per_mark":
            raise MarkTaken from fault
        raise
    body.refresh_from_db()
    write_line(by=by.actor, at=at, city=body.city, verb="set_body_mark", target=body, number=number)
    return body


@transaction.atomic
def keep_contact(
    *, by: Standing, body: Body, name: str, phone: str, address: str, capacity: int | None, at: datetime
) -> Body:
    """Its head or an officer corrects how it is reached and how many people it can lead.

    Raises NotAllowed, BodyIncomplete, ContactPhoneWrong, CapacityWrong.
    """
    require_administers(by, body.pk, body.region_path)
    name, phone, address = check_contact(name, phone, address)
    check_capacity(capacity)
    Body.objects.filter(pk=body.pk).update(
        contact_name=name, contact_phone=phone, address=address, capacity=capacity
    )
    body.refresh_from_db()
    write_line(by=by.actor, at=at, city=body.city, verb="keep_body_contact", target=body, capacity=capacity)
    return body


def _named(body: Body, code: str, otherwise: type[Exception]) -> Body | None:
    """Another active organisation of the city by its code; none where nothing was typed."""
    if not (code := code.strip().upper()):
        return None
    found = Body.objects.filter(city=body.city, code=code, state=BodyState.ACTIVE).first()
    if found is None or found.pk == body.pk:
        raise otherwise
    return found


def _stands_above(body: Body, parent: Body) -> bool:
    """Whether an organisation is among those above the one that is to be its parent."""
    above = parent
    for _ in range(MOST_LEVELS):
        if above.pk == body.pk:
            return True
        if above.parent is None:
            return False
        above = above.parent
    return True
