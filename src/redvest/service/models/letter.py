"""A letter of an activity's leader to who is on its roster. Its copies are notices (registry), one for each reader."""

from __future__ import annotations

from django.db import models

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account
from redvest.service.choices import LetterAudience
from redvest.service.models.activity import Activity


class RosterLetter(models.Model):
    """``sent_at`` is the receipt of its copies: a guarded update, so they are written once."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="letters", verbose_name="活动")
    author = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="写信人")
    audience = models.CharField("写给谁", max_length=10, choices=LetterAudience)
    text = models.TextField("内容")
    written_at = models.DateTimeField("时间")
    sent_at = models.DateTimeField("发出时间", null=True)

    class Meta:
        verbose_name = "给名单的信"

    def __str__(self) -> str:
        return f"{self.get_audience_display()} {self.written_at:%m-%d %H:%M}"
