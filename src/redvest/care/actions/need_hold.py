"""Holding a need's row: whoever changes what hangs on a need takes it first, so that nobody waits in a circle.

Order of the house: a person's plans, the person, the person's hours, the need, its rounds, its services. Several needs
are held in the order of their ids. Who is told of a need is a person too: a notice refers to their row.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection

from redvest.care.choices import AskState, ServingState
from redvest.care.models import Need

# KEY SHARE: nobody waits for it but who takes the person away, as an erasure does, which wants their needs next.
_PEOPLE = """
SELECT id FROM registry_volunteer WHERE id IN (
    SELECT volunteer_id FROM care_needserving WHERE need_id = ANY(%(needs)s) AND state <> %(gone)s
    UNION SELECT volunteer_id FROM care_needask WHERE need_id = ANY(%(needs)s) AND state = %(asked)s)
ORDER BY id FOR KEY SHARE
"""


def hold_people(*, needs: Collection[UUID]) -> None:
    """Who serves these needs or is asked about them stays until this transaction ends; before any need is held."""
    known: dict[str, Any] = {"needs": list(needs), "gone": ServingState.CANCELLED, "asked": AskState.ASKED}
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, known)


def hold_need(*, key: UUID) -> Need:
    """The need as it is now, which nobody changes until this transaction ends."""
    hold_people(needs=[key])
    rows = Need.objects.select_related("region", "requester", "menu_item", "body")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=key)


def hold_needs(*, keys: Collection[UUID]) -> None:
    """Several at once, for who then goes through them one by one."""
    hold_people(needs=keys)
    rows = Need.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",), no_key=True)
    list(rows.values_list("pk"))
