"""Printed personal cards: issued to the person or by staff who see them, and worthless once a new one is issued."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from redvest.core import audit
from redvest.core.errors import NotAllowed
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.service.models import VolunteerCard
from redvest.service.queries.presence import card_of, may_print_card


@transaction.atomic
def issue_card(*, by: Standing, volunteer: Volunteer, renew: bool = False, at: datetime) -> VolunteerCard:
    """The person's card; ``renew`` makes a new one and stops the old. Raises NotAllowed.

    A person issues their own; staff issue it for people of their place or on their activities' lists.
    """
    if not may_print_card(by, volunteer):
        raise NotAllowed
    with (
        connection.cursor() as cursor
    ):  # one after the other for one person: two at once would both find no card
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 31))", [str(volunteer.pk)])
    live = card_of(volunteer.pk)
    if live is not None and not renew:
        return live
    VolunteerCard.objects.filter(volunteer=volunteer, revoked_at__isnull=True).update(revoked_at=at)
    last = VolunteerCard.objects.filter(volunteer=volunteer).order_by("-serial").first()
    card = VolunteerCard.objects.create(
        volunteer=volunteer,
        serial=last.serial + 1 if last else 1,
        issued_at=at,
        issued_by_id=require_member(by),
    )
    audit.write_line(
        by=by.actor, at=at, city=volunteer.city, verb="issue_card", target=card, serial=card.serial
    )
    return card
