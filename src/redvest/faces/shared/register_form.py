"""The form of registering beside somebody who helps: the fields of order 67 art. 5 that a resident card needs.

A station's screen shows it in large, the desk as it shows every form.
"""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from redvest.core import clock
from redvest.registry.actions.code import send_code
from redvest.registry.actions.volunteer import GuardianForm, VolunteerForm
from redvest.registry.choices import CodePurpose, ConsentPurpose, IdType
from redvest.registry.queries.domain import domains

_OFF = {"autocomplete": "off", "spellcheck": "false"}
_CONSENTS = {
    "consent": ConsentPurpose.REGISTRATION,
    "minor_data": ConsentPurpose.MINOR_DATA,
}


class _OfMinors(forms.CharField):
    """Asked of some: no "optional" beside it, and no refusal here, since the registry knows who is a minor."""

    def validate(self, value: Any) -> None:
        return None


def _text(
    label: Any, *, most: int = 60, keys: str = "text", field: type[forms.CharField] = forms.CharField
) -> forms.CharField:
    said = {"required": _("这一项要填。")}
    widget = forms.TextInput(attrs={**_OFF, "inputmode": keys})
    return field(label=label, max_length=most, error_messages=said, widget=widget)


# The steps that send a code: to which field's phone, and for what.
CODE_STEPS = {"send": ("phone", CodePurpose.REGISTER), "guardian": ("guardian_phone", CodePurpose.GUARDIAN)}


def send_step(step: str, typed: QueryDict, ip: str) -> None:
    """Send the code of a step to the phone typed for it. Raises what ``send_code`` raises."""
    field, purpose = CODE_STEPS[step]
    phone = typed.get(field, "")[:30]
    send_code(city=settings.REDVEST_CITY, phone=phone, purpose=purpose, at=clock.now(), ip=ip)


class PersonForm(forms.Form):
    """A person with a resident identity card, who lives where they register until they say otherwise."""

    phone = _text(_("本人手机号"), most=30, keys="tel")
    code = _text(_("本人手机收到的六位数字"), most=12, keys="numeric")
    name = _text(_("姓名，和身份证上一样"))
    id_number = _text(_("身份证号码"), most=40)
    domains = forms.MultipleChoiceField(
        label=_("愿意做的事，选 1 到 4 样"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选 1 到 4 样。")},
    )
    guardian_name = _text(_("监护人姓名"), field=_OfMinors)
    guardian_relation = _text(_("和孩子的关系"), most=20, field=_OfMinors)
    guardian_phone = _text(_("监护人手机号"), most=30, keys="tel", field=_OfMinors)
    guardian_code = _text(_("监护人收到的六位数字"), most=12, keys="numeric", field=_OfMinors)
    minor_data = forms.BooleanField(label=_("未满 14 岁：监护人同意保存和使用孩子的信息"), required=False)
    consent = forms.BooleanField(
        label=_("我本人同意保存和使用上面这些信息，用来登记、报名、记时长和开证明"),
        error_messages={"required": _("要本人同意才能登记。帮忙的人不能代为同意。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["domains"]
        assert isinstance(offered, forms.ChoiceField)
        offered.choices = [(each.key, each.name) for each in domains(settings.REDVEST_CITY)]

    @classmethod
    def as_typed(cls, typed: QueryDict, **more: Any) -> Self:
        """Everything typed so far, unjudged."""
        return cls(initial=typed.dict() | {"domains": typed.getlist("domains")}, **more)

    @property
    def minor(self) -> bool:
        """Whether the guardian's part is to be shown."""
        typed = any(self[name].value() for name in ("guardian_name", "guardian_phone", "guardian_code"))
        return typed or any(name.startswith("guardian") for name in self.errors)

    def as_asked(self, region_code: str) -> VolunteerForm:
        """The form as the registry takes it."""
        typed = self.cleaned_data
        guardian = GuardianForm(
            name=typed["guardian_name"], relation=typed["guardian_relation"], phone=typed["guardian_phone"],
            code=typed["guardian_code"],
        )  # fmt: skip
        return VolunteerForm(
            name=typed["name"],
            id_type=IdType.RESIDENT_CARD,
            id_number=typed["id_number"],
            region_code=region_code,
            domains=tuple(typed["domains"]),
            consents=frozenset(purpose for name, purpose in _CONSENTS.items() if typed[name]),
            guardian=guardian if typed["guardian_name"] or typed["guardian_phone"] else None,
        )
