"""The audit trail: who did what to which thing, when. Append-only: the database refuses changes."""

from __future__ import annotations

from django.db import models


class AuditLine(models.Model):
    city = models.CharField("城市", max_length=6)
    at = models.DateTimeField("时间")
    actor_kind = models.CharField("操作者类型", max_length=12)
    actor_id = models.UUIDField("操作者", null=True)
    verb = models.CharField("动作", max_length=60)
    target_kind = models.CharField("对象类型", max_length=40)
    target_id = models.CharField("对象", max_length=60)
    reason = models.CharField("理由", max_length=200, blank=True)
    details = models.JSONField("细节", default=dict)

    class Meta:
        verbose_name = "审计记录"
        indexes = [
            models.Index(fields=["target_kind", "target_id", "-id"]),
            models.Index(fields=["city", "-at"]),
            models.Index(fields=["actor_id", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target_kind} {self.target_id}"
