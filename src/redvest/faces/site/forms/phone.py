"""The forms of an account's phone: changing it, and asking for an account whose phone is lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.site.forms.account import CodeField, PhoneField, PhoneForm
from redvest.registry.choices import IdType, PhoneProof

LABELS = {
    PhoneProof.OLD: _("旧手机收到的验证码"),
    PhoneProof.FACTOR: _("验证器上的六位数字，或一张备用码"),
    PhoneProof.ID: _("证件号码"),
}


class NewPhoneForm(forms.Form):
    """The first step: the new phone, and by what one shows who one is; only what this account has is offered."""

    phone = PhoneField(label=_("新手机号"))
    proof = forms.ChoiceField(
        label=_("怎么证明是你本人"),
        choices=PhoneProof.choices,
        widget=forms.RadioSelect,
        initial=PhoneProof.OLD,
    )

    def __init__(self, *args: Any, proofs: list[PhoneProof], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].choices = [(each.value, each.label) for each in proofs]  # type: ignore[attr-defined]


class MovePhoneForm(NewPhoneForm):
    """The second step: the code of the new phone, and the proof."""

    code = CodeField(label=_("新手机收到的验证码"))
    typed = forms.CharField(
        max_length=40,
        error_messages={"required": _("请填写这一项，证明是你本人。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = str(self["proof"].value() or PhoneProof.OLD)
        self.fields["proof"].widget = forms.HiddenInput()
        known = PhoneProof(chosen) if chosen in PhoneProof.values else PhoneProof.OLD
        self.fields["typed"].label = LABELS[known]


class LostFirstForm(PhoneForm):
    """Where to send the code."""

    phone = PhoneField(label=_("新手机号"))


class LostPhoneForm(LostFirstForm):
    """Who asks for an account on a new phone."""

    code = CodeField(label=_("新手机收到的验证码"))
    name = forms.CharField(
        label=_("姓名"), max_length=60, error_messages={"required": _("请填写证件上的姓名。")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    id_type = forms.ChoiceField(label=_("证件类型"), choices=IdType.choices, initial=IdType.RESIDENT_CARD)
    id_number = forms.CharField(
        label=_("证件号码"), max_length=40, error_messages={"required": _("请填写证件号码。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
