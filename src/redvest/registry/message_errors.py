"""Refusals about notices, their channels, calendars and letters."""

from __future__ import annotations

from redvest.core.errors import Conflict, DomainError, Invalid, NotFound


class MessageNotFound(NotFound):
    """没有这条消息。可能过了保留的时间，请回到“我的消息”。"""

    code = "message-not-found"


class TextNotSent(DomainError):
    """短信没有发出去，可能是短信平台忙，请过一会儿再获取。"""

    code = "text-not-sent"
    status = 503


class ChannelUnknown(Invalid):
    """没有这种通知或者这个渠道，请回到接收方式重新选。"""

    code = "channel-unknown"


class MailWrong(Invalid):
    """邮箱地址不对，请核对一下，比如 name@example.cn。"""

    code = "mail-wrong"


class MailUnavailable(Conflict):
    """这里还没有接通邮件，请先用短信和“我的消息”。"""

    code = "mail-unavailable"


class MailNotSent(DomainError):
    """验证邮件没有发出去，请核对邮箱地址，过一会儿再试。"""

    code = "mail-not-sent"
    status = 503


class MailCodeWrong(Invalid):
    """邮件里的验证码不对或者过了半小时，请核对，或者重新发一次。"""

    code = "mail-code-wrong"


class PushWrong(Invalid):
    """这个浏览器的推送地址用不了，请换一个浏览器，或者只用“我的消息”。"""

    code = "push-wrong"


class WeChatUnavailable(NotFound):
    """这里还没有接通微信，请用手机号登录。"""

    code = "wechat-unavailable"


class WeChatStateWrong(Invalid):
    """这次微信登录不是从本页开始的，或者过了十分钟，请回到登录页再点一次。"""

    code = "wechat-state-wrong"


class WeChatRefused(Invalid):
    """微信没有认出你，请回到登录页再点一次，或者用手机号登录。"""

    code = "wechat-refused"


class WeChatTaken(Conflict):
    """这个微信已经绑定了别的账号。请先用那个账号登录，在“接收方式”里解除绑定。"""

    code = "wechat-taken"


class WeChatBound(Conflict):
    """你的账号已经绑定了另一个微信。请先在“接收方式”里解除绑定。"""

    code = "wechat-bound"


class WeChatOtherPhone(Conflict):
    """这个手机号不是你现在登录的账号的，请填自己账号的手机号。"""

    code = "wechat-other-phone"
