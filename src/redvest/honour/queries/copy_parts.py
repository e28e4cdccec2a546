"""What somebody's copy of their data holds of stars, points and time bank (PIPL art. 45)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Sum

from redvest.honour.choices import AccountKind
from redvest.honour.models import LedgerTransfer, StarAward
from redvest.service.queries.copy_parts import CopyPart

Row = dict[str, Any]


def stars(people: list[UUID]) -> list[Row]:
    """Every application, whatever became of it."""
    return [
        {
            "level": each.level, "state": each.get_state_display(), "applied_at": each.applied_at, "words": each.words,
            "reason": each.reason or each.review_words, "granted_at": each.granted_at, "number": each.number,
        }
        for each in StarAward.objects.filter(volunteer_id__in=people).order_by("applied_at", "id")
    ]  # fmt: skip


def units(people: list[UUID]) -> list[Row]:
    """Every movement on the accounts of points and time bank. One query."""
    own = {"lines__account__kind": AccountKind.VOLUNTEER, "lines__account__volunteer_id__in": people}
    moved = LedgerTransfer.objects.filter(**own).annotate(moved=Sum("lines__amount"))
    return [
        {
            "at": each.at, "ledger": each.get_ledger_display(), "kind": each.get_kind_display(),
            "amount": each.moved, "reason": each.reason,
        }
        for each in moved.order_by("at", "id")
    ]  # fmt: skip


HONOUR_PARTS = (
    CopyPart(
        "stars", "星级",
        (("星级", "level"), ("提出", "applied_at"), ("状态", "state"), ("授予", "granted_at"), ("编号", "number")),
        stars,
    ),
    CopyPart(
        "points", "积分和时间银行",
        (("时间", "at"), ("账本", "ledger"), ("怎么来的", "kind"), ("数量", "amount"), ("理由", "reason")),
        units,
    ),
)  # fmt: skip
