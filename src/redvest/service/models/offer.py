"""Offers: a freed place held out to the next in the waiting list for a while, and who was passed over and why."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.service.choices import OfferState
from redvest.service.models.activity import Post
from redvest.service.models.signup import SignUp


class Offer(models.Model):
    """One row for each time that somebody's turn came. While it is open, the place counts as taken."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    post = models.ForeignKey(Post, models.PROTECT, related_name="offers", verbose_name="岗位")
    signup = models.ForeignKey(
        SignUp, models.PROTECT, related_name="offers", db_index=False, verbose_name="报名"
    )
    state = models.CharField("状态", max_length=9, choices=OfferState, default=OfferState.OPEN)
    reason = models.CharField(
        "原因", max_length=40, blank=True
    )  # a code of ``queries/signup.py`` for those skipped
    made_at = models.DateTimeField("给出时间")
    expires_at = models.DateTimeField("有效期到", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "候补名额"
        constraints = [
            models.UniqueConstraint(fields=["signup"], condition=Q(state="open"), name="one_open_offer_each"),
            models.CheckConstraint(
                condition=Q(state="skipped") | Q(expires_at__gt=F("made_at")), name="offer_lasts_a_while"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="open_offer"),
            models.Index(fields=["post", "made_at"], name="offers_of_a_post"),
            models.Index(fields=["signup", "-made_at"], name="offers_of_a_signup"),
        ]

    def __str__(self) -> str:
        return f"{self.signup} {self.get_state_display()}"
