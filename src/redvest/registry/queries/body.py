"""Finds organisations and who belongs to them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.core.clock import CHINA
from redvest.core.errors import NotFound
from redvest.core.search import query_terms
from redvest.registry.choices import REAL_NAMES, BodyState, VolunteerState
from redvest.registry.models import Body, Grant, Membership, Volunteer
from redvest.registry.queries.merge import living_people, records_of
from redvest.registry.queries.within import within
from redvest.registry.rules.standing import Standing


def search_bodies(
    *, city: str, q: str = "", region_path: str = "", kind: str = "", team_kind: str = ""
) -> QuerySet[Body]:
    """The city's active organisations, for everybody to find."""
    found = Body.objects.filter(city=city, state=BodyState.ACTIVE).select_related("region")
    if terms := query_terms(q):
        found = found.filter(search__contains=terms)
    if region_path:
        found = found.filter(region_path__startswith=region_path)
    if kind:
        found = found.filter(kind=kind)
    if team_kind:
        found = found.filter(team_kind=team_kind)
    return found.order_by("name", "id")


def body_by_code(city: str, code: str) -> Body:
    """The organisation with this short code, in whatever case it was typed. Raises NotFound."""
    body = Body.objects.filter(city=city, code=code.strip().upper()).select_related("region").first()
    if body is None:
        raise NotFound
    return body


def bodies_to_decide(standing: Standing) -> QuerySet[Body]:
    """Applications that wait for an answer from this officer, the oldest first."""
    waiting = Body.objects.filter(within(standing), city=standing.city, state=BodyState.APPLIED)
    return waiting.select_related("region").order_by("applied_at", "id")


def bodies_of_account(account_id: UUID) -> QuerySet[Body]:
    """The organisations in which an account has a role or has applied, in whatever state they are."""
    held = Grant.objects.filter(account_id=account_id, body__isnull=False, revoked_at__isnull=True)
    return Body.objects.filter(pk__in=held.values("body_id")).select_related("region").order_by("-applied_at")


def members_of(body: Body) -> QuerySet[Membership]:
    """Who belongs to an organisation now, by name."""
    live = Membership.objects.filter(body=body, left_on__isnull=True)
    return live.select_related("volunteer").order_by("volunteer__pinyin", "volunteer_id")


def people_in(body_id: UUID, on: date | None = None) -> QuerySet[Volunteer]:
    """The registered volunteers who belong to an organisation: active, with a real name, each once.

    ``on`` is a day that is over: who belonged to it that evening, by the dates of their membership. How many members
    there are is counted by this alone: on its pages, in its annual report and in ``redvest stats``.
    """
    rows = Membership.objects.filter(body_id=body_id).order_by()
    if on is None:
        rows = rows.filter(left_on__isnull=True)
    else:
        rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=on), joined_on__lte=on)
    return registered_on(on).filter(pk__in=living_people(rows.values_list("volunteer_id", flat=True)))


def registered_on(on: date | None = None) -> QuerySet[Volunteer]:
    """Volunteers on the register with a real name: the active ones of now, or those of the evening of a day that is over.

    Of a past day only the registration is dated: whoever has left, was suspended or forgotten since is told apart by
    nothing that was kept, and is counted as now.
    """
    found = Volunteer.objects.filter(state=VolunteerState.ACTIVE, real_name_state__in=REAL_NAMES)
    if on is None:
        return found
    return found.filter(registered_at__lt=datetime.combine(on + timedelta(days=1), time(), tzinfo=CHINA))


def room_left(body_id: UUID) -> int | None:
    """How many more members an organisation can lead; None where it never said how many. At most two queries."""
    capacity = Body.objects.filter(pk=body_id).values_list("capacity", flat=True).first()
    return None if capacity is None else max(0, capacity - people_in(body_id).count())


def memberships_of(volunteer: Volunteer) -> QuerySet[Membership]:
    """The organisations that somebody belongs to now."""
    live = Membership.objects.filter(volunteer_id__in=records_of(volunteer.pk), left_on__isnull=True)
    return live.select_related("body").order_by("joined_on", "id")


def in_a_body_of(standing: Standing, volunteer_id: UUID) -> bool:
    """Whether somebody belongs to an organisation in which this one has a role."""
    bodies = standing.bodies()
    live = Membership.objects.filter(volunteer_id__in=records_of(volunteer_id), left_on__isnull=True)
    return bool(bodies) and live.filter(body_id__in=bodies).exists()
