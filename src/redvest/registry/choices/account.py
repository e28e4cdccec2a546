"""Accounts: codes, phones, recovery, second factors: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CodePurpose(TextChoices):
    REGISTER = "register", _("注册")
    SIGN_IN = "sign-in", _("登录")
    RESET_PASSWORD = "reset-password", _("重设密码")
    GUARDIAN = "guardian", _("监护人同意")
    CLAIM = "claim", _("认领记录")
    NEW_PHONE = "new-phone", _("换手机号：新号码")
    OLD_PHONE = "old-phone", _("换手机号：旧号码")
    RECOVER = "recover", _("找回账号")


class PhoneProof(TextChoices):
    """By what somebody who changes their phone shows that the account is theirs."""

    OLD = "old", _("旧手机号还能收短信")
    FACTOR = "factor", _("用验证器或者备用码")
    ID = "id", _("填证件号码")


class RecoveryState(TextChoices):
    WAITING = "waiting", _("等待中")
    DONE = "done", _("已找回")
    OBJECTED = "objected", _("本人反对")
    ENDED = "ended", _("没有办成")


class FactorKind(TextChoices):
    """What stands beside the password of somebody with power over others' data."""

    APP = "app", _("验证器应用")
    PASSKEY = "passkey", _("通行密钥")
