"""Reads memberships with their consent, and applications and invitations that wait for an answer."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from redvest.core.errors import NotFound
from redvest.registry.choices import BodyState, JoinKind, JoinState
from redvest.registry.membership_errors import JoinUnknown
from redvest.registry.models import Body, JoinRequest, Membership
from redvest.registry.queries.merge import records_of
from redvest.registry.rules.standing import Standing


def public_body(city: str, key: UUID) -> Body:
    """An organisation that everybody may know of: active, suspended or gone, never one that still applies."""
    shown = (BodyState.ACTIVE, BodyState.SUSPENDED, BodyState.EXITED)
    found = Body.objects.filter(pk=key, city=city, state__in=shown)
    body = found.select_related("region", "parent", "liaison", "successor").first()
    if body is None:
        raise NotFound
    return body


def membership_history(volunteer_id: UUID) -> QuerySet[Membership]:
    """All the organisations somebody belongs or belonged to, those of now first."""
    rows = Membership.objects.filter(volunteer_id__in=records_of(volunteer_id)).select_related("body")
    return rows.order_by("-left_on", "-joined_on", "-id")


def waiting_of(volunteer_id: UUID) -> QuerySet[JoinRequest]:
    """One's own open applications, and the invitations that wait for one's answer."""
    rows = JoinRequest.objects.filter(volunteer_id__in=records_of(volunteer_id), state=JoinState.OPEN)
    return rows.select_related("body").order_by("-asked_at", "-id")


def answered_of(volunteer_id: UUID) -> QuerySet[JoinRequest]:
    """One's applications that were not agreed to, with the reason; the newest first."""
    rows = JoinRequest.objects.filter(
        volunteer_id__in=records_of(volunteer_id), state=JoinState.DECLINED, kind=JoinKind.APPLICATION
    )
    return rows.select_related("body").order_by("-decided_at", "-id")


def waiting_at(body: Body) -> QuerySet[JoinRequest]:
    """What is open at an organisation, the oldest first."""
    rows = JoinRequest.objects.filter(body=body, state=JoinState.OPEN)
    return rows.select_related("volunteer__region").order_by("asked_at", "id")


def join_request_of(by: Standing, key: UUID) -> JoinRequest:
    """One of one's own. Raises JoinUnknown."""
    rows = JoinRequest.objects.select_related("body", "volunteer", "volunteer__account")
    found = rows.filter(pk=key, city=by.city).first()
    if found is None or not by.is_self(found.volunteer_id):
        raise JoinUnknown
    return found


def join_request_at(body: Body, key: UUID) -> JoinRequest:
    """One of an organisation's. Raises JoinUnknown."""
    rows = JoinRequest.objects.select_related("body", "volunteer", "volunteer__account")
    found = rows.filter(pk=key, body=body).first()
    if found is None:
        raise JoinUnknown
    return found


def standing_in_body(by: Standing, body: Body) -> str:
    """``member``, ``application``, ``invitation``, or empty for somebody who is none of these or not signed in."""
    if by.volunteer_id is None:
        return ""
    if Membership.objects.filter(body=body, volunteer_id__in=by.records, left_on__isnull=True).exists():
        return "member"
    waiting = JoinRequest.objects.filter(body=body, volunteer_id__in=by.records, state=JoinState.OPEN)
    return waiting.values_list("kind", flat=True).first() or ""
