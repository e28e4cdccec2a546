"""Hours: their grade, how an entry came about, the sheet before it: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Grade(TextChoices):
    """How well an hour is proven (design 4.5)."""

    A = "A", _("双重到场证明")
    B = "B", _("一项到场证明")
    C = "C", _("双人确认")
    D = "D", _("未核验")


class EntryKind(TextChoices):
    RECORD = "record", _("记录")
    CORRECTION = "correction", _("更正")
    VOID = "void", _("作废")
    ERASURE = (
        "erasure",
        _("注销"),
    )  # the person asked to be forgotten; no hours, a mark in the log that says so


class EntryMark(TextChoices):
    """How an entry came when it did not come the ordinary way; shown wherever the entry shows."""

    BACKFILL = "backfill", _("补录")
    TRANSFER = "transfer", _("外系统转入")
    NEED = "need", _("需求服务")  # at somebody's home: no activity stands behind it


class SheetState(TextChoices):
    """Where a volunteer's hours of one activity stand on the way into the ledger."""

    PROPOSED = "proposed", _("等领队确认")
    AWAITING = "awaiting", _("等你确认和第二人复核")
    RECORDED = "recorded", _("已入账")
    REFUSED = "refused", _("未予记录")
    STATEMENT = "statement", _("等你声明不是履职")


class NotService(TextChoices):
    """Why something is not volunteer service and is not recorded (order 67 art. 19)."""

    DUTY = "duty", _("属于本职工作")
    PAID = "paid", _("领了报酬")
    NOT_PUBLIC = "not-public", _("不是公益服务")
    ABSENT = "absent", _("本人没有到场")
    OTHER = "other", _("其他原因")
