"""Who came by themselves in a crisis, the staging areas (集结点), and who was there from when to when."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.care.choices import CrisisSkill, CrisisVia
from redvest.care.models.crisis import Crisis
from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Volunteer


class CrisisVolunteer(models.Model):
    """A registration of one minute: one a phone. Name and phone go when they were kept long enough.

    That somebody is of age was looked at; the birthday is not kept. ``brief_version`` is the brief that they signed last.
    Who said that they would stay on (``stays_on``) is asked once, after the crisis, to register as a volunteer.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="people", verbose_name="应急")
    volunteer = models.ForeignKey(
        Volunteer, models.SET_NULL, null=True, related_name="+", verbose_name="志愿者档案"
    )
    name = models.CharField("姓名", max_length=40, blank=True)
    phone_sealed = models.BinaryField("手机号密文", null=True)
    phone_hash = models.BinaryField("手机号散列", null=True)
    phone_tail = models.CharField("手机尾号", max_length=4, blank=True)
    pass_code = models.CharField("通行码", max_length=6)
    skills = ArrayField(models.CharField(max_length=10, choices=CrisisSkill), default=list)
    equipment = models.CharField("带了什么", max_length=80, blank=True)
    stays_on = models.BooleanField("以后也愿意做志愿者", default=False)
    invited_at = models.DateTimeField("请他登记的时间", null=True)
    via = models.CharField("怎么登记的", max_length=8, choices=CrisisVia)
    brief_version = models.PositiveSmallIntegerField("签过的安全须知版本")
    brief_signed_at = models.DateTimeField("签安全须知的时间")
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="代为登记的人"
    )
    forgotten_at = models.DateTimeField("清除时间", null=True)

    class Meta:
        verbose_name = "应急志愿者"
        constraints = [
            models.UniqueConstraint(fields=["crisis", "phone_hash"], name="one_crisis_volunteer_a_phone"),
            models.UniqueConstraint(fields=["crisis", "pass_code"], name="one_crisis_volunteer_a_pass"),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=False) | ~Q(name=""), name="crisis_volunteer_has_a_name"
            ),
        ]
        indexes = [models.Index(fields=["crisis", "-registered_at", "-id"], name="crisis_people")]

    def __str__(self) -> str:
        return self.pass_code


class StagingArea(models.Model):
    """Where people gather. ``present`` is moved by the statement that lets somebody in or out, never beyond the capacity."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="areas", verbose_name="应急")
    name = models.CharField("名称", max_length=40)
    place = models.CharField("在哪里", max_length=80)
    wants = models.CharField("要什么人", max_length=120, blank=True)
    lon = models.FloatField("经度", null=True)
    lat = models.FloatField("纬度", null=True)
    capacity = models.PositiveIntegerField("最多容纳")
    present = models.PositiveIntegerField("在场", default=0)
    opened_at = models.DateTimeField("开放时间")
    closed_at = models.DateTimeField("关闭时间", null=True)

    class Meta:
        verbose_name = "集结点"
        constraints = [
            models.UniqueConstraint(fields=["crisis", "name"], name="one_staging_area_a_name"),
            models.CheckConstraint(condition=Q(present__lte=F("capacity")), name="staging_area_not_too_full"),
        ]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class CrisisStay(models.Model):
    """Somebody at a staging area or sent out from there; without a way out they count as still out there."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="stays", verbose_name="应急")
    person = models.ForeignKey(
        CrisisVolunteer, models.CASCADE, related_name="stays", verbose_name="应急志愿者"
    )
    area = models.ForeignKey(StagingArea, models.PROTECT, related_name="stays", verbose_name="集结点")
    brief_version = models.PositiveSmallIntegerField("安全须知版本")
    in_at = models.DateTimeField("到的时间")
    in_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    out_at = models.DateTimeField("离开时间", null=True)
    out_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="登记离开的人"
    )
    out_note = models.CharField("离开说明", max_length=80, blank=True)

    class Meta:
        verbose_name = "应急在场"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(out_at__isnull=True), name="one_crisis_stay_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(out_at__isnull=True) | Q(out_at__gte=F("in_at")), name="crisis_stay_ends_after_in"
            ),
        ]
        indexes = [models.Index(fields=["crisis", "in_at"], name="crisis_stays")]

    def __str__(self) -> str:
        return f"{self.in_at:%m-%d %H:%M}"
