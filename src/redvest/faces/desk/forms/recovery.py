"""The form of who witnesses that somebody with their ID card lost a phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.registry.choices import IdType
from redvest.registry.models import Station

FIELDS = {
    "phone-invalid": "phone", "phone-taken": "phone", "phone-same": "phone", "codes-sent-too-often": "phone",
    "wrong-code": "code", "code-expired": "code", "code-tried-too-often": "code", "identity-number-invalid": "id_number",
    "recovery-refused": "id_number",
}  # fmt: skip


def station_choices(stations: list[Station]) -> list[tuple[str, Any]]:
    """The stations; who has more than one has to choose, so that no first one of the alphabet is taken for it."""
    found: list[tuple[str, Any]] = [(str(each.pk), each.name) for each in stations]
    return found if len(found) == 1 else [("", _("请选择")), *found]


class WitnessFields(forms.Form):
    """With ``only_phone`` the step that sends the code: nothing else has to be filled in yet."""

    station = forms.ChoiceField(
        label=_("在哪个站点见证"), error_messages={"required": _("请选择在哪个站点。")}
    )
    name = forms.CharField(
        label=_("姓名"), max_length=60, error_messages={"required": _("请填写证件上的姓名。")}
    )
    id_type = forms.ChoiceField(label=_("证件类型"), choices=IdType.choices, initial=IdType.RESIDENT_CARD)
    id_number = forms.CharField(
        label=_("证件号码"), max_length=40, error_messages={"required": _("请照证件填写号码。")}
    )
    phone = forms.CharField(
        label=_("新手机号"), max_length=30, error_messages={"required": _("请填写手机号。")}
    )
    code = forms.CharField(
        label=_("新手机收到的验证码"), max_length=12, error_messages={"required": _("请本人念验证码给你。")}
    )
    seen = forms.BooleanField(
        label=_("我当面看了本人和证件原件"),
        error_messages={"required": _("要当面看本人和证件原件，才能见证。")},
    )

    def __init__(self, *args: Any, stations: list[Station], only_phone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].choices = station_choices(stations)  # type: ignore[attr-defined]
        if only_phone:
            for name, field in self.fields.items():
                field.required = name == "phone"
