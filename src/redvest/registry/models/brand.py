"""A name under which a team or a project of an organisation is known."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import BrandKind
from redvest.registry.models.account import Account
from redvest.registry.models.body import Body


class Brand(models.Model):
    """A name under which a team or a project is known, such as 黎明脚步, and whose it is from when to when."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.CASCADE, related_name="brands", verbose_name="组织")
    kind = models.CharField("种类", max_length=8, choices=BrandKind)
    name = models.CharField("品牌名", max_length=40)
    about = models.CharField("简介", max_length=200, blank=True)
    began_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True)
    registered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="登记人"
    )
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "品牌"
        constraints = [
            models.UniqueConstraint(
                fields=["city", "name"], condition=Q(ended_on__isnull=True), name="one_live_brand_per_name"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")),
                name="brand_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name
