"""State names of oversight with their Chinese words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """Whose ledger it is."""

    REGION = "region", _("区域")
    STATION = "station", _("服务站")
    BODY = "body", _("组织")


class LedgerForm(models.TextChoices):
    """The form in which a ledger is handed out."""

    XLSX = "xlsx", "Excel"
    PDF = "pdf", "PDF"


class ProofState(models.TextChoices):
    """What became of a photo or paper behind a station's level."""

    SUBMITTED = "submitted", _("等核实")
    ACCEPTED = "accepted", _("已核实")
    REFUSED = "refused", _("没通过")


class AssessmentState(models.TextChoices):
    """Where the assessment of a station stands; that its level ran out follows from the date."""

    SUBMITTED = "submitted", _("等现场检查")
    CONCLUDED = "concluded", _("评定完成")
    RETURNED = "returned", _("退回补充")


class WayOfRunning(models.TextChoices):
    """How a project of the library is run and paid for."""

    JOINT = "joint", _("多元合作")
    MUTUAL = "mutual", _("双向促进")
    PURCHASE = "purchase", _("政府购买")
    MATCHED = "matched", _("供需对接")


class PlanState(models.TextChoices):
    """Where a project stands in the library (项目库)."""

    DRAFT = "draft", _("草稿")
    LISTED = "listed", _("已入库")
    RUNNING = "running", _("实施中")
    FINISHED = "finished", _("已完成")
    WITHDRAWN = "withdrawn", _("已撤回")


class PartnerRole(models.TextChoices):
    """What a partner brings."""

    MONEY = "money", _("出资")
    PLACE = "place", _("出场地")
    SKILL = "skill", _("出技术")
    PEOPLE = "people", _("出人手")
    GOODS = "goods", _("出物资")


class TenderState(models.TextChoices):
    """What became of a tender notice; that its closing day is over follows from the date."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("公告中")
    AWARDED = "awarded", _("已定标")
    FAILED = "failed", _("流标")


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


class EvaluatorKind(models.TextChoices):
    """Who judged the effect of a project."""

    OFFICER = "officer", _("工作人员")
    THIRD_PARTY = "third-party", _("第三方机构")
