"""The answer to a request about somebody's own data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import text_area
from redvest.registry.choices import RefusalGround


class GroundField(forms.ChoiceField):
    """Asked of who refuses: no "optional" beside it, and no refusal here, since the action names what is missing."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class RightAnswer(forms.Form):
    """Done, or refused by a law; either way in words that the person reads."""

    decision = forms.ChoiceField(
        label=_("怎么答复"),
        choices=[("grant", _("同意，已经办好")), ("refuse", _("不同意"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择怎么答复。")},
    )
    ground = GroundField(
        label=_("不同意的法律依据"), choices=[("", _("同意的不用选")), *RefusalGround.choices]
    )
    answer = forms.CharField(
        label=_("办了什么，或者为什么不同意"),
        max_length=300,
        widget=text_area(3),
        help_text=_("本人会看到。同意的，先办好再答复。"),
        error_messages={"required": _("请写明怎么办的，本人会看到。")},
    )
