"""Contests and their works: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContestKind(TextChoices):
    """What is called for (domain 4: 征文, 绘画, 口号征集 and their like)."""

    ESSAY = "essay", _("征文")
    PAINTING = "painting", _("绘画")
    SLOGAN = "slogan", _("口号")
    PHOTO = "photo", _("摄影")
    VIDEO = "video", _("视频")


# Kinds whose entry is its pictures; of an essay a photo of the sheet may come instead of typed words.
PICTURED = (ContestKind.PAINTING, ContestKind.PHOTO)
WRITTEN = (ContestKind.ESSAY, ContestKind.SLOGAN)


class ContestState(TextChoices):
    DRAFT = "draft", _("没有发布")
    OPEN = "open", _("已发布")
    JUDGING = "judging", _("评审中")
    PUBLISHED = "published", _("已公布")
    CALLED_OFF = "called-off", _("已取消")


class EntryState(TextChoices):
    ENTERED = "entered", _("已投稿")
    WITHDRAWN = "withdrawn", _("已撤回")
    SET_ASIDE = "set-aside", _("不参评")
    EXCELLENT = "excellent", _("入选")
    PUBLISHED = "published", _("已展示")


# Those that take up one of a person's places, and those that took part to the end.
LIVE_ENTRIES = (EntryState.ENTERED, EntryState.SET_ASIDE, EntryState.EXCELLENT, EntryState.PUBLISHED)
TOOK_PART = (EntryState.ENTERED, EntryState.EXCELLENT, EntryState.PUBLISHED)
CHOSEN = (EntryState.EXCELLENT, EntryState.PUBLISHED)


class Marking(TextChoices):
    """How a judge says what a work is worth."""

    SCORE = "score", _("打分（0 到 100）")
    PICK = "pick", _("选或不选")


class HintKind(TextChoices):
    """In what two entries are alike; a hint for people to look at, never a verdict."""

    PICTURE = "picture", _("图片很像")
    WORDS = "words", _("文字很像")
    LINK = "link", _("链接相同")
