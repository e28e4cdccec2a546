"""Payment requests (付款申请): asked by the supplier, approved by one officer, paid by another, recovered where too much."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.oversight.choices import HELD_PAYMENTS, PaymentState
from redvest.oversight.models.contract import Milestone
from redvest.registry.models import Account


class PaymentRequest(models.Model):
    """A trigger holds that what is approved and not recovered stays within what was accepted of the milestone."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="payments", verbose_name="节点")
    amount_fen = models.BigIntegerField("申请金额（分）")
    words = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=9, choices=PaymentState, default=PaymentState.ASKED)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True)
    note = models.CharField("审批意见", max_length=200, blank=True)
    paid_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="付款人")
    paid_on = models.DateField("付款日期", null=True)
    voucher = models.CharField("凭证号", max_length=40, blank=True)
    recovered_fen = models.BigIntegerField("已追回（分）", default=0)
    recovery_voucher = models.CharField("追回凭证号", max_length=40, blank=True)

    class Meta:
        verbose_name = "付款申请"
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(state=PaymentState.ASKED),
                name="one_open_request_per_milestone",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payment_has_an_amount"),
            models.CheckConstraint(
                condition=Q(recovered_fen=0)
                | Q(state=PaymentState.PAID, recovered_fen__gt=0, recovered_fen__lte=F("amount_fen"))
                & ~Q(recovery_voucher=""),
                name="recovered_within_paid",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HELD_PAYMENTS) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="payment_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="payment_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True) | (~Q(paid_by=F("asked_by")) & ~Q(paid_by=F("decided_by"))),
                name="payment_paid_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(state=PaymentState.PAID, paid_by__isnull=False, paid_on__isnull=False)
                & ~Q(voucher="")
                | ~Q(state=PaymentState.PAID) & Q(paid_by__isnull=True, paid_on__isnull=True, voucher=""),
                name="paid_with_a_voucher",
            ),
            models.CheckConstraint(
                condition=~Q(state=PaymentState.REFUSED) | ~Q(note=""), name="payment_refused_in_words"
            ),
        ]
        indexes = [models.Index(fields=["milestone", "state"], name="payments_of_milestone")]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.amount_fen}"
