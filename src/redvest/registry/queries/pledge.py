"""Which text of the integrity agreement holds on a day, and who signed it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from redvest.registry.models import Account, Pledge, PledgeSignature


def pledge_on(city: str, on: date) -> Pledge | None:
    """The version in force; None where a city has none."""
    return Pledge.objects.filter(city=city, effective_on__lte=on).order_by("-effective_on").first()


def pledge_owed(on: date) -> Subquery:
    """The id of the version in force that an account (of the outer query) has not signed: one column, no query more."""
    newer = Pledge.objects.filter(
        city=OuterRef("city"), effective_on__lte=on, effective_on__gt=OuterRef("effective_on")
    )
    signed = PledgeSignature.objects.filter(pledge=OuterRef("pk"), account=OuterRef(OuterRef("pk")))
    held = Pledge.objects.filter(~Exists(newer), ~Exists(signed), city=OuterRef("city"), effective_on__lte=on)
    return Subquery(held.values("pk")[:1])


def signatures_of(account: Account | Any) -> QuerySet[PledgeSignature]:
    """What somebody signed, the newest first."""
    return PledgeSignature.objects.filter(account=account).select_related("pledge").order_by("-signed_at")


def has_signed(pledge: Pledge) -> Exists:
    """Whether the account of an outer grant has signed this version: for lists."""
    return Exists(PledgeSignature.objects.filter(pledge=pledge, account=OuterRef("account")))
