"""A person on the register, their guardian and their consents (order 67 art. 5; 条例 art. 7)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import (
    ConsentPurpose,
    GuardianProof,
    IdType,
    RealNameState,
    Sex,
    VolunteerSource,
    VolunteerState,
)
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


class Guardian(models.Model):
    """One of a minor's guardians (民法典 arts 26, 27), at most two at a time; either may act.

    They agreed by a code sent to their own phone. A bond that ended stays as the proof of who agreed. ``seen`` and
    ``entered_by``: the paper shown at a desk, and to whom.
    """

    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="guardians", verbose_name="未成年人"
    )
    place = models.SmallIntegerField("第几位", default=1, db_default=1)
    name = models.CharField("监护人姓名", max_length=60)
    relation = models.CharField("关系", max_length=20)
    phone_sealed = models.BinaryField("监护人手机号（加密）")
    phone_hash = models.BinaryField("监护人手机号摘要", max_length=32)
    phone_tail = models.CharField("监护人手机尾号", max_length=4)
    agreed_at = models.DateTimeField("同意时间", null=True)
    seen = models.CharField(
        "看过的凭据", max_length=12, choices=GuardianProof, blank=True, default="", db_default=""
    )
    entered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="当面登记的人"
    )
    ended_at = models.DateTimeField("不再担任时间", null=True)

    class Meta:
        verbose_name = "监护人"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "place"],
                condition=Q(ended_at__isnull=True),
                name="one_guardian_a_place",
            ),
            models.CheckConstraint(condition=Q(place__in=(1, 2)), name="two_guardians_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.relation}）"


class Consent(models.Model):
    """What a person (or their guardian) agreed to, in which wording, and since when. Withdrawing closes the row.

    ``read_by``: who read the words out to somebody who registered beside them.
    """

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="consents", verbose_name="志愿者")
    purpose = models.CharField("用途", max_length=16, choices=ConsentPurpose)
    wording = models.CharField("文本版本", max_length=20)
    given_at = models.DateTimeField("同意时间")
    given_by_guardian = models.BooleanField("由监护人同意", default=False)
    read_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="念给本人听的人"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "同意"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_live_consent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.given_at:%Y-%m-%d}"
