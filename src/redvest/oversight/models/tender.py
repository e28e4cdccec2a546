"""Government purchase: the notice (招标公告), the offers (报价) and who was chosen, with the reason."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from redvest.core.identifiers import uuid7
from redvest.oversight.choices import TenderState
from redvest.oversight.models.project_plan import ProjectPlan
from redvest.registry.models import Account, Body

_OUT = Q(state__in=[TenderState.PUBLISHED, TenderState.AWARDED, TenderState.FAILED])


class TenderNotice(models.Model):
    """Offers are taken until the end of ``closes_on`` and read by nobody but their bidder before it is over."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    plan = models.ForeignKey(ProjectPlan, models.PROTECT, related_name="tenders", verbose_name="入库项目")
    number = models.CharField("公告编号", max_length=40)
    title = models.CharField("标题", max_length=80)
    words = models.TextField("公告内容", max_length=5000)
    budget_fen = models.BigIntegerField("最高限价（分）")
    closes_on = models.DateField("截止日期")
    state = models.CharField("状态", max_length=9, choices=TenderState, default=TenderState.DRAFT)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    published_on = models.DateField("公告日期", null=True)
    decided_on = models.DateField("定标日期", null=True)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="定标人"
    )
    reason = models.CharField("定标理由", max_length=500, blank=True)
    public_until = models.DateField("公示至", null=True)
    called_off = models.BooleanField("终止了", default=False)

    class Meta:
        verbose_name = "招标公告"
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="one_tender_per_number"),
            models.CheckConstraint(condition=Q(budget_fen__gt=0), name="tender_has_a_budget"),
            models.CheckConstraint(
                condition=~_OUT | Q(published_on__isnull=False, published_on__lte=F("closes_on")),
                name="tender_published_before_it_closes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TenderState.AWARDED, TenderState.FAILED])
                | (Q(decided_on__isnull=False, decided_by__isnull=False) & ~Q(reason="")),
                name="tender_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=TenderState.AWARDED) | Q(public_until__isnull=False),
                name="award_is_made_public",
            ),
        ]
        indexes = [models.Index(fields=["city", "-published_on", "-id"], name="tenders_latest")]

    def __str__(self) -> str:
        return self.title

    @property
    def state_words(self) -> str:
        """What is said of its state: one that somebody called off is not one for which nobody was good enough."""
        return gettext("终止") if self.called_off else str(TenderState(self.state).label)


class Bid(models.Model):
    """One organisation's offer for one tender."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    tender = models.ForeignKey(TenderNotice, models.PROTECT, related_name="bids", verbose_name="招标公告")
    body = models.ForeignKey(Body, models.PROTECT, related_name="bids", verbose_name="组织")
    amount_fen = models.BigIntegerField("报价（分）")
    words = models.TextField("方案", max_length=3000)
    offered_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="报价人")
    offered_at = models.DateTimeField("报价时间")
    awarded = models.BooleanField("中标", default=False)

    class Meta:
        verbose_name = "报价"
        constraints = [
            models.UniqueConstraint(fields=["tender", "body"], name="one_bid_per_body"),
            models.UniqueConstraint(
                fields=["tender"], condition=Q(awarded=True), name="one_award_per_tender"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="bid_names_a_price"),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.amount_fen}"
