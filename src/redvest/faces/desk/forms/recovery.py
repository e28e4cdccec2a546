"""The form of who witnesses that somebody with their ID card lost a phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.helped import AtStation

FIELDS = {
    "phone-invalid": "phone", "phone-taken": "phone", "phone-same": "phone", "codes-sent-too-often": "phone",
    "wrong-code": "code", "code-expired": "code", "code-tried-too-often": "code", "identity-number-invalid": "id_number",
    "recovery-refused": "id_number",
}  # fmt: skip


class WitnessFields(AtStation):
    """Who lost a phone, as their papers name them, with the new phone."""

    seen = forms.BooleanField(
        label=_("我当面看了本人和证件原件"),
        error_messages={"required": _("要当面看本人和证件原件，才能见证。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].label = _("在哪个站点见证")
        self.fields["phone"].label = _("新手机号")
        self.fields["code"].label = _("新手机收到的验证码")
