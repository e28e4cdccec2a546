"""Holding a need's row: whoever changes what hangs on a need takes it first, so that nobody waits in a circle.

Order of the house: a person's plans, the person, the person's hours, the need, its rounds, its services.
"""

from __future__ import annotations

from uuid import UUID

from redvest.care.models import Need


def hold_need(*, key: UUID) -> Need:
    """The need as it is now, which nobody changes until this transaction ends."""
    rows = Need.objects.select_related("region", "requester", "menu_item", "body")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=key)
