"""Projects and activities, what speaks against them, and whom a letter reaches: states and kinds with their Chinese words."""

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


class EditScope(TextChoices):
    """Which occurrences of a series a change or a cancelling is about."""

    ONE = "one", _("只这一场")
    FOLLOWING = "following", _("这一场和以后的")
    ALL = "all", _("还没开始的全部")


class ObjectionState(TextChoices):
    """What became of an objection against a certificate under publicity."""

    OPEN = "open", _("待处理")
    UPHELD = "upheld", _("异议成立")
    DISMISSED = "dismissed", _("异议不成立")
    CLOSED = "closed", _("已结束")  # what was doubted is gone: taken back, called off, judged anew


class LetterAudience(TextChoices):
    """Whom a leader's letter is for."""

    HOLDING = "holding", _("报上的人")
    WAITING = "waiting", _("候补和等答复的人")
    EVERYBODY = "everybody", _("名单上所有人")
