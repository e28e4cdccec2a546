"""Notices: one row for each person told, which they read in their inbox, and what became of it on every channel."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import Channel, DeliveryState, MessageKind
from redvest.registry.models.account import Account
from redvest.registry.models.volunteer import Volunteer


class Message(models.Model):
    """A notice to one person. Without an account there is no inbox: then only the phone, sealed, says whom it reaches.

    ``volunteer`` is whom it concerns (a child, where a guardian is told). ``about_*`` name the row that it leads to.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, related_name="messages", db_index=False, verbose_name="收信人"
    )
    volunteer = models.ForeignKey(
        Volunteer, models.SET_NULL, null=True, related_name="+", verbose_name="和谁有关"
    )
    phone_sealed = models.BinaryField("手机号（加密）", default=b"")
    kind = models.CharField("种类", max_length=10, choices=MessageKind)
    text = models.TextField("内容")
    about_kind = models.CharField("关于什么", max_length=40, blank=True)
    about_id = models.CharField("关于哪一个", max_length=40, blank=True)
    urgent = models.BooleanField("急事", default=False)
    until = models.DateTimeField("过了何时就不必再发", null=True)
    letter_id = models.UUIDField(
        "哪一封信", null=True
    )  # of a letter to a roster: who reads its copies' states
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("看过的时间", null=True)
    laid_out_at = models.DateTimeField("排好渠道的时间", null=True)  # at once where no channel is connected

    class Meta:
        verbose_name = "消息"
        indexes = [
            models.Index(fields=["account", "-created_at", "-id"], name="message_inbox"),
            models.Index(fields=["account"], condition=Q(read_at__isnull=True), name="message_unread"),
            models.Index(fields=["city", "created_at"], name="message_by_age"),
            models.Index(
                fields=["created_at"], condition=Q(laid_out_at__isnull=True), name="message_to_lay_out"
            ),
            models.Index(
                fields=["letter_id"], condition=Q(letter_id__isnull=False), name="message_of_letter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%m-%d %H:%M}"


class Delivery(models.Model):
    """One notice on one channel to one address: never two rows for the same. ``id`` goes to the vendor as its out-id."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries", verbose_name="消息")
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    target = models.CharField("地址编号", max_length=40, blank=True)  # which of several subscriptions
    state = models.CharField("状态", max_length=10, choices=DeliveryState)
    next_at = models.DateTimeField("下次发送时间")
    tries = models.PositiveSmallIntegerField("试过次数", default=0)
    vendor_id = models.CharField("平台回执号", max_length=64, blank=True, db_index=True)
    fault = models.CharField("没送到的原因", max_length=80, blank=True)
    changed_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "消息发送"
        constraints = [
            models.UniqueConstraint(fields=["message", "channel", "target"], name="one_delivery_per_channel")
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(state__in=["waiting", "sending"]), name="delivery_due"
            ),
            models.Index(
                fields=["next_at"], condition=Q(state="sent", channel="sms"), name="delivery_receipt_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_state_display()}"


class DeliveryAttempt(models.Model):
    """One try. The row is written before anything is sent, so a process killed in between leaves its trace."""

    id = models.BigAutoField("编号", primary_key=True)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts", verbose_name="消息发送")
    number = models.PositiveSmallIntegerField("第几次")
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    outcome = models.CharField("结果", max_length=80, blank=True)

    class Meta:
        verbose_name = "发送记录"
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="one_attempt_per_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"
