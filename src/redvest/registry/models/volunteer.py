"""A person on the register (order 67 art. 5; 条例 art. 7)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import IdType, RealNameState, Sex, VolunteerSource, VolunteerState
from redvest.registry.models.account import Account
from redvest.registry.models.region import Region, ServiceDomain


class Volunteer(models.Model):
    """One person, one record: the keyed hash of the ID number is unique over all cities (design invariant 2)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    account = models.OneToOneField(
        Account, models.SET_NULL, null=True, related_name="volunteer", verbose_name="账号"
    )
    number = models.CharField("志愿者编号", max_length=12)
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音", max_length=120)
    sex = models.CharField("性别", max_length=6, choices=Sex, blank=True)
    birth_on = models.DateField("出生日期", null=True)
    id_type = models.CharField("证件类型", max_length=20, choices=IdType, blank=True)
    id_sealed = models.BinaryField("证件号码（加密）", null=True)
    id_hash = models.BinaryField("证件号码摘要", max_length=32, null=True)
    phone_sealed = models.BinaryField("手机号（加密）", null=True)
    phone_hash = models.BinaryField("手机号摘要", max_length=32, null=True)
    phone_tail = models.CharField("手机尾号", max_length=4, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, related_name="volunteers", verbose_name="居住区域"
    )
    region_path = models.CharField("区域路径", max_length=60, blank=True)
    domains = models.ManyToManyField(ServiceDomain, verbose_name="服务类别", blank=True)
    skills = models.CharField("专业技能", max_length=200, blank=True)
    real_name_state = models.CharField(
        "实名状态", max_length=10, choices=RealNameState, default=RealNameState.MISSING
    )
    state = models.CharField("状态", max_length=20, choices=VolunteerState, default=VolunteerState.ACTIVE)
    source = models.CharField("来源", max_length=8, choices=VolunteerSource, default=VolunteerSource.SELF)
    registered_at = models.DateTimeField("注册时间")
    search = ArrayField(models.TextField(), verbose_name="检索词", default=list)

    class Meta:
        verbose_name = "志愿者"
        constraints = [
            models.UniqueConstraint(fields=["id_hash"], name="one_record_per_person"),
            models.UniqueConstraint(fields=["city", "number"], name="one_volunteer_per_number"),
            models.CheckConstraint(
                condition=Q(real_name_state=RealNameState.MISSING)
                | Q(id_hash__isnull=False, birth_on__isnull=False),
                name="real_name_has_identity",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "real_name_state"]),
            models.Index(fields=["city", "region_path"]),
            models.Index(fields=["phone_hash"]),
            models.Index(fields=["city", "pinyin", "id"], name="volunteer_by_name"),
            GinIndex(fields=["search"], name="volunteer_search"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
