"""The forms of the second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class OnceField(forms.CharField):
    """Six digits of an app, or a recovery code."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "autocomplete": "one-time-code",
            "class": "code",
            "autocapitalize": "off",
            "spellcheck": "false",
        }
        kwargs.setdefault("error_messages", {"required": _("请填写六位数字，或者一张备用码。")})
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)


class SecondForm(forms.Form):
    """What is typed at the door."""

    code = OnceField(label=_("验证器上的六位数字"), help_text=_("手机不在身边时，填一张备用码也行。"))


class AppForm(forms.Form):
    """Taking an authenticator app on."""

    label = forms.CharField(
        label=_("给它起个名字"), max_length=40, initial=_("我的手机"),
        error_messages={"required": _("请给它起个名字，方便以后认出来。")},
    )  # fmt: skip
    code = OnceField(
        label=_("应用里现在显示的六位数字"),
        error_messages={"required": _("请填写应用里现在显示的六位数字。")},
    )
