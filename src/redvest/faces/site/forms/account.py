"""The forms at the door: registering, signing in, setting a new password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PhoneField(forms.CharField):
    """A phone as people type it; the registry says what is wrong with it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("手机号"))
        kwargs.setdefault("error_messages", {"required": _("请填写手机号。")})
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attrs), **kwargs)


class CodeField(forms.CharField):
    """Six digits out of a text message."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("短信验证码"))
        kwargs.setdefault("error_messages", {"required": _("请填写短信里的六位数字。")})
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}
        super().__init__(max_length=12, widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> str:
        return "".join(str(super().to_python(value) or "").split())


class PhoneForm(forms.Form):
    """The first step: where to send a code."""

    phone = PhoneField()


class JoinForm(PhoneForm):
    """The second step of registering."""

    code = CodeField()
    name = forms.CharField(
        label=_("姓名"),
        help_text=_("写证件上的名字，下一步实名登记要用。"),
        max_length=60,
        error_messages={"required": _("请填写姓名，写证件上的名字。")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("设一个密码"),
        help_text=_("8 位以上，不要全是数字。以后可以用它登录，也可以用验证码。"),
        max_length=128,
        strip=False,
        error_messages={"required": _("请设一个密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PasswordSignInForm(PhoneForm):
    """Signing in by phone and password."""

    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        error_messages={"required": _("请填写密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeSignInForm(PhoneForm):
    """Signing in by a code sent to the phone."""

    code = CodeField()


class NewPasswordForm(PhoneForm):
    """The second step for who has forgotten the password."""

    code = CodeField()
    password = forms.CharField(
        label=_("新密码"),
        help_text=_("8 位以上，不要全是数字。"),
        max_length=128,
        strip=False,
        error_messages={"required": _("请设一个新密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
