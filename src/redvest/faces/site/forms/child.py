"""What a guardian fills in to put a child on the register; the guardian is the account that is signed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.site.forms.account import CodeField, PhoneField
from redvest.faces.site.forms.real_name import RealNameForm
from redvest.registry.choices import ConsentPurpose
from redvest.registry.queries.setting import age_gates
from redvest.registry.rules import identity_number
from redvest.registry.rules.age import verdict

_TO_GUARDIANS = {
    "consent": _("我同意保存和使用孩子的这些信息，用来登记志愿者、报名、记录时长和开证明"),
    "publish_name": _("我同意在证明公示、光荣榜和新闻里写出孩子的全名"),
    "minor_data": _("孩子未满 14 岁：我同意处理孩子的个人信息"),
}


class ChildForm(RealNameForm):
    """The form of one's own real name without the guardian's phone and code."""

    guardian_name = None  # type: ignore[assignment]
    guardian_phone = None  # type: ignore[assignment]
    guardian_code = None  # type: ignore[assignment]
    guardian_relation = forms.CharField(
        label=_("你是孩子的"), help_text=_("比如：妈妈、爸爸、奶奶。"), max_length=20,
        error_messages={"required": _("请写明你和孩子的关系。")},
    )  # fmt: skip

    guardian_consent = forms.BooleanField(
        label=_("我是孩子的监护人，同意孩子参加志愿服务"),
        error_messages={"required": _("孩子参加志愿服务要你同意。你是监护人、也同意的话，勾上就可以。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The same questions as of a grown-up, put to the guardian."""
        super().__init__(*args, **kwargs)
        for name, words in _TO_GUARDIANS.items():
            self.fields[name].label = words

    def clean(self) -> dict[str, Any]:
        """A young child's own consent is asked for together with the others, not in a second round."""
        said = super().clean()
        if not said.get("minor_data") and self._is_small():
            self.add_error("minor_data", _("这个年龄的孩子，还要你另外同意处理孩子的个人信息，勾上就可以。"))
        return said

    def _is_small(self) -> bool:
        """By the number, or the day typed, and the dated rule of the city; no where neither can be read yet."""
        today, typed = clock.day_of(clock.now()), self.cleaned_data
        try:
            born = identity_number.check(typed.get("id_type", ""), typed.get("id_number", ""), today).birth_on
        except (DomainError, ValueError):
            return False
        born = born or typed.get("birth_on")
        gates = age_gates(f"{settings.REDVEST_CITY}/", today)
        return born is not None and verdict(gates, born, today).needs_data_consent

    def guardian(self) -> None:
        """The account that acts: the registry knows it."""
        return


class OtherGuardian(forms.Form):
    """The other parent, or whoever else answers for the child, with the code on their phone."""

    name = forms.CharField(
        label=_("另一位监护人的姓名"), max_length=60, error_messages={"required": _("请填写姓名。")}
    )
    relation = forms.CharField(
        label=_("是孩子的"), help_text=_("比如：妈妈、爸爸、奶奶。"), max_length=20,
        error_messages={"required": _("请写明和孩子的关系。")},
    )  # fmt: skip
    phone = PhoneField(label=_("对方的手机号"))
    code = CodeField(label=_("对方收到的验证码"))


class GuardianAgrees(forms.Form):
    """A guardian's yes, beside the minor who asks for it; ``small``: under the age at which data need it too."""

    consent = forms.BooleanField(
        label=_("监护人同意孩子参加志愿服务"),
        error_messages={"required": _("要监护人同意，才能勾选这一项。")},
    )
    minor_data = forms.BooleanField(
        label=_("未满 14 岁：监护人同意保存和使用孩子的信息"),
        error_messages={"required": _("这个年龄还要监护人同意保存和使用信息。")},
    )
    code = CodeField(label=_("监护人收到的验证码"))

    def __init__(self, *args: Any, small: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not small:
            del self.fields["minor_data"]

    def purposes(self) -> frozenset[ConsentPurpose]:
        """What was agreed to."""
        data = {ConsentPurpose.MINOR_DATA} if self.cleaned_data.get("minor_data") else set()
        return frozenset({ConsentPurpose.GUARDIAN} | data)
