"""Awards: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProgrammeKind(TextChoices):
    """What an award is, by the lists that cities keep (domain 4: 新余, 焦作, 四个100, 道德模范)."""

    YEARLY = "yearly", _("年度评选")
    MAYOR = "mayor", _("市长奖")
    FOUR_HUNDREDS = "four-hundreds", _("四个100")
    EXEMPLAR = "exemplar", _("道德模范、身边好人")
    OTHER = "other", _("其他表彰")


class EditionState(TextChoices):
    """The life of one year's award, in this order; ``CALLED_OFF`` ends it before anything was decided."""

    DRAFT = "draft", _("筹备")
    NOMINATING = "nominating", _("推荐中")
    CHECKING = "checking", _("资格审核")
    VOTING = "voting", _("投票中")
    JUDGING = "judging", _("评审中")
    PUBLICITY = "publicity", _("公示中")
    DECIDED = "decided", _("已决定")
    CONFERRED = "conferred", _("已表彰")
    ARCHIVED = "archived", _("已归档")
    CALLED_OFF = "called-off", _("已取消")


SHOWN_EDITIONS = tuple(state for state in EditionState if state != EditionState.DRAFT)
DECIDED_EDITIONS = (EditionState.DECIDED, EditionState.CONFERRED, EditionState.ARCHIVED)
CONFERRED_EDITIONS = (EditionState.CONFERRED, EditionState.ARCHIVED)
OVER_EDITIONS = (*CONFERRED_EDITIONS, EditionState.CALLED_OFF)


class CategorySubject(TextChoices):
    """Whom a category honours: each nomination names exactly one of that kind."""

    PERSON = "person", _("个人")
    BODY = "body", _("组织")
    COMMUNITY = "community", _("社区")
    PROJECT = "project", _("项目")


class StoryState(TextChoices):
    """A winner's story is read by the desk before everybody reads it."""

    WAITING = "waiting", _("待审核")
    PUBLISHED = "published", _("已发布")
    RETURNED = "returned", _("退回修改")
