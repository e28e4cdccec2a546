"""The forms of who helps somebody at the desk: to register, and to become a child's guardian."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.shared.register_form import PersonForm
from redvest.registry.choices import ConsentPurpose, GuardianProof, IdType
from redvest.registry.models import Station

REGISTER_FIELDS = {
    "phone-invalid": "phone", "phone-taken": "phone", "codes-sent-too-often": "phone", "wrong-code": "code",
    "code-expired": "code", "code-tried-too-often": "code", "identity-number-invalid": "id_number",
    "already-registered": "id_number", "real-name-refused": "id_number", "name-odd": "name", "domains-wrong": "domains",
    "consent-missing": "consent", "guardian-missing": "guardian_name", "guardian-phone-own": "guardian_phone",
    "minor-data-consent-missing": "minor_data",
}  # fmt: skip
GUARDIAN_FIELDS = {
    "phone-invalid": "phone", "codes-sent-too-often": "phone", "guardian-self": "phone", "wrong-code": "code",
    "code-expired": "code", "code-tried-too-often": "code", "identity-number-invalid": "id_number",
    "seen-child-wrong": "id_number", "child-grown-up": "id_number", "guardian-missing": "guardian",
    "guardian-proof-missing": "proof", "guardian-code-needed": "agreed", "minor-data-consent-missing": "minor_data",
}  # fmt: skip


class DeskPersonForm(PersonForm):
    """The person's own form, with what the one who helps answers for; ``joins``: an organisation's desk."""

    read_out = forms.BooleanField(
        label=_("我把上面的说明念给本人听了，本人当面同意"),
        error_messages={"required": _("先把说明念给本人听，本人同意了再登记。")},
    )
    join = forms.BooleanField(label=_("本人也愿意加入这个组织"), required=False)

    def __init__(self, *args: Any, joins: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not joins:
            del self.fields["join"]


def station_choices(stations: list[Station]) -> list[tuple[str, Any]]:
    """The stations; who has more than one has to choose, so that no first one of the alphabet is taken for it."""
    found: list[tuple[str, Any]] = [(str(each.pk), each.name) for each in stations]
    return found if len(found) == 1 else [("", _("请选择")), *found]


class AtStation(forms.Form):
    """Somebody whose papers are shown at a station. With ``only_phone`` nothing but the phone has to be filled in yet."""

    station = forms.ChoiceField(label=_("在哪个站点办"), error_messages={"required": _("请选择在哪个站点。")})
    name = forms.CharField(
        label=_("姓名"), max_length=60, error_messages={"required": _("请填写证件上的姓名。")}
    )
    id_type = forms.ChoiceField(label=_("证件类型"), choices=IdType.choices, initial=IdType.RESIDENT_CARD)
    id_number = forms.CharField(
        label=_("证件号码"), max_length=40, error_messages={"required": _("请照证件填写号码。")}
    )
    phone = forms.CharField(
        label=_("手机号"), max_length=30, error_messages={"required": _("请填写手机号。")}
    )
    code = forms.CharField(
        label=_("手机收到的验证码"), max_length=12, error_messages={"required": _("请本人念验证码给你。")}
    )

    def __init__(self, *args: Any, stations: list[Station], only_phone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].choices = station_choices(stations)  # type: ignore[attr-defined]
        if only_phone:
            for name, field in self.fields.items():
                field.required = name == "phone"


class GuardianFields(AtStation):
    """A new guardian for a child who has none."""

    guardian = forms.CharField(
        label=_("监护人姓名"), max_length=60, error_messages={"required": _("请填写监护人的姓名。")}
    )
    relation = forms.CharField(
        label=_("和孩子的关系"), max_length=20, error_messages={"required": _("请写明监护人和孩子的关系。")}
    )
    proof = forms.ChoiceField(label=_("看过的凭据"), choices=GuardianProof.choices)
    agreed = forms.BooleanField(label=_("监护人同意孩子参加志愿服务"), required=False)
    minor_data = forms.BooleanField(label=_("未满 14 岁：监护人同意保存和使用孩子的信息"), required=False)
    seen = forms.BooleanField(
        label=_("我当面看了证件和凭据的原件，把上面的说明念给监护人听了"),
        error_messages={"required": _("要当面看原件、念说明，才能登记。")},
    )
    field_order = (
        "station", "name", "id_type", "id_number", "guardian", "relation", "proof", "phone", "code",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("孩子的姓名")
        self.fields["id_type"].label = _("孩子的证件类型")
        self.fields["id_number"].label = _("孩子的证件号码")
        self.fields["phone"].label = _("监护人手机号")
        self.fields["code"].label = _("监护人手机收到的验证码")

    def consents(self) -> frozenset[ConsentPurpose]:
        """What the guardian agreed to."""
        said = {"agreed": ConsentPurpose.GUARDIAN, "minor_data": ConsentPurpose.MINOR_DATA}
        return frozenset(purpose for name, purpose in said.items() if self.cleaned_data[name])
