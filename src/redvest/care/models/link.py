"""The requester's own door to a need: an address that nobody can guess, without an account (/n/<token>/)."""

from __future__ import annotations

from django.db import models

from redvest.care.models.need import Need


class NeedLink(models.Model):
    """Found by the token's hash; the token itself is sealed, so that it can be sent again and read from no dump."""

    need = models.OneToOneField(
        Need, models.CASCADE, primary_key=True, related_name="link", verbose_name="需求"
    )
    token_hash = models.BinaryField("链接摘要", max_length=32, unique=True)
    token_sealed = models.BinaryField("链接（加密）")
    made_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "求助人的链接"

    def __str__(self) -> str:
        return str(self.need_id)
