"""Organisations of the three kinds and their members."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from redvest.core.identifiers import uuid7
from redvest.registry.choices import BodyKind, BodyState, MembershipConsent
from redvest.registry.models.region import Region, ServiceDomain
from redvest.registry.models.volunteer import Volunteer


class Body(models.Model):
    """An organisation or team that recruits and records volunteers. ``code`` is its short name for files and commands."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    code = models.CharField("组织代码", max_length=12)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=16, choices=BodyKind)
    team_kind = models.CharField("队伍类别", max_length=12)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    consenting_unit = models.CharField("同意其成立的单位", max_length=80, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="bodies", verbose_name="服务区域")
    region_path = models.CharField("区域路径", max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级组织"
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承接组织"
    )
    liaison = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="联络组织"
    )
    mark_number = models.CharField("身份标识证书编号", max_length=40, blank=True, default="", db_default="")
    marked_on = models.DateField("取得身份标识日期", null=True)
    capacity = models.PositiveIntegerField("最多能带人数", null=True)
    domains = models.ManyToManyField(ServiceDomain, verbose_name="服务类别", blank=True)
    responsible_name = models.CharField("负责人", max_length=60)
    contact_name = models.CharField("联系人", max_length=60)
    contact_phone = models.CharField("公开联系电话", max_length=20)
    address = models.CharField("地址", max_length=120, blank=True)
    founded_on = models.DateField("成立日期", null=True)
    state = models.CharField("状态", max_length=10, choices=BodyState, default=BodyState.APPLIED)
    review_note = models.CharField("审核意见", max_length=200, blank=True)
    applied_at = models.DateTimeField("申请时间")
    decided_at = models.DateTimeField("审核时间", null=True)
    exited_at = models.DateTimeField("退出时间", null=True)
    search = ArrayField(models.TextField(), verbose_name="检索词", default=list)

    class Meta:
        verbose_name = "组织"
        constraints = [
            models.UniqueConstraint(fields=["city", "code"], name="one_body_per_code"),
            models.UniqueConstraint(
                fields=["city", "credit_code"],
                condition=~Q(credit_code="") & ~Q(state__in=["refused", "exited"]),
                name="one_body_per_credit_code",
            ),
            # Names that differ by spaces alone are one name.
            models.UniqueConstraint(
                F("region"),
                Func(F("name"), Value(" \u3000\u00a0"), Value(""), function="translate"),
                condition=~Q(state__in=["refused", "exited"]),
                name="one_body_per_name_and_place",
            ),
            models.CheckConstraint(
                condition=Q(kind="consented-team") | ~Q(credit_code=""), name="legal_body_has_credit_code"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(liaison__isnull=True), name="parent_or_liaison"
            ),
            models.CheckConstraint(
                condition=Q(mark_number="", marked_on__isnull=True)
                | (~Q(mark_number="") & Q(marked_on__isnull=False)),
                name="mark_has_number_and_day",
            ),
            models.UniqueConstraint(
                fields=["city", "mark_number"], condition=~Q(mark_number=""), name="one_body_per_mark"
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state"]),
            models.Index(fields=["city", "region_path"]),
            GinIndex(fields=["search"], name="body_search"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A volunteer's belonging to an organisation, from joining to leaving. Joining and leaving are free (条例 art. 25)."""

    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.CASCADE, related_name="memberships", verbose_name="组织")
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="memberships", verbose_name="志愿者"
    )
    joined_on = models.DateField("加入日期")
    left_on = models.DateField("离开日期", null=True)
    # A row that is written without saying so claims no consent.
    consent = models.CharField(
        "依据", max_length=10, choices=MembershipConsent, default=MembershipConsent.EARLIER,
        db_default=MembershipConsent.EARLIER,
    )  # fmt: skip
    consented_at = models.DateTimeField("同意时间", null=True)
    left_note = models.CharField("离开原因", max_length=200, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "成员"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "body"], condition=Q(left_on__isnull=True), name="one_live_membership"
            ),
            models.CheckConstraint(
                condition=Q(consent=MembershipConsent.EARLIER) | Q(consented_at__isnull=False),
                name="membership_has_consent",
            ),
        ]
        indexes = [models.Index(fields=["body", "volunteer"])]

    def __str__(self) -> str:
        return f"{self.volunteer} @ {self.body}"
