"""What a station lends to residents (借用): a thing, to whom, until when, and when it came back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models.account import Account
from redvest.registry.models.station import Station


class StationLoan(models.Model):
    """One thing lent. The borrower's phone is sealed; name and phone go thirty days after the return."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    station = models.ForeignKey(Station, models.CASCADE, related_name="loans", verbose_name="服务站")
    thing = models.CharField("设施", max_length=30)
    borrower = models.CharField("借用人", max_length=20)
    phone_sealed = models.BinaryField("手机号码（加密）")
    phone_tail = models.CharField("手机尾号", max_length=4)
    lent_on = models.DateField("借出日期")
    due_on = models.DateField("应还日期")
    lent_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="经手人")
    returned_on = models.DateField("归还日期", null=True)

    class Meta:
        verbose_name = "站点借用"
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("lent_on")), name="loan_is_due_after_it_began"),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("lent_on")),
                name="loan_returned_after_it_began",
            ),
        ]
        indexes = [
            models.Index(
                fields=["station", "due_on"], condition=Q(returned_on__isnull=True), name="loans_out"
            ),
            models.Index(fields=["city", "returned_on"], name="loans_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.lent_on}"
