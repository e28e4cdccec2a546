"""Signals of integrity and the cases that come of them: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IntegrityRule(TextChoices):
    """What the radar looks for; ``rules/integrity`` says when."""

    OVERLAP = "overlap", _("同时在两处")
    TRAVEL = "travel", _("赶路快得不可能")
    BULK = "bulk", _("后台集中录入")
    BATCH = "batch", _("同一分钟成批签到或入账")
    ROUND = "round", _("整点时长过多")
    DEVICE = "device", _("一台设备多人签到")
    ABSENCE = "absence", _("有时长没到场")
    FICTION = "fiction", _("有时长没人报名")
    CONFIRMER = "confirmer", _("一个人说了算")
    MEETING = "meeting", _("会议学习记成服务")
    CAPS = "caps", _("超过上限")
    LATE = "late", _("拖了很久才补录")
    LONGER = "longer", _("时长比实际长")
    NEWCOMER = "newcomer", _("新账号时长猛增")


class SubjectKind(TextChoices):
    """Whom or what a case is about."""

    PERSON = "person", _("志愿者")
    RECORDER = "recorder", _("记录人")
    ACTIVITY = "activity", _("活动")
    DEVICE = "device", _("设备")


class CaseSeverity(TextChoices):
    LOW = "low", _("看一看")
    MIDDLE = "middle", _("要核实")
    HIGH = "high", _("尽快核实")


class CaseState(TextChoices):
    OPEN = "open", _("待分派")
    ASSIGNED = "assigned", _("核实中")
    HEARD = "heard", _("已听取说明")
    DECIDED = "decided", _("已有结论")
    APPEALED = "appealed", _("复核中")
    FINAL = "final", _("已办结")


class CaseOutcome(TextChoices):
    CONFIRMED = "confirmed", _("情况属实")
    DISMISSED = "dismissed", _("没有问题")


UNDECIDED = (CaseState.OPEN, CaseState.ASSIGNED, CaseState.HEARD)


class CaseStep(TextChoices):
    """What happened in a case, in the order of its timeline."""

    OPENED = "opened", _("发现")
    EVIDENCE = "evidence", _("又有新情况")
    ASSIGNED = "assigned", _("交给专人核实")
    ESCALATED = "escalated", _("到期未办，转上级")
    ANSWERED = "answered", _("本人说明")
    DECIDED = "decided", _("作出结论")
    APPEALED = "appealed", _("本人申请复核")
    FINAL = "final", _("办结")
    VOIDED = "voided", _("作废时长")
