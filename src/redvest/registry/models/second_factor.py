"""What proves, beside the password or a code, that somebody with power over others' data is who they say (domain 8.5)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import FactorKind
from redvest.registry.models.account import Account


class SecondFactor(models.Model):
    """An authenticator app or a passkey of one account. The app's secret is sealed; of a passkey only the public half is here."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="second_factors", verbose_name="账号")
    kind = models.CharField("种类", max_length=8, choices=FactorKind)
    label = models.CharField("名称", max_length=40)
    secret_sealed = models.BinaryField("密钥（加密）", null=True)
    last_step = models.BigIntegerField("用过的最后一步", default=0)  # each code of an app is good once
    credential_id = models.BinaryField("凭据编号", null=True)
    credential = models.BinaryField("公钥", null=True)
    sign_count = models.BigIntegerField("签名次数", default=0)
    created_at = models.DateTimeField("添加时间")
    used_at = models.DateTimeField("上次使用", null=True)

    class Meta:
        verbose_name = "第二重验证"
        constraints = [
            models.UniqueConstraint(fields=["credential_id"], name="one_passkey_per_credential"),
            models.CheckConstraint(
                condition=Q(kind="app", secret_sealed__isnull=False, credential__isnull=True)
                | Q(kind="passkey", secret_sealed__isnull=True, credential__isnull=False),
                name="factor_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.label}"


class RecoveryCode(models.Model):
    """A code on paper that lets its owner in once when phone and key are lost. Only its keyed hash is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes", verbose_name="账号")
    digest = models.BinaryField("摘要", max_length=32)
    made_at = models.DateTimeField("生成时间")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "备用码"
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="one_recovery_code_each")]

    def __str__(self) -> str:
        return f"{self.account} {self.made_at:%Y-%m-%d}"
