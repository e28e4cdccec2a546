"""An organisation ends: nothing is left open, and another one answers for what it recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core.clock import day_of
from redvest.registry.actions.body import exit_body, hold_bodies
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.body_errors import SuccessorWrong
from redvest.registry.choices import MessageKind
from redvest.registry.models import Body, Membership, Volunteer
from redvest.registry.policy import Standing, require_governs
from redvest.registry.queries.role import heads_of
from redvest.service.actions.telling import tell_accounts
from redvest.service.errors import BodyUnsettled, SuccessorNeeded
from redvest.service.queries.dissolution import has_records, unsettled_of


@transaction.atomic
def dissolve_body(*, by: Standing, body: Body, successor_code: str, note: str, at: datetime) -> Body:
    """An officer of its place ends an organisation; its heads, the successor's and its members are told.

    Raises NotAllowed, BodyUnsettled while activities are planned or hours wait for an answer, SuccessorNeeded where it
    has recorded hours and nobody would certify them (谁记录谁证明; an exited body's records go to its successor), and
    what ``exit_body`` raises.
    """
    require_governs(by, body.region_path)
    successor = _successor(body.city, successor_code)
    hold_bodies(body, successor)
    unsettled = unsettled_of(body)
    if unsettled.activities or unsettled.sheets or unsettled.requests:
        raise BodyUnsettled(
            activities=unsettled.activities, sheets=unsettled.sheets, requests=unsettled.requests
        )
    if successor is None and has_records(body):
        raise SuccessorNeeded
    heads = list(heads_of(body.pk, day_of(at)))
    live = Membership.objects.filter(body=body, left_on__isnull=True).values("volunteer_id")
    members = list(Volunteer.objects.select_related("account").filter(pk__in=live).order_by("pk"))
    exit_body(by=by, body=body, successor=successor, note=note, at=at)
    text = _words(body, successor)
    tell_accounts(accounts=heads, text=text, at=at, notice=Notice(MessageKind.WORK))
    if successor is not None:
        notice = Notice(MessageKind.WORK)
        tell_accounts(accounts=heads_of(successor.pk, day_of(at)), text=text, at=at, notice=notice)
    for member in members:
        tell_person(volunteer=member, text=text, at=at, notice=Notice(MessageKind.GROUP))
    return body


def _successor(city: str, code: str) -> Body | None:
    """The organisation with this short code; none where no code was given."""
    if not (code := code.strip().upper()):
        return None
    found = Body.objects.filter(city=city, code=code).first()
    if found is None:
        raise SuccessorWrong
    return found


def _words(body: Body, successor: Body | None) -> str:
    if successor is None:
        return f"“{body.name}”已经解散，不再组织活动。"
    return f"“{body.name}”已经解散，过去的服务记录由“{successor.name}”承接，需要证明请找它开。"
