"""Lets go of what has been kept long enough: dated settings say how long, one audit line says how much went."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.registry.models import (
    ApiToken,
    HelpCall,
    KioskReceipt,
    Message,
    MinorLook,
    OneTimeCode,
    OutgoingMessage,
    Region,
    RightsRequest,
    SharingLine,
    StationLoan,
)
from redvest.registry.queries.setting import rule
from redvest.registry.rules.kiosk import HELP_KEPT, HELP_UNDONE_KEPT, RECEIPTS_KEPT

YEAR = timedelta(days=366)  # never a day too short
LOAN_KEPT = timedelta(days=30)  # after the return


def _kept_too_long(city: str, at: datetime) -> dict[str, QuerySet]:  # type: ignore[type-arg]
    """What may go, by name. Records of service and the ledger are not here: they stay (GB/T 40143: ten years)."""
    on, path = day_of(at), f"{city}/"
    years = rule("retention.sharing_years", path, on)
    days = rule("retention.message_days", path, on)
    inbox = rule("retention.inbox_days", path, on)
    return {
        "sharing": SharingLine.objects.filter(city=city, at__lt=at - years * YEAR),
        "minor_looks": MinorLook.objects.filter(city=city, at__lt=at - years * YEAR),
        "rights": RightsRequest.objects.filter(city=city, decided_at__lt=at - years * YEAR),
        "messages": OutgoingMessage.objects.filter(city=city, sent_at__lt=at - timedelta(days=days)),
        "inbox": Message.objects.filter(city=city, created_at__lt=at - timedelta(days=inbox)),
        "codes": OneTimeCode.objects.filter(city=city, expires_at__lt=at - timedelta(days=1)),
        "loans": StationLoan.objects.filter(city=city, returned_on__lt=on - LOAN_KEPT).exclude(borrower=""),
        "help_calls": HelpCall.objects.filter(
            Q(done_at__lt=at - HELP_KEPT) | Q(received_at__lt=at - HELP_UNDONE_KEPT), city=city
        ),
        "kiosk_receipts": KioskReceipt.objects.filter(device__city=city, received_at__lt=at - RECEIPTS_KEPT),
        "tokens": ApiToken.objects.filter(account__city=city, expires_at__lt=at),
    }


@transaction.atomic
def apply_retention(*, city: str, at: datetime, dry_run: bool = False) -> dict[str, int]:
    """How many rows of each kind went, or would go. Nothing but counts is written down."""
    found = _kept_too_long(city, at)
    if dry_run:
        return {name: rows.count() for name, rows in found.items()}
    # Of a loan the borrower goes; that something was lent stays, for the year's count.
    gone = {
        name: rows.update(borrower="", phone_sealed=b"", phone_tail="")
        if name == "loans"
        else rows.delete()[0]
        for name, rows in found.items()
    }
    if any(gone.values()):
        region = Region.objects.get(pk=city)
        write_line(by=SYSTEM, at=at, city=city, verb="apply_retention", target=region, gone=gone)
    return gone
