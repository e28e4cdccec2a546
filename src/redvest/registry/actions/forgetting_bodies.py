"""Takes a forgotten person out of what organisations show of themselves: whom to call, who is responsible, who was."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from redvest.core.audit import SYSTEM, write_line
from redvest.registry.choices import BodyFact, Role
from redvest.registry.models import Body, BodyChange, Grant, Volunteer
from redvest.registry.queries.reached import is_rung, reached_as, typed_digits

FORGOTTEN = "已注销"  # where a name has to stand


def forget_in_bodies(*, volunteer: Volunteer, at: datetime) -> int:
    """Empty the contact that was theirs, and write 已注销 where they stood as responsible. Returns how many bodies changed.

    Run before names and phones are gone, inside the transaction of an erasure. A phone is one person's wherever it
    stands; a name may be somebody else's too, and goes beside that phone or where they ran the organisation.
    """
    known = reached_as(volunteer)
    ran = Grant.objects.filter(account__in=known.accounts, role=Role.BODY_ADMIN, body__isnull=False)
    bodies = Body.objects.alias(typed=typed_digits("contact_phone")).filter(city=volunteer.city)
    theirs = bodies.filter(is_rung(known.phones) | Q(pk__in=ran.values("body_id")))
    found = {body.pk: body for body in theirs.select_for_update(no_key=True).order_by("pk")}
    mine = Body.objects.filter(pk__in=found)
    parts = {
        "contact_phone": (bodies.filter(is_rung(known.phones), pk__in=found), ""),
        "contact_name": (mine.filter(contact_name__in=known.names), ""),
        "responsible_name": (mine.filter(responsible_name__in=known.names), FORGOTTEN),
    }
    changed: set[UUID] = set()
    for column, (rows, said) in parts.items():
        keys = list(rows.values_list("pk", flat=True))
        Body.objects.filter(pk__in=keys).update(**{column: said})
        changed.update(keys)
    for side in ("before", "after"):
        past = BodyChange.objects.filter(body__in=found, fact=BodyFact.RESPONSIBLE)
        past.filter(**{f"{side}__in": known.names}).update(**{side: FORGOTTEN})
    for key in sorted(changed):
        write_line(by=SYSTEM, at=at, city=volunteer.city, verb="forget_in_body", target=found[key])
    return len(changed)
