"""The form of a visit, written down in half a minute. The others are ``faces/shared/pairing_form.py``."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LENGTHS = [
    (30, _("半小时")),
    (60, _("一小时")),
    (90, _("一个半小时")),
    (120, _("两小时")),
    (180, _("三小时")),
]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class VisitFields(forms.Form):
    """When, how long, and one line of what was done: the rest may stay as it is."""

    starts_at = forms.DateTimeField(
        label=_("什么时候去的"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={"required": _("请填写时间。"), "invalid": _("时间看不懂，请写成 2026-11-28 08:30 这样。")},
    )  # fmt: skip
    minutes = forms.TypedChoiceField(label=_("多久"), choices=LENGTHS, coerce=int, initial=60)
    words = forms.CharField(
        label=_("做了什么"), max_length=500, widget=_area(2),
        error_messages={"required": _("请写一句做了什么。")},
    )  # fmt: skip
    need = forms.CharField(
        label=_("他家还需要什么"), required=False, max_length=500, widget=_area(2),
        help_text=_("写了会告诉社区去看看，加密保存。"),
    )  # fmt: skip
    seen = forms.BooleanField(label=_("给家里人看过，他们说没错"), required=False)
