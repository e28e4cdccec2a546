"""Needs: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NeedKind(TextChoices):
    HELP = "help", _("求助")
    WISH = "wish", _("微心愿")
    SPOTTED = "spotted", _("随手拍")  # 文明劝导 and "civilised little supervisor": a problem, nobody who asks


class NeedChannel(TextChoices):
    """How a need reached the desk (domain 7: 诏安, 璧山, 福鼎)."""

    WEB = "web", _("网上填写")
    PHONE = "phone", _("打电话来")
    KIOSK = "kiosk", _("站点自助机")
    VISIT = "visit", _("网格员走访")
    DOOR = "door", _("扫门牌上的码")
    RELATIVE = "relative", _("亲属代提")
    REFERRAL = "referral", _("别的单位转来")
    STATION = "station", _("到站点来说")


class NeedUrgency(TextChoices):
    ORDINARY = "ordinary", _("不急")
    SOON = "soon", _("这几天")
    URGENT = "urgent", _("今天就要")


class NeedState(TextChoices):
    """点单—审单—派单—接单—服务—评单 (domain 7). ``QUEUED`` is 待处理: what is sent back waits there again."""

    SUBMITTED = "submitted", _("等审核")
    REFUSED = "refused", _("已退回")
    QUEUED = "queued", _("等派单")
    OFFERED = "offered", _("等人接单")
    ACCEPTED = "accepted", _("有人接了")
    SERVING = "serving", _("服务中")
    SERVED = "served", _("等确认")
    CLOSED = "closed", _("已完成")
    CANCELLED = "cancelled", _("已撤回")
    MERGED = "merged", _("已并入另一条")
    PASSED_ON = "passed-on", _("已转办")  # a spotted problem that whoever looks after the place takes over


OPEN_NEEDS = (
    NeedState.SUBMITTED,
    NeedState.QUEUED,
    NeedState.OFFERED,
    NeedState.ACCEPTED,
    NeedState.SERVING,
    NeedState.SERVED,
)
TAKEN_NEEDS = (NeedState.ACCEPTED, NeedState.SERVING, NeedState.SERVED)
ENDED_NEEDS = tuple(state for state in NeedState if state not in OPEN_NEEDS)


class CareGroup(TextChoices):
    """Who is to be cared for first (Xinyu, domain 7). Sensitive: kept sealed, never shown in public."""

    DIFFICULTY = "difficulty", _("困难家庭")
    SINGLE_MOTHER = "single-mother", _("单亲母亲")
    LEFT_BEHIND = "left-behind", _("留守儿童")
    ORPHAN = "orphan", _("孤儿")
    DISABLED = "disabled", _("残疾人")
    ELDER_ALONE = "elder-alone", _("独居老人")


class VerifyWay(TextChoices):
    CALL = "call", _("打电话核实")
    VISIT = "visit", _("上门核实")


class VerifyResult(TextChoices):
    TRUE = "true", _("情况属实")
    CHANGED = "changed", _("情况有变，已改")
    FALSE = "false", _("情况不实")
    NO_ANSWER = "no-answer", _("没联系上")


class PictureOf(TextChoices):
    ASKED = "asked", _("提出时的照片")
    DONE = "done", _("完成后的照片")
