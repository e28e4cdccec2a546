"""Departments that lead, administer or join in the work of a place, each from one day to another."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from redvest.registry.choices import DepartmentDuty
from redvest.registry.models.account import Account
from redvest.registry.models.region import Region


class DateRange(Func):
    """The days from one to another, both in it; without a last day it never ends."""

    function = "daterange"
    output_field = DateRangeField()


class Department(models.Model):
    """A kind of office that has a part in volunteering: 文明办, 社会工作部 … One list a city, which it may extend."""

    city = models.CharField("城市", max_length=6)
    key = models.CharField("键", max_length=24)
    name = models.CharField("名称", max_length=40)
    order = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "部门"
        constraints = [
            models.UniqueConstraint(fields=["city", "key"], name="one_department_per_key"),
            models.UniqueConstraint(fields=["city", "name"], name="one_department_per_name"),
        ]
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class DepartmentRole(models.Model):
    """What a department is to a place from one day to another. Who leads changed in 2012, 2017 and 2024 (domain 3.4)."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="roles", verbose_name="部门")
    region = models.ForeignKey(Region, models.CASCADE, related_name="departments", verbose_name="区域")
    duty = models.CharField("职责", max_length=12, choices=DepartmentDuty)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    set_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="设定人")
    set_at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = "部门职责"
        constraints = [
            ExclusionConstraint(
                name="one_lead_at_a_time",
                expressions=[
                    (F("region"), RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(duty="lead"),
            ),
            ExclusionConstraint(
                name="one_duty_of_a_department_at_a_time",
                expressions=[
                    (F("department"), RangeOperators.EQUAL),
                    (F("region"), RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="department_role_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.get_duty_display()} @ {self.region}"
