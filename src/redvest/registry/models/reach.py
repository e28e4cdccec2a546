"""How a person can be reached beside the phone, and over which channels they want to hear of what."""

from __future__ import annotations

from django.db import models

from redvest.core.identifiers import uuid7
from redvest.registry.choices import Channel, MessageKind
from redvest.registry.models.account import Account


class ChannelChoice(models.Model):
    """What a person chose for one kind of notice on one channel; without a row the house's own choice holds."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="channel_choices", verbose_name="账号")
    kind = models.CharField("种类", max_length=10, choices=MessageKind)
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    wanted = models.BooleanField("要")

    class Meta:
        verbose_name = "接收方式"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "channel"], name="one_choice_per_kind_and_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_channel_display()}"


class MailAddress(models.Model):
    """An e-mail address, sealed. Nothing but the code that proves it is sent there before it is proven."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="mail_address", verbose_name="账号"
    )
    address_sealed = models.BinaryField("邮箱（加密）")
    code_hash = models.BinaryField("验证码摘要", max_length=32)
    code_until = models.DateTimeField("验证码失效时间")
    tries = models.PositiveSmallIntegerField("试过次数", default=0)
    proven_at = models.DateTimeField("验证时间", null=True)

    class Meta:
        verbose_name = "邮箱"

    def __str__(self) -> str:
        return "邮箱"


class PushSubscription(models.Model):
    """A browser that asked for notices (RFC 8030). Keys as the browser gives them: 65 and 16 bytes."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(
        Account, models.CASCADE, related_name="push_subscriptions", verbose_name="账号"
    )
    endpoint = models.URLField("推送地址", max_length=1000)
    endpoint_hash = models.BinaryField("推送地址摘要", max_length=32, unique=True)
    public_key = models.BinaryField("浏览器公钥", max_length=65)
    auth_secret = models.BinaryField("浏览器密钥", max_length=16)
    label = models.CharField("名称", max_length=60, blank=True)
    made_at = models.DateTimeField("添加时间")

    class Meta:
        verbose_name = "推送订阅"

    def __str__(self) -> str:
        return self.label


class WeChatBond(models.Model):
    """The WeChat account that an account is bound to, after a proof of the phone. The openid is sealed; its hash finds it."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="wechat", verbose_name="账号"
    )
    openid_sealed = models.BinaryField("微信标识（加密）")
    openid_hash = models.BinaryField("微信标识摘要", max_length=32, unique=True)
    bound_at = models.DateTimeField("绑定时间")

    class Meta:
        verbose_name = "微信绑定"

    def __str__(self) -> str:
        return f"{self.bound_at:%Y-%m-%d}"
