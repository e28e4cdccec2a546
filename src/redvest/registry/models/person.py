"""What becomes of a person's record: two that are one person's, and one whose person wants to be forgotten."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models.account import Account
from redvest.registry.models.volunteer import Volunteer


class Merge(models.Model):
    """A dated link from one record to the record of the same person that lives on.

    The hours ledger is never rewritten: whoever reads a person's hours reads those of the linked records too.
    Asked for by one, confirmed by another; ended by ``undone_at``, whether confirmed before or not.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    merged = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="merges_away", verbose_name="并入的记录"
    )
    survivor = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="merges_in", verbose_name="保留的记录"
    )
    reason = models.CharField("理由", max_length=200)
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间")
    confirmed_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    account = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="并入记录原来的账号"
    )
    state_before = models.CharField("并入记录原来的状态", max_length=20, blank=True)

    class Meta:
        verbose_name = "合并记录"
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="one_live_merge"
            ),
            models.CheckConstraint(condition=~Q(merged=F("survivor")), name="merge_of_two_records"),
        ]
        indexes = [models.Index(fields=["survivor"], name="merge_by_survivor")]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.survivor_id}"


class Erasure(models.Model):
    """A person's wish to be erased (PIPL art. 47), carried out when its waiting days are over, unless taken back."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="erasures", verbose_name="志愿者")
    asked_at = models.DateTimeField("提出时间")
    due_at = models.DateTimeField("执行时间", db_index=True)
    cancelled_at = models.DateTimeField("撤回时间", null=True)
    done_at = models.DateTimeField("完成时间", null=True)
    # Kept when all else is forgotten, so that no later import brings the person back; nobody can be found by it.
    id_marks = ArrayField(
        models.BinaryField(max_length=32), verbose_name="不再导入的证件号码摘要", default=list
    )

    class Meta:
        verbose_name = "注销申请"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(cancelled_at__isnull=True), name="one_live_erasure"
            )
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.due_at:%Y-%m-%d}"


class NotSame(models.Model):
    """Somebody looked at two records and knows that they are two people; the lower id is the first."""

    first = models.ForeignKey(Volunteer, models.CASCADE, related_name="+", verbose_name="一份记录")
    second = models.ForeignKey(Volunteer, models.CASCADE, related_name="+", verbose_name="另一份记录")
    said_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="判断人")
    said_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "不是同一个人"
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="not_same_said_once")]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
