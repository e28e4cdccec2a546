"""State names of the service context with their Chinese words. Stored as the short English value."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProjectState(TextChoices):
    PLANNED = "planned", _("待启动")
    RUNNING = "running", _("运行中")
    CLOSED = "closed", _("已结项")


class ActivityState(TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    PUBLISHED = "published", _("已发布")
    REFUSED = "refused", _("退回修改")
    CANCELLED = "cancelled", _("已取消")
    CLOSED = "closed", _("已结束")


class SignUpState(TextChoices):
    CONFIRMED = "confirmed", _("已报上")
    WAITING = "waiting", _("候补中")
    CANCELLED = "cancelled", _("已取消")
    SERVED = "served", _("已参加")
    ABSENT = "absent", _("未到")


LIVE_SIGNUPS = (SignUpState.CONFIRMED, SignUpState.WAITING)


class ProofKind(TextChoices):
    LEADER_SCAN = "leader-scan", _("领队扫了你的码")
    VENUE_CODE = "venue-code", _("你扫了现场的码")
    LEADER_TICK = "leader-tick", _("领队在名单上勾选")
    SELF_CLAIM = "self-claim", _("自己填报")
    IMPORTED = "imported", _("从旧系统导入")


class Direction(TextChoices):
    IN = "in", _("签到")
    OUT = "out", _("签退")


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


class EntryMark(TextChoices):
    """How an entry came when it did not come the ordinary way; shown wherever the entry shows."""

    BACKFILL = "backfill", _("补录")
    TRANSFER = "transfer", _("外系统转入")


class SheetState(TextChoices):
    """Where a volunteer's hours of one activity stand on the way into the ledger."""

    PROPOSED = "proposed", _("等领队确认")
    AWAITING = "awaiting", _("等你确认和第二人复核")
    RECORDED = "recorded", _("已入账")
    REFUSED = "refused", _("未予记录")


class CertificateState(TextChoices):
    VALID = "valid", _("有效")
    REVOKED = "revoked", _("已撤销")


class AwardGiver(TextChoices):
    """Whose award it is, which decides how it comes on record (order 67 art. 9)."""

    OWN_BODY = "own-body", _("本组织")
    GOVERNMENT = "government", _("政府部门")
    OTHER = "other", _("其他单位")


class AwardState(TextChoices):
    APPLIED = "applied", _("等核实")
    RECORDED = "recorded", _("已记录")
    REFUSED = "refused", _("未通过核实")
    VOIDED = "voided", _("已作废")
