"""Reads what people asked for at the stations' screens."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet

from redvest.registry.kiosk_errors import HelpCallUnknown
from redvest.registry.models import HelpCall
from redvest.registry.queries.kiosk import stations_in_charge
from redvest.registry.rules.standing import Standing


def help_calls() -> QuerySet[HelpCall]:
    """What waits first, then the latest."""
    return HelpCall.objects.select_related("station__region", "done_by").order_by(
        F("done_at").desc(nulls_first=True), "-received_at", "-id"
    )


def help_calls_for(by: Standing) -> QuerySet[HelpCall]:
    """Those of the stations in charge."""
    return help_calls().filter(station__in=stations_in_charge(by).values("pk"))


def waiting_calls(by: Standing) -> QuerySet[HelpCall] | None:
    """Those that nobody has looked after; None for who has no station in charge."""
    if not by.stations() and not by.regions():
        return None
    return HelpCall.objects.filter(station__in=stations_in_charge(by).values("pk"), done_at__isnull=True)


def help_call_for(by: Standing, key: UUID) -> HelpCall:
    """One of them. Raises HelpCallUnknown."""
    found = help_calls_for(by).filter(pk=key).first()
    if found is None:
        raise HelpCallUnknown
    return found
