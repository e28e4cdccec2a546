"""The form behind the venue's code: what the camera read or somebody typed, and the way in or out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.service.choices import Direction


class ScanForm(forms.Form):
    """One code of a venue."""

    code = forms.CharField(
        max_length=120, error_messages={"required": _("请扫现场的码，或者输入码下面的编号。")}
    )
    direction = forms.ChoiceField(choices=Direction.choices, initial=Direction.IN)
    nonce = forms.CharField(max_length=64, required=False)
