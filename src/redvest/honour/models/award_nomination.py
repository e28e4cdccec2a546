"""Who is nominated for a category of an award, who seconds, what is said against a winner, and the winner's story."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.honour.choices import (
    STANDING_NOMINATIONS,
    CategorySubject,
    NominationState,
    NominationWay,
    StoryState,
)
from redvest.honour.models.award import AwardCategory, AwardEdition
from redvest.registry.models import Account, Body, Region, Volunteer
from redvest.service.choices import ObjectionState
from redvest.service.models import Project

_FIELD_OF = {
    CategorySubject.PERSON: "volunteer",
    CategorySubject.BODY: "body",
    CategorySubject.COMMUNITY: "region",
    CategorySubject.PROJECT: "project",
}


def _one_of_its_kind() -> Q:
    """Exactly the column that ``subject`` names is filled."""
    found = Q(pk__in=[])
    for kind, field in _FIELD_OF.items():
        others = {f"{each}__isnull": each != field for each in _FIELD_OF.values()}
        found |= Q(subject=kind, **others)
    return found


class AwardNomination(models.Model):
    """Somebody or something stands for a category once. ``subject`` repeats the category's, so that the row proves it.

    ``consented_at`` is the word of whoever stands (of a body or project its head, of a community its officer, of a child
    its guardian): nobody comes further without. ``facts`` are what the check found and needed, frozen with it; ``evidence``
    is the pack from the registry of that moment. ``wall_consented_at`` lets the name stand on the honour wall until it is
    taken back. ``replaces`` is the struck winner whose place this one was given.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    edition = models.ForeignKey(
        AwardEdition, models.PROTECT, related_name="nominations", verbose_name="评选届次"
    )
    category = models.ForeignKey(
        AwardCategory, models.PROTECT, related_name="nominations", verbose_name="奖项"
    )
    subject = models.CharField("评谁", max_length=10, choices=CategorySubject)
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, related_name="award_nominations", verbose_name="志愿者"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="award_nominations", verbose_name="组织"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, related_name="award_nominations", verbose_name="社区"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="award_nominations", verbose_name="项目"
    )
    nominated_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="推荐人"
    )
    nominated_at = models.DateTimeField("推荐时间")
    way = models.CharField("推荐方式", max_length=8, choices=NominationWay)
    nominating_body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="+", verbose_name="推荐的组织"
    )
    words = models.CharField("推荐理由", max_length=500)
    state = models.CharField(
        "状态", max_length=10, choices=NominationState, default=NominationState.NOMINATED
    )
    consented_at = models.DateTimeField("本人同意参评的时间", null=True)
    consented_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="同意的人"
    )
    facts = models.JSONField("资格审核", default=list)
    evidence = models.JSONField("事迹材料", default=dict)
    checked_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="审核人"
    )
    checked_at = models.DateTimeField("审核时间", null=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="递补谁"
    )
    wall_consented_at = models.DateTimeField("同意上荣誉墙的时间", null=True)

    class Meta:
        verbose_name = "推荐"
        constraints = [
            models.CheckConstraint(condition=_one_of_its_kind(), name="nomination_of_one_of_its_kind"),
            *(
                models.UniqueConstraint(
                    fields=["category", field],
                    condition=~Q(state=NominationState.WITHDRAWN) & Q(**{f"{field}__isnull": False}),
                    name=f"one_live_nomination_per_{kind.value}",
                )
                for kind, field in _FIELD_OF.items()
            ),
            models.CheckConstraint(
                condition=~Q(state__in=STANDING_NOMINATIONS)
                | Q(consented_at__isnull=False, checked_at__isnull=False),
                name="nobody_stands_unasked_or_unchecked",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[NominationState.REFUSED, NominationState.STRUCK]) | ~Q(reason=""),
                name="nomination_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(wall_consented_at__isnull=True) | Q(state=NominationState.CHOSEN),
                name="only_winners_on_the_wall",
            ),
            models.CheckConstraint(
                condition=Q(way=NominationWay.BODY, nominating_body__isnull=False)
                | ~Q(way=NominationWay.BODY) & Q(nominating_body__isnull=True),
                name="nomination_by_a_body_names_it",
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "category", "state"], name="nominations_of_edition"),
            models.Index(fields=["city", "state", "nominated_at"], name="nominations_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.subject} {self.state}"


class AwardSeconding(models.Model):
    """Somebody else who would have nominated the same: each account once."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    nomination = models.ForeignKey(
        AwardNomination, models.CASCADE, related_name="secondings", verbose_name="推荐"
    )
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="附议人")
    words = models.CharField("附议的话", max_length=500, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "附议"
        constraints = [
            models.UniqueConstraint(fields=["nomination", "account"], name="one_seconding_per_account")
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id}"


class AwardObjection(models.Model):
    """What somebody said during publicity, against one winner or, without ``nomination``, against the result."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    edition = models.ForeignKey(
        AwardEdition, models.PROTECT, related_name="objections", verbose_name="评选届次"
    )
    nomination = models.ForeignKey(
        AwardNomination, models.PROTECT, null=True, related_name="objections", verbose_name="推荐"
    )
    raised_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="提出人"
    )
    announced = models.PositiveSmallIntegerField("第几次公示", default=1)
    words = models.CharField("意见", max_length=400)
    raised_at = models.DateTimeField("提出时间")
    state = models.CharField("状态", max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    answered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="答复人"
    )
    answer = models.CharField("答复", max_length=200, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "评选公示意见"
        constraints = [
            # Not for accounts that are gone: what two of them said stays two rows.
            models.UniqueConstraint(
                fields=["edition", "announced", "nomination", "raised_by"],
                condition=Q(raised_by__isnull=False),
                nulls_distinct=False,
                name="one_award_objection_per_person",
            ),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, answered_at__isnull=True)
                | ~Q(state=ObjectionState.OPEN) & Q(answered_at__isnull=False) & ~Q(answer=""),
                name="award_objection_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.state}"


class AwardStory(models.Model):
    """A winner's story for the honour wall, at most 2000 characters; ``published_at`` while everybody may read it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    nomination = models.OneToOneField(
        AwardNomination, models.CASCADE, related_name="story", verbose_name="推荐"
    )
    text = models.CharField("事迹", max_length=2000)
    state = models.CharField("状态", max_length=10, choices=StoryState, default=StoryState.WAITING)
    written_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="写的人"
    )
    written_at = models.DateTimeField("提交时间")
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True)
    reason = models.CharField("为什么退回", max_length=200, blank=True)

    class Meta:
        verbose_name = "榜样事迹"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=StoryState.RETURNED) & ~Q(reason="")
                | ~Q(state=StoryState.RETURNED) & Q(reason=""),
                name="story_returned_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=StoryState.WAITING, decided_at__isnull=True)
                | ~Q(state=StoryState.WAITING) & Q(decided_at__isnull=False, decided_at__gte=F("written_at")),
                name="story_decided_after_it_was_written",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.state}"
