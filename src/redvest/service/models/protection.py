"""What protects those who serve: the written agreement (条例 art. 14), insurance (art. 17), the roster for the insurer."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Volunteer
from redvest.service.models.activity import Activity


class AgreementTerms(models.Model):
    """The agreement that an activity asks for. Its text is made from the notice and fixed when it is published.

    A change of time or place makes a new text; every text that was ever fixed stays as an ``AgreementVersion``.
    """

    activity = models.OneToOneField(
        Activity, models.PROTECT, primary_key=True, related_name="agreement", verbose_name="活动"
    )
    text = models.TextField("协议文本", blank=True)
    digest = models.BinaryField("文本摘要", max_length=32, null=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="提出人")
    fixed_at = models.DateTimeField("定稿时间", null=True)

    class Meta:
        verbose_name = "志愿服务协议"
        constraints = [
            models.CheckConstraint(
                condition=Q(fixed_at__isnull=True) | Q(digest__isnull=False), name="fixed_terms_have_a_digest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}"


class AgreementVersion(models.Model):
    """A text that was fixed and could be signed, from when. Append-only: a signature's digest finds its text here."""

    terms = models.ForeignKey(
        AgreementTerms, models.PROTECT, related_name="versions", db_index=False, verbose_name="志愿服务协议"
    )
    number = models.PositiveSmallIntegerField("版本")
    text = models.TextField("协议文本")
    digest = models.BinaryField("文本摘要", max_length=32)
    fixed_at = models.DateTimeField("定稿时间")

    class Meta:
        verbose_name = "协议版本"
        constraints = [
            models.UniqueConstraint(fields=["terms", "number"], name="one_text_per_version"),
            models.UniqueConstraint(fields=["terms", "digest"], name="one_version_per_text"),
        ]

    def __str__(self) -> str:
        return f"{self.terms_id} {self.number}"


class AgreementSigning(models.Model):
    """That a volunteer agreed: to which text, when, with which account. Only the current text's counts. Append-only."""

    terms = models.ForeignKey(
        AgreementTerms, models.PROTECT, related_name="signings", db_index=False, verbose_name="志愿服务协议"
    )
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", verbose_name="志愿者")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="账号")
    digest = models.BinaryField("文本摘要", max_length=32)
    signed_at = models.DateTimeField("签署时间")

    class Meta:
        verbose_name = "协议签署"
        constraints = [
            models.UniqueConstraint(fields=["terms", "volunteer", "digest"], name="signed_once_each_text")
        ]

    def __str__(self) -> str:
        return f"{self.terms_id} {self.volunteer_id}"


class InsurancePolicy(models.Model):
    """The insurance of an activity's volunteers; covers whole days, both included."""

    activity = models.OneToOneField(
        Activity, models.PROTECT, primary_key=True, related_name="insurance", verbose_name="活动"
    )
    insurer = models.CharField("保险公司", max_length=80)
    number = models.CharField("保单号", max_length=60)
    covers_from = models.DateField("保险自")
    covers_to = models.DateField("保险至")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "保险"
        constraints = [
            models.CheckConstraint(condition=Q(covers_to__gte=F("covers_from")), name="insurance_lasts")
        ]

    def __str__(self) -> str:
        return self.number


class RosterFreeze(models.Model):
    """That an activity's roster was fixed: how many were on it at the start, and the digest of exactly those lines."""

    activity = models.OneToOneField(
        Activity, models.PROTECT, primary_key=True, related_name="frozen_roster", verbose_name="活动"
    )
    frozen_at = models.DateTimeField("定稿时间")
    people = models.PositiveIntegerField("人数")
    digest = models.BinaryField("名单摘要", max_length=32)

    class Meta:
        verbose_name = "名单定稿"

    def __str__(self) -> str:
        return f"{self.activity_id} {self.people}"


class RosterLine(models.Model):
    """One person on a fixed roster. Each digest covers the line and all before it. Append-only."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="roster_lines", db_index=False, verbose_name="活动"
    )
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", verbose_name="志愿者")
    order = models.PositiveIntegerField("序号")
    name = models.CharField("姓名", max_length=60)
    number = models.CharField("志愿者编号", max_length=12)
    masked_id = models.CharField("证件号码（遮去中间）", max_length=40, blank=True)
    post = models.CharField("岗位", max_length=40)
    signed_up_at = models.DateTimeField("报上时间")
    late = models.BooleanField("开始后加入")
    added_at = models.DateTimeField("列入时间")
    digest = models.BinaryField("摘要", max_length=32)

    class Meta:
        verbose_name = "定稿名单"
        constraints = [
            models.UniqueConstraint(fields=["activity", "order"], name="one_roster_line_per_place"),
            models.UniqueConstraint(fields=["activity", "volunteer"], name="once_on_the_roster"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.name}"
