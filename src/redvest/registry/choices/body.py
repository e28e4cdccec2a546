"""Organisations: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BodyKind(TextChoices):
    REGISTERED = "registered", _("志愿服务组织")
    LEGAL_PERSON = "legal-person", _("其他开展志愿服务的法人组织")
    CONSENTED_TEAM = "consented-team", _("经社区或单位同意成立的志愿服务团体")


class TeamKind(TextChoices):
    """Xinyu's nine kinds, by which code names them; all kinds are data (``queries/team_kind.py``)."""

    PARTY = "party", _("党员")
    YOUTH = "youth", _("青年")
    ELDER = "elder", _("老年")
    WORKER = "worker", _("职工")
    RED_CROSS = "red-cross", _("红十字会")
    WOMEN = "women", _("巾帼")
    PSYCHOLOGY = "psychology", _("心理")
    LAW = "law", _("法律")
    CIVIC = "civic", _("民间")


class BodyState(TextChoices):
    APPLIED = "applied", _("待审核")
    ACTIVE = "active", _("正常")
    REFUSED = "refused", _("未通过")
    SUSPENDED = "suspended", _("暂停")
    EXITED = "exited", _("已退出")


class ProjectInvites(TextChoices):
    """What an invitation to a project meets (domain 1.2). Agreeing never books a post (条例 art. 25)."""

    ASK = "ask", _("先问我，我同意了才算")
    ACCEPT = "accept", _("愿意收到，报不报名我自己定")
    REFUSE = "refuse", _("不接受项目邀请")


class TeamInvites(TextChoices):
    ACCEPT = "accept", _("队伍邀请我，默认同意加入")
    REFUSE = "refuse", _("不接受队伍邀请，想加入我自己申请")


class BrandKind(TextChoices):
    TEAM = "team", _("队伍品牌")
    PROJECT = "project", _("项目品牌")


class ReminderStage(TextChoices):
    """How far the silence about an annual report has gone, and who heard of it."""

    BEFORE = "before", _("快到期")
    OVERDUE = "overdue", _("过期")
    ESCALATED = "escalated", _("报到市里")


class BodyFact(TextChoices):
    """What of an organisation changes only with a document (the national form's 修改证明)."""

    NAME = "name", _("名称")
    CREDIT_CODE = "credit-code", _("统一社会信用代码")
    RESPONSIBLE = "responsible", _("负责人")
