"""Who can sign in: accounts, their one-time codes and API tokens. A person's record is a Volunteer, not an Account."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.crypto import salted_hmac

from redvest.core.identifiers import uuid7
from redvest.registry.choices import CodePurpose


class AccountManager(models.Manager["Account"]):
    """Django's sign-in asks for a user by its natural key; ours is the id, found by the phone's keyed hash."""

    def get_by_natural_key(self, key: str) -> Account:
        return self.get(pk=key)


class Account(AbstractBaseUser):
    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    name = models.CharField("姓名", max_length=60)
    phone_sealed = models.BinaryField("手机号（加密）")
    phone_hash = models.BinaryField("手机号摘要", max_length=32)
    phone_tail = models.CharField("手机尾号", max_length=4)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("创建时间")
    session_epoch = models.PositiveIntegerField("会话代次", db_default=0, default=0)

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = "账号"
        constraints = [models.UniqueConstraint(fields=["city", "phone_hash"], name="one_account_per_phone")]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What every session of this account carries: raising ``session_epoch`` ends them all at once."""
        signed = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        if not self.session_epoch:
            return str(signed)
        return salted_hmac(
            "redvest.session-epoch", f"{signed}:{self.session_epoch}", secret=secret
        ).hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.phone_hash:
            raise ValueError("an account needs a phone")
        super().save(*args, **kwargs)


class OneTimeCode(models.Model):
    """A six-digit code sent to a phone. Only its keyed hash is kept."""

    city = models.CharField("城市", max_length=6)
    phone_hash = models.BinaryField("手机号摘要", max_length=32)
    purpose = models.CharField("用途", max_length=16, choices=CodePurpose)
    code_hash = models.BinaryField("验证码摘要", max_length=32)
    sent_at = models.DateTimeField("发送时间")
    expires_at = models.DateTimeField("失效时间", db_index=True)
    tries = models.PositiveSmallIntegerField("试过次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "验证码"
        indexes = [models.Index(fields=["phone_hash", "purpose", "-sent_at"])]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.sent_at:%H:%M}"


class ApiToken(models.Model):
    """A bearer token of the API. Only its SHA-256 is kept."""

    digest = models.BinaryField("摘要", max_length=32, primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens", verbose_name="账号")
    scopes = models.CharField("范围", max_length=200, default="*")
    label = models.CharField("名称", max_length=60, blank=True)
    created_at = models.DateTimeField("创建时间")
    expires_at = models.DateTimeField("失效时间", db_index=True)

    class Meta:
        verbose_name = "接口令牌"

    def __str__(self) -> str:
        return f"{self.account} {self.label}"

    def live(self, at: datetime) -> bool:
        return self.expires_at > at


class OutgoingMessage(models.Model):
    """A text message handed to the SMS connector. The developer inbox of demo mode shows these."""

    city = models.CharField("城市", max_length=6)
    phone_sealed = models.BinaryField("手机号（加密）")
    phone_tail = models.CharField("手机尾号", max_length=4)
    text = models.TextField("内容")  # only demo mode keeps a code's text; see actions/message.py
    sent_at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "短信"

    def __str__(self) -> str:
        return f"尾号 {self.phone_tail} {self.sent_at:%H:%M}"
