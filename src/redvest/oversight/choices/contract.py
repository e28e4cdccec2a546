"""Contracts, what is delivered and paid: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContractState(models.TextChoices):
    """Terms are written while it is a draft and stand from signing on."""

    DRAFT = "draft", _("草拟中")
    RUNNING = "running", _("履行中")
    CLOSED = "closed", _("已结清")
    ENDED = "ended", _("已终止")


class DeliverableKind(models.TextChoices):
    """What is counted for a deliverable, and so in which unit its target stands."""

    HOURS = "hours", _("服务小时")
    ACTIVITIES = "activities", _("活动场次")
    PEOPLE = "people", _("服务人次")
    DOCUMENT = "document", _("材料份数")


class PaymentState(models.TextChoices):
    ASKED = "asked", _("等审批")
    APPROVED = "approved", _("已批准，等付款")
    PAID = "paid", _("已付款")
    REFUSED = "refused", _("没有批准")
    WITHDRAWN = "withdrawn", _("已撤回")


HELD_PAYMENTS = (PaymentState.APPROVED, PaymentState.PAID)  # what counts against the accepted evidence
