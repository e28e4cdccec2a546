"""What somebody says of a time that they did not come, and what the organisation answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.registry.models import Account
from redvest.service.choices import RequestState
from redvest.service.models.signup import SignUp


class AbsenceAppeal(models.Model):
    """One for each sign-up that counts against somebody: absent, or given back late."""

    signup = models.OneToOneField(
        SignUp, models.CASCADE, primary_key=True, related_name="absence_appeal", verbose_name="报名"
    )
    city = models.CharField("城市", max_length=6)
    words = models.CharField("说明", max_length=300)
    state = models.CharField("状态", max_length=8, choices=RequestState, default=RequestState.OPEN)
    asked_at = models.DateTimeField("提出时间")
    answer_by = models.DateTimeField("答复期限", null=True)  # then the officers of the place may answer
    escalated_at = models.DateTimeField("转上级时间", null=True)
    answer = models.CharField("答复", max_length=300, blank=True)
    answered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "到场申诉"
        indexes = [
            models.Index(fields=["city", "asked_at"], condition=Q(state="open"), name="open_absence_appeal"),
        ]

    def __str__(self) -> str:
        return f"{self.signup} {self.get_state_display()}"
