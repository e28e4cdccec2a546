"""Rosters (排班): who is proposed for which shift, who said yes, what volunteers said beforehand."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import (
    STANDING_PROPOSALS,
    PairKind,
    ProposalState,
    RosterReach,
    RosterState,
    WishKind,
)
from redvest.service.models.activity import Post
from redvest.service.models.signup import SignUp


class Roster(models.Model):
    """``version`` moves with every change, so that a roster solved meanwhile from older facts is thrown away.

    ``figures``: of the last solving, as ``actions/roster_solve.py`` writes them; ``waits_since``: handed to the worker.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.PROTECT, related_name="rosters", verbose_name="组织单位")
    title = models.CharField("名称", max_length=60)
    region_path = models.CharField("区域路径", max_length=60)
    reach = models.CharField("找谁", max_length=8, choices=RosterReach, default=RosterReach.MEMBERS)
    state = models.CharField("状态", max_length=8, choices=RosterState, default=RosterState.DRAFT)
    answer_hours = models.PositiveSmallIntegerField("多少小时内答复", default=48)
    most_week = models.PositiveSmallIntegerField("每人每周最多几班", default=0)
    most_running = models.PositiveSmallIntegerField("最多连续几天", default=0)
    goes_on = models.BooleanField("有人来不了就接着请下一位", default=True)
    version = models.PositiveIntegerField("版本", default=0)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="排班人")
    created_at = models.DateTimeField("建立时间")
    solved_at = models.DateTimeField("排出时间", null=True)
    figures = models.JSONField("结果", default=dict)
    waits_since = models.DateTimeField("等着排的时间", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "排班表"
        indexes = [models.Index(fields=["body", "-created_at"], name="rosters_of_a_body")]

    def __str__(self) -> str:
        return self.title


class RosterShift(models.Model):
    """A post on a roster, on one live roster at a time; without ``minimum`` people it cannot be held."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    roster = models.ForeignKey(Roster, models.CASCADE, related_name="shifts", verbose_name="排班表")
    post = models.ForeignKey(Post, models.CASCADE, related_name="roster_shifts", verbose_name="岗位")
    minimum = models.PositiveSmallIntegerField("至少几人", default=0)
    live = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "排班的班次"
        constraints = [
            models.UniqueConstraint(fields=["roster", "post"], name="a_post_once_on_a_roster"),
            models.UniqueConstraint(fields=["post"], condition=Q(live=True), name="one_live_roster_a_post"),
        ]

    def __str__(self) -> str:
        return f"{self.roster} {self.post}"


class RosterProposal(models.Model):
    """One person on one shift. A draft is nobody's business but the desk's; everything else was told to the person."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    roster = models.ForeignKey(Roster, models.CASCADE, related_name="proposals", verbose_name="排班表")
    post = models.ForeignKey(Post, models.CASCADE, related_name="proposals", verbose_name="岗位")
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="proposals", db_index=False, verbose_name="志愿者"
    )
    state = models.CharField("状态", max_length=9, choices=ProposalState, default=ProposalState.DRAFT)
    locked = models.BooleanField("定下不动", default=False)
    why = ArrayField(models.CharField(max_length=40), verbose_name="为什么是他", default=list)
    made_at = models.DateTimeField("拟定时间")
    asked_at = models.DateTimeField("征求时间", null=True)
    told_at = models.DateTimeField("通知时间", null=True)
    told_off_at = models.DateTimeField("通知不用来的时间", null=True)
    answer_by = models.DateTimeField("答复期限", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    signup = models.OneToOneField(
        SignUp, models.SET_NULL, null=True, related_name="proposal", verbose_name="报名"
    )

    class Meta:
        verbose_name = "排班征求"
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "post", "volunteer"], name="one_proposal_a_person_and_shift"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(asked_at__isnull=False),
                name="who_stands_there_was_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(answer_by__gt=F("asked_at")), name="an_answer_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "state"], name="proposals_of_a_person"),
            models.Index(fields=["answer_by"], condition=Q(state="asked"), name="proposal_unanswered"),
            models.Index(
                fields=["post"],
                condition=Q(state__in=[state.value for state in STANDING_PROPOSALS]),
                name="proposals_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} → {self.post} {self.get_state_display()}"


class RosterPair(models.Model):
    """Two people who serve together or not together, as far as this roster goes."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    roster = models.ForeignKey(Roster, models.CASCADE, related_name="pairs", verbose_name="排班表")
    kind = models.CharField("怎么排", max_length=8, choices=PairKind)
    one = models.ForeignKey(Volunteer, models.CASCADE, related_name="+", verbose_name="一位")
    other = models.ForeignKey(Volunteer, models.CASCADE, related_name="+", verbose_name="另一位")

    class Meta:
        verbose_name = "排班的两个人"
        constraints = [
            models.UniqueConstraint(fields=["roster", "one", "other"], name="a_pair_once_on_a_roster"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one} {self.get_kind_display()} {self.other}"


class RosterWish(models.Model):
    """A volunteer's own word on a shift, before anybody asks them."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="wishes", verbose_name="岗位")
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="roster_wishes", verbose_name="志愿者"
    )
    kind = models.CharField("意愿", max_length=6, choices=WishKind)
    said_at = models.DateTimeField("说的时间")

    class Meta:
        verbose_name = "排班意愿"
        constraints = [
            models.UniqueConstraint(fields=["post", "volunteer"], name="one_wish_a_person_and_shift")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.get_kind_display()} {self.post}"
