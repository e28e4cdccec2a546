"""What the house's forms say where a field says nothing of its own: what to change, in words that people speak."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

TOO_LONG = ngettext_lazy(
    "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
    "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
    "limit_value",
)


def speak_plainly() -> None:
    """Once, when the process starts. A field's own sentences still win over these."""
    MaxLengthValidator.message = TOO_LONG
    forms.Field.default_error_messages["required"] = _("请填写这一项。")
    for field in (forms.ChoiceField, forms.MultipleChoiceField):
        field.default_error_messages["invalid_choice"] = _("请从列表里选一个。")
    forms.MultipleChoiceField.default_error_messages["required"] = _("请至少选一个。")
