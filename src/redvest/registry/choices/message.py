"""Notices and their delivery: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageKind(TextChoices):
    """What a notice is about; people choose for each kind over which channels it reaches them."""

    SIGNUP = "signup", _("报名、候补和答复")
    ACTIVITY = "activity", _("活动有变动")
    LETTER = "letter", _("负责人来信")
    HOURS = "hours", _("时长和证明")
    GROUP = "group", _("组织、服务站和值班")
    RIGHTS = "rights", _("我的信息")
    ACCOUNT = "account", _("账号和安全")
    WORK = "work", _("工作上的提醒")
    OTHER = "other", _("其他通知")


class Channel(TextChoices):
    """How a notice leaves the house. The inbox is none of them: everything is in it."""

    SMS = "sms", _("短信")
    WECHAT = "wechat", _("微信")
    EMAIL = "email", _("邮件")
    PUSH = "push", _("推送")


class DeliveryState(TextChoices):
    """How far a notice has come on one channel."""

    WAITING = "waiting", _("等着发")
    SENDING = "sending", _("正在发")
    SENT = "sent", _("发出了")
    DELIVERED = "delivered", _("送到了")
    FAILED = "failed", _("没有送到")
    UNKNOWN = "unknown", _("不知道送到没有")  # interrupted, and the channel cannot be asked
    DROPPED = "dropped", _("过时没发")
