"""Points and time bank in double entry: accounts, transfers, and lines that sum to zero (ADR 27).

Transfers and lines are append-only. A balance follows the lines by a trigger and by nothing else, and the database
refuses every balance below zero but that of ``issue``, which says how much there is in all.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.honour.choices import AccountKind, CaseState, FamilyRelation, LedgerName, TransferKind
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.models import HoursEntry


class LedgerAccount(models.Model):
    """What somebody, a group, or the city for some purpose holds. ``name`` tells budgets apart."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    ledger = models.CharField("账本", max_length=8, choices=LedgerName)
    kind = models.CharField("账户类型", max_length=9, choices=AccountKind)
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, related_name="ledger_accounts", verbose_name="志愿者"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="ledger_accounts", verbose_name="组织"
    )
    name = models.CharField("名称", max_length=40, blank=True, default="")
    balance = models.BigIntegerField("余额", default=0)

    class Meta:
        verbose_name = "积分账户"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="volunteer", volunteer__isnull=False, body__isnull=True, name="")
                | Q(kind="group", volunteer__isnull=True, body__isnull=False, name="")
                | Q(~Q(kind__in=["volunteer", "group"]), volunteer__isnull=True, body__isnull=True),
                name="ledger_account_has_its_owner",
            ),
            models.CheckConstraint(
                condition=(Q(kind="issue") & Q(balance__lte=0)) | (~Q(kind="issue") & Q(balance__gte=0)),
                name="ledger_balance_not_negative",
            ),
            models.UniqueConstraint(
                fields=["city", "ledger", "kind", "name", "volunteer", "body"],
                nulls_distinct=False,
                name="one_ledger_account_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_ledger_display()} {self.get_kind_display()} {self.balance}"


class LedgerTransfer(models.Model):
    """Units that moved. ``key`` lets nothing happen twice; ``entry`` is the hours entry behind it, where one is."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    ledger = models.CharField("账本", max_length=8, choices=LedgerName)
    kind = models.CharField("类型", max_length=10, choices=TransferKind)
    key = models.CharField("防重号", max_length=80)
    entry = models.ForeignKey(
        HoursEntry, models.PROTECT, null=True, related_name="ledger_transfers", verbose_name="时长记录"
    )
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="undone_by", verbose_name="所冲销的转移"
    )
    reason = models.CharField("理由", max_length=200, blank=True, default="")
    by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="经办人"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "积分转移"
        constraints = [
            models.UniqueConstraint(fields=["city", "key"], name="one_ledger_transfer_per_key"),
            models.UniqueConstraint(
                fields=["entry", "ledger"], condition=Q(kind="earn"), name="hours_earn_once_a_ledger"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["reverse", "return"], undoes__isnull=False)
                | Q(~Q(kind__in=["reverse", "return"]), undoes__isnull=True),
                name="ledger_undoing_names_what",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["earn", "reverse"]) | Q(entry__isnull=False),
                name="ledger_earning_names_its_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class LedgerLine(models.Model):
    """One side of a transfer. ``expires_on`` names the lot of a volunteer's account; never, where it is empty."""

    transfer = models.ForeignKey(
        LedgerTransfer, models.PROTECT, related_name="lines", verbose_name="积分转移"
    )
    account = models.ForeignKey(
        LedgerAccount, models.PROTECT, related_name="lines", db_index=False, verbose_name="账户"
    )
    amount = models.BigIntegerField("数量")
    expires_on = models.DateField("到期日", null=True)

    class Meta:
        verbose_name = "积分分录"
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_line_is_not_nothing"),
        ]
        indexes = [
            models.Index(fields=["account", "expires_on"], name="ledger_lots"),
            models.Index(fields=["account", "-id"], name="ledger_statement"),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+d}"


class LedgerCase(models.Model):
    """Units that a voided hour had earned and that were no longer there: an officer takes them back later, or not.

    ``transfer`` is what had been earned, ``owed`` what was missing of it, ``taken`` what came back since.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="cases", verbose_name="积分账户")
    transfer = models.ForeignKey(LedgerTransfer, models.PROTECT, related_name="cases", verbose_name="所得")
    region_path = models.CharField("区域路径", max_length=60)
    owed = models.BigIntegerField("应收回")
    taken = models.BigIntegerField("已收回", default=0)
    state = models.CharField("状态", max_length=8, choices=CaseState, default=CaseState.OPEN)
    opened_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="处理人"
    )
    decided_at = models.DateTimeField("处理时间", null=True)
    reason = models.CharField("处理理由", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "积分待收回"
        constraints = [
            models.UniqueConstraint(fields=["account", "transfer"], name="one_ledger_case_each"),
            models.CheckConstraint(
                condition=Q(owed__gt=0, taken__gte=0, taken__lte=F("owed")), name="ledger_case_within_owed"
            ),
            models.CheckConstraint(
                condition=Q(state="open", taken__lt=F("owed"))
                | Q(state="settled", taken=F("owed"))
                | Q(state="waived", taken__lt=F("owed")),
                name="ledger_case_state_is_true",
            ),
        ]
        indexes = [models.Index(fields=["city", "state", "region_path"], name="ledger_cases_by_place")]

    def __str__(self) -> str:
        return f"{self.owed - self.taken} {self.get_state_display()}"


class FamilyTie(models.Model):
    """A spouse or parent to whom somebody may give what they earned; both are on the register, and both said so."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    giver = models.ForeignKey(Volunteer, models.PROTECT, related_name="ties_to", verbose_name="志愿者")
    relative = models.ForeignKey(Volunteer, models.PROTECT, related_name="ties_from", verbose_name="家人")
    relation = models.CharField("关系", max_length=6, choices=FamilyRelation)
    asked_at = models.DateTimeField("提出时间")
    agreed_at = models.DateTimeField("同意时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "家人关系"
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("relative")), name="family_tie_of_two"),
            models.UniqueConstraint(
                fields=["giver", "relative"], condition=Q(ended_at__isnull=True), name="one_live_family_tie"
            ),
            models.UniqueConstraint(
                fields=["giver"],
                condition=Q(ended_at__isnull=True, relation="spouse"),
                name="one_spouse_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} {self.get_relation_display()}"
