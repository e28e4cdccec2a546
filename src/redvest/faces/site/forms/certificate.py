"""What a certificate is asked for: the body that recorded, and the time if not all of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        error_messages={"invalid": _("日期看不懂，请写成 2026-11-28 这样。")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CertificateForm(forms.Form):
    """Everything else on a certificate is derived from the ledger."""

    body = forms.UUIDField(
        label=_("记录单位"),
        error_messages={
            "required": _("请选择由哪个组织的记录来开证明。"),
            "invalid": _("请从下面选一个组织。"),
        },
    )
    starts_on = _day(_("从哪天起"))
    ends_on = _day(_("到哪天止"))
