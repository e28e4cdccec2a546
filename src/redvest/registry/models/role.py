"""Roles granted at a place in the tree."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from redvest.registry.choices import Role
from redvest.registry.models.account import Account
from redvest.registry.models.body import Body
from redvest.registry.models.department import DateRange
from redvest.registry.models.region import Region
from redvest.registry.models.station import Station


def _held_once(place: str) -> ExclusionConstraint:
    """The same role at the same place is held once on any day, until it is taken back."""
    return ExclusionConstraint(
        name=f"one_role_at_a_time_at_{place}",
        expressions=[
            (F("account"), RangeOperators.EQUAL),
            (F("role"), RangeOperators.EQUAL),
            (F(place), RangeOperators.EQUAL),
            (DateRange("starts_on", "ends_on", Value("[]")), RangeOperators.OVERLAPS),
        ],
        condition=Q(revoked_at__isnull=True, **{f"{place}__isnull": False}),
    )


class Grant(models.Model):
    """A role given to an account at a region, for a body or at a station, from one day to another, by somebody."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants", verbose_name="账号")
    role = models.CharField("角色", max_length=16, choices=Role)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="区域"
    )
    body = models.ForeignKey(
        Body, models.CASCADE, null=True, blank=True, related_name="grants", verbose_name="组织"
    )
    station = models.ForeignKey(
        Station, models.CASCADE, null=True, blank=True, related_name="grants", verbose_name="服务站"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True)
    given_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="授予人")
    given_at = models.DateTimeField("授予时间")
    revoked_at = models.DateTimeField("收回时间", null=True)
    revoked_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="收回人"
    )

    class Meta:
        verbose_name = "授权"
        constraints = [
            models.CheckConstraint(
                condition=Q(region__isnull=False, body__isnull=True, station__isnull=True)
                | Q(region__isnull=True, body__isnull=False, station__isnull=True)
                | Q(region__isnull=True, body__isnull=True, station__isnull=False),
                name="grant_at_one_place",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="grant_ends_after_start",
            ),
            # rules/standing.SEPARATED, in the words of the database.
            ExclusionConstraint(
                name="one_separated_role_at_a_time",
                expressions=[
                    (F("account"), RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True, role__in=["auditor", "security-admin", "system-admin"]),
            ),
            *map(_held_once, ("region", "body", "station")),
        ]
        indexes = [models.Index(fields=["account", "revoked_at"])]

    def __str__(self) -> str:
        return f"{self.account} {self.get_role_display()} @ {self.body or self.station or self.region}"
