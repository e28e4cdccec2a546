"""The forms of a station's screens and of what people asked for there."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

FIELDS = {"kiosk-name-missing": "name", "too-many-kiosks": "name"}


class KioskFields(forms.Form):
    name = forms.CharField(
        label=_("机器放在哪里"),
        max_length=40,
        help_text=_("比如“大厅”“二楼门口”。"),
        error_messages={"required": _("请给这台机器起个名字，比如“大厅”。")},
    )


class DoneFields(forms.Form):
    note = forms.CharField(
        label=_("怎么处理的"),
        max_length=120,
        help_text=_("写一句就行，比如“已送到社区卫生站”。别写身份证号和病情。"),
        error_messages={"required": _("请写一句怎么处理的。")},
    )
