"""Requests about one's own data: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RightKind(TextChoices):
    """What a person may ask of whoever keeps their data (PIPL arts 44-48)."""

    ACCESS = "access", _("查阅")
    COPY = "copy", _("复制或转移")
    CORRECTION = "correction", _("更正或补充")
    DELETION = "deletion", _("删除")
    RESTRICTION = "restriction", _("限制或拒绝处理")
    EXPLANATION = "explanation", _("解释说明")


class RightState(TextChoices):
    OPEN = "open", _("等答复")
    GRANTED = "granted", _("办好了")
    REFUSED = "refused", _("没有同意")
    TAKEN_BACK = "taken-back", _("本人撤回")


class RefusalGround(TextChoices):
    """The law by which a request may be refused; words of one's own do not do (PIPL art. 50)."""

    KEPT_BY_LAW = "kept-by-law", _("法定保存期限没有届满（个人信息保护法第 47 条）")
    NOT_FEASIBLE = "not-feasible", _("技术上难以删除，已停止存储以外的处理（第 47 条）")
    ACCURATE = "accurate", _("核实后原来的内容准确（第 46 条）")
    OTHER_LAW = "other-law", _("法律、行政法规另有规定（第 44 条）")
    SECRECY = "secrecy", _("法律规定应当保密或者不需要告知（第 18 条、第 45 条）")
    STATE_DUTY = "state-duty", _("告知会妨碍国家机关履行法定职责（第 35 条、第 45 条）")
