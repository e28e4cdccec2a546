"""Requests, reports of errors and reminders about records: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestState(TextChoices):
    """A request that one decides: back-fill, transfer-in, a report of an error."""

    OPEN = "open", _("等待处理")
    ACCEPTED = "accepted", _("已通过")
    REFUSED = "refused", _("未通过")


class ReportKind(TextChoices):
    WRONG = "wrong", _("记录有错")
    MISSING = "missing", _("应有而没有")


class ReminderStage(TextChoices):
    """When somebody is reminded of hours that are not recorded."""

    SOON = "soon", _("快到期")
    LAST_DAY = "last-day", _("最后一天")
    OVERDUE = "overdue", _("已逾期")


class ReportDecision(TextChoices):
    """What becomes of a report of an error."""

    CORRECT = "correct", _("更正")
    VOID = "void", _("作废")
    RECORD = "record", _("补记")
    REFUSE = "refuse", _("维持原样")
