"""Machine-readable certificates: the keys that sign them and the status lists that say which of them still stand.

The credential itself is no table: it is derived from its certificate whenever it is asked for.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.service.choices import StatusSubject
from redvest.service.models.certificate import Certificate

LIST_SIZE = 131_072  # bits: the least that hides one holder among others (Bitstring Status List 1.0, 6.1)


class CredentialKey(models.Model):
    """An Ed25519 key that signs credentials, its private half sealed with the house's key ring. One is current per city.

    A retired key's credentials still verify; a distrusted one's (it leaked) no longer do.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    thumbprint = models.CharField("指纹", max_length=43)
    public = models.BinaryField("公钥", max_length=32)
    private_sealed = models.BinaryField("私钥（加密）")
    created_at = models.DateTimeField("启用时间")
    retired_at = models.DateTimeField("停用时间", null=True)
    distrusted_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = "数字凭证密钥"
        constraints = [
            models.UniqueConstraint(
                fields=["city"], condition=Q(retired_at__isnull=True), name="one_current_credential_key"
            ),
            models.UniqueConstraint(fields=["city", "thumbprint"], name="one_credential_key_per_thumbprint"),
            models.CheckConstraint(
                condition=Q(distrusted_at__isnull=True) | Q(retired_at__isnull=False),
                name="distrusted_key_is_retired",
            ),
        ]

    def __str__(self) -> str:
        return self.thumbprint


class StatusList(models.Model):
    """A list of bits, one per credential, published as a credential of its own. A city has several, one after another."""

    id = models.BigAutoField("编号", primary_key=True)
    city = models.CharField("城市", max_length=6)
    subject = models.CharField(
        "什么的状态", max_length=12, choices=StatusSubject, default=StatusSubject.CERTIFICATE
    )
    order = models.PositiveIntegerField("次序")
    created_at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = "状态列表"
        constraints = [
            models.UniqueConstraint(fields=["city", "subject", "order"], name="one_status_list_per_order")
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.order}"


class StatusEntry(models.Model):
    """The bit of one certificate: a random place in a list, so that neighbours say nothing of each other."""

    certificate = models.OneToOneField(
        Certificate, models.PROTECT, primary_key=True, related_name="status_entry", verbose_name="证明"
    )
    status_list = models.ForeignKey(
        StatusList, models.PROTECT, related_name="entries", verbose_name="状态列表"
    )
    index = models.PositiveIntegerField("位序号")

    class Meta:
        verbose_name = "状态位"
        constraints = [
            models.UniqueConstraint(fields=["status_list", "index"], name="one_certificate_per_bit"),
            models.CheckConstraint(condition=Q(index__lt=LIST_SIZE), name="bit_within_its_list"),
        ]

    def __str__(self) -> str:
        return f"{self.status_list_id} {self.index}"


class StatusBit(models.Model):
    """The bit of a credential that no certificate stands behind, by the key of what it was given for.

    It lives in lists of its own, so that the two kinds of bits never meet in one place.
    """

    key = models.UUIDField("凭证所依据的编号", primary_key=True)
    status_list = models.ForeignKey(StatusList, models.PROTECT, related_name="bits", verbose_name="状态列表")
    index = models.PositiveIntegerField("位序号")
    revoked_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = "凭证状态位"
        constraints = [
            models.UniqueConstraint(fields=["status_list", "index"], name="one_credential_per_bit"),
            models.CheckConstraint(condition=Q(index__lt=LIST_SIZE), name="credential_bit_within_its_list"),
        ]

    def __str__(self) -> str:
        return f"{self.status_list_id} {self.index}"
