"""What somebody needs: asked for, checked, and its whole story (domain 7: 点单—审单—派单—接单—评单)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from redvest.care.choices import (
    ENDED_NEEDS,
    NeedChannel,
    NeedKind,
    NeedState,
    NeedUrgency,
    PictureOf,
    SpottedKind,
    VerifyResult,
    VerifyWay,
)
from redvest.care.models.menu import MenuItem
from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Grid, HelpCall, Region, ServiceDomain
from redvest.service.models import Activity


class Need(models.Model):
    """A request for help, a small wish (微心愿), or a spotted problem that nobody asks for themselves.

    ``title`` is what everybody reads and names nobody. Whose it is, where exactly, and in whose own words lies in
    ``private_sealed`` (JSON of ``rules/need_private.py``): masked until accepted, opened with an audit line. ``cell`` is
    the H3 cell of resolution 8, about a kilometre wide, all that matching and maps are given of the place.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    number = models.CharField("单号", max_length=20)
    kind = models.CharField("种类", max_length=8, choices=NeedKind, default=NeedKind.HELP)
    channel = models.CharField("从哪里来", max_length=10, choices=NeedChannel)
    state = models.CharField("状态", max_length=10, choices=NeedState, default=NeedState.SUBMITTED)
    urgency = models.CharField("急不急", max_length=10, choices=NeedUrgency, default=NeedUrgency.ORDINARY)
    region = models.ForeignKey(Region, models.PROTECT, related_name="care_needs", verbose_name="所在社区")
    region_path = models.CharField("区域路径", max_length=60)
    grid = models.ForeignKey(
        Grid, models.SET_NULL, null=True, related_name="care_needs", verbose_name="所在网格"
    )
    cell = models.CharField("大致位置", max_length=15, blank=True)
    domain = models.ForeignKey(
        ServiceDomain, models.PROTECT, related_name="care_needs", verbose_name="服务类别"
    )
    menu_item = models.ForeignKey(
        MenuItem, models.SET_NULL, null=True, related_name="needs", verbose_name="点的服务"
    )
    spotted_kind = models.CharField("什么问题", max_length=8, choices=SpottedKind, blank=True)
    title = models.CharField("要帮什么", max_length=40)
    private_sealed = models.BinaryField("求助人、住址和原话（加密）")
    phone_hash = models.BinaryField("电话摘要", max_length=32, null=True)
    phone_tail = models.CharField("电话尾号", max_length=4, blank=True)
    risks = models.CharField("要注意的风险", max_length=200, blank=True)
    declared_true_at = models.DateTimeField("说明情况属实的时间", null=True)  # 条例 art. 13
    groups_agreed_at = models.DateTimeField("单独同意记录敏感信息的时间", null=True)  # PIPL art. 29
    private_gone_at = models.DateTimeField("求助人信息删除的时间", null=True)
    starts_at = models.DateTimeField("希望什么时候开始", null=True)
    ends_at = models.DateTimeField("希望什么时候结束", null=True)
    slots = models.IntegerField("哪些时间方便", default=0)  # the 24 bits of registry/rules/availability.py
    minutes = models.PositiveSmallIntegerField("大约多少分钟", default=60)
    hands = models.PositiveSmallIntegerField("要几个人", default=1)
    taken = models.PositiveSmallIntegerField("已接几个人", default=0)
    skills = ArrayField(models.CharField(max_length=16), verbose_name="要会什么", default=list, blank=True)
    qualifications = ArrayField(
        models.CharField(max_length=16), verbose_name="要什么证书", default=list, blank=True
    )
    age_floor = models.PositiveSmallIntegerField("至少多少岁", default=18)
    requester = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="needs_asked", verbose_name="提出人账号"
    )
    entered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="登记的工作人员"
    )
    call = models.OneToOneField(
        HelpCall, models.SET_NULL, null=True, related_name="care_need", verbose_name="来自哪条求助"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="care_needs", verbose_name="接单的组织"
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, related_name="care_needs", verbose_name="办成的活动"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name="并入哪一条"
    )
    # Who has to act next: the place in the tree where the need lies now, and until when. Silence lets it climb.
    desk_path = models.CharField("现在归哪里办", max_length=60)
    due_at = models.DateTimeField("答复期限", null=True)
    climbs = models.PositiveSmallIntegerField("上报了几级", default=0)
    reason = models.CharField("退回或撤回的原因", max_length=200, blank=True)
    created_at = models.DateTimeField("提出时间")
    verified_at = models.DateTimeField("核实时间", null=True)
    served_at = models.DateTimeField("服务完成时间", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    score = models.PositiveSmallIntegerField("评分", null=True)
    score_words = models.CharField("评语", max_length=300, blank=True)
    rated_at = models.DateTimeField("评单时间", null=True)
    search = ArrayField(models.TextField(), verbose_name="检索词", default=list)

    class Meta:
        verbose_name = "需求"
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="one_need_per_number"),
            models.CheckConstraint(condition=Q(taken__lte=F("hands"), hands__gte=1), name="need_hands_hold"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="need_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, state__in=ENDED_NEEDS)
                | Q(closed_at__isnull=True) & ~Q(state__in=ENDED_NEEDS),
                name="ended_need_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state=NeedState.MERGED, merged_into__isnull=False)
                | ~Q(state=NeedState.MERGED) & Q(merged_into__isnull=True),
                name="merged_need_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="need_score_one_to_five"
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "region_path", "-created_at", "id"], name="need_list"),
            models.Index(fields=["city", "desk_path", "due_at"], name="need_desk"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="need_due"),
            models.Index(fields=["phone_hash"], condition=Q(phone_hash__isnull=False), name="need_by_phone"),
            models.Index(
                fields=["closed_at"],
                condition=Q(closed_at__isnull=False, private_gone_at__isnull=True),
                name="need_to_empty",
            ),
            models.Index(fields=["city", "domain", "created_at"], name="need_by_domain"),
            models.Index(fields=["requester", "-created_at"], name="need_of_requester"),
            GinIndex(fields=["search"], name="need_search"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class NeedStep(models.Model):
    """One line of a need's story, append-only. ``by`` is empty where the clock acted."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, models.PROTECT, related_name="steps", verbose_name="需求")
    at = models.DateTimeField("时间")
    verb = models.CharField("做了什么", max_length=40)  # the name of the action, as in the audit trail
    by = models.ForeignKey(  # no constraint: a line that nobody may change outlives an account
        Account, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", verbose_name="谁"
    )
    before = models.CharField("之前", max_length=10, choices=NeedState, blank=True)
    after = models.CharField("之后", max_length=10, choices=NeedState)
    desk_path = models.CharField("归哪里办", max_length=60)
    due_at = models.DateTimeField("期限", null=True)
    words = models.CharField("说明", max_length=200, blank=True)  # names nobody

    class Meta:
        verbose_name = "需求经过"
        indexes = [models.Index(fields=["need", "at", "id"], name="steps_of_need")]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%m-%d %H:%M}"


class NeedVerification(models.Model):
    """Somebody called or went to see whether it is so."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, models.PROTECT, related_name="verifications", verbose_name="需求")
    way = models.CharField("怎么核实的", max_length=8, choices=VerifyWay)
    result = models.CharField("结果", max_length=10, choices=VerifyResult)
    words_sealed = models.BinaryField("核实情况（加密）", default=b"")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="核实人")
    at = models.DateTimeField("核实时间")

    class Meta:
        verbose_name = "需求核实"
        indexes = [models.Index(fields=["need", "at"], name="verifications_of_need")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.result}"


class NeedPicture(models.Model):
    """A picture of a need, in the storage under ``key``. Those of a person in need are seen by who may read the address."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, models.PROTECT, related_name="pictures", verbose_name="需求")
    of = models.CharField("什么时候的", max_length=8, choices=PictureOf)
    key = models.CharField("存放处", max_length=120, unique=True)
    media_type = models.CharField("类型", max_length=20)
    size = models.PositiveIntegerField("字节")
    sha256 = models.BinaryField("摘要", max_length=32)
    uploaded_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "需求照片"
        indexes = [models.Index(fields=["need"], name="pictures_of_need")]

    def __str__(self) -> str:
        return self.key


class NotSameNeed(models.Model):
    """Somebody looked at two needs that seem alike and knows that they are two; the lower id is the first."""

    first = models.ForeignKey(Need, models.CASCADE, related_name="+", verbose_name="一条")
    second = models.ForeignKey(Need, models.CASCADE, related_name="+", verbose_name="另一条")
    said_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="判断人")
    said_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "不是同一条需求"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_same_need_said_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="lower_need_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
