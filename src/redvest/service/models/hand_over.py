"""A place that goes from one person to another: a stand-in, or two who swap. And how somebody said yes through others."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Station, Volunteer
from redvest.service.choices import ConsentHow, HandOverKind, HandOverState
from redvest.service.models.signup import SignUp


class HandOver(models.Model):
    """Asked by who holds ``signup``. A swap names the ``other`` place; a stand-in is named, or comes by a link."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    kind = models.CharField("方式", max_length=8, choices=HandOverKind)
    signup = models.ForeignKey(SignUp, models.PROTECT, related_name="hand_overs", verbose_name="报名")
    other = models.ForeignKey(
        SignUp, models.PROTECT, null=True, related_name="swaps_asked", verbose_name="对方的报名"
    )
    to_volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, related_name="hand_overs", db_index=False, verbose_name="请的人"
    )
    link_digest = models.CharField("链接摘要", max_length=64, blank=True)
    state = models.CharField("状态", max_length=9, choices=HandOverState, default=HandOverState.OPEN)
    made_at = models.DateTimeField("提出时间")
    expires_at = models.DateTimeField("有效期到")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "换人"
        constraints = [
            models.UniqueConstraint(
                fields=["signup"], condition=Q(state="open"), name="one_open_hand_over_each"
            ),
            models.UniqueConstraint(
                fields=["link_digest"], condition=~Q(link_digest=""), name="one_hand_over_per_link"
            ),
            models.CheckConstraint(
                condition=~Q(kind="swap") | Q(other__isnull=False, to_volunteer__isnull=False),
                name="swap_has_two_sides",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="hand_over_lasts_a_while"),
        ]
        indexes = [
            models.Index(fields=["to_volunteer", "state"], name="hand_over_asked"),
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="open_hand_over"),
        ]

    def __str__(self) -> str:
        return f"{self.signup} {self.get_kind_display()} {self.get_state_display()}"


class ProxyConsent(models.Model):
    """That somebody signed up by others said yes, and who heard it. Whoever comes by the site says so there."""

    signup = models.OneToOneField(
        SignUp, models.CASCADE, primary_key=True, related_name="proxy_consent", verbose_name="报名"
    )
    city = models.CharField("城市", max_length=6)
    how = models.CharField("怎么答应的", max_length=8, choices=ConsentHow)
    words = models.CharField("说明", max_length=200, blank=True)
    station = models.ForeignKey(
        Station, models.SET_NULL, null=True, related_name="+", verbose_name="在哪个服务站"
    )
    heard_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="谁见证的")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "代报同意"

    def __str__(self) -> str:
        return f"{self.signup_id} {self.get_how_display()}"
