"""Inputs that the desk's forms share: moments, days, small numbers, and a refusal put beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redvest.core.errors import DomainError


class MomentField(forms.DateTimeField):
    """A day and a time of day, in China."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        )
        messages = {"invalid": _("时间看不懂，请写成 2026-11-28 08:30 这样。"), "required": _("请填写时间。")}
        kwargs["error_messages"] = messages | kwargs.get("error_messages", {})
        super().__init__(**kwargs)

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        _require_near_year(value)


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        messages = {"invalid": _("日期看不懂，请写成 2026-11-28 这样。"), "required": _("请填写日期。")}
        kwargs["error_messages"] = messages | kwargs.get("error_messages", {})
        super().__init__(**kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        _require_near_year(value)


# A year typed with a digit too few or too many is kept nowhere: the year 1 does not even have a time in China.
FIRST_YEAR, LAST_YEAR = 1900, 2199


def _require_near_year(value: date | None) -> None:
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise forms.ValidationError(_("年份不对，请检查一下。"))


class LaterText(forms.CharField):
    """A text that is asked for, but that a draft may still lack: no "optional" beside it, no refusal without it."""

    def validate(self, value: Any) -> None:
        return None


class LaterNumber(forms.FloatField):
    """A number of the same kind."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class WholeField(forms.IntegerField):
    """A whole number from ``least`` to ``most``; ``later``: asked for, but may still be lacking."""

    def __init__(self, *, least: int = 0, most: int, later: bool = False, **kwargs: Any) -> None:
        self.later = later
        kwargs.setdefault(
            "widget", forms.NumberInput(attrs={"inputmode": "numeric", "min": least, "max": most})
        )
        said = format_lazy(_("请填 {least} 到 {most} 之间的整数。"), least=least, most=most)
        names = ("required", "invalid", "min_value", "max_value")
        kwargs["error_messages"] = dict.fromkeys(names, said) | kwargs.get("error_messages", {})
        super().__init__(min_value=least, max_value=most, **kwargs)

    def validate(self, value: Any) -> None:
        if not self.later:
            super().validate(value)


def text_area(rows: int = 3, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


def blame(form: forms.Form, fault: DomainError, fields: Mapping[str, str]) -> None:
    """Put a refusal's sentences beside their fields; ``fields`` translates the domain's names into the form's."""
    errors = fault.details.get("errors") or []
    for error in errors:
        name = fields.get(error["field"], error["field"])
        sentence = error["sentence"]
        form.add_error(name if name in form.fields else None, gettext(sentence))
    if not errors:
        name = fields.get(fault.code, "")
        form.add_error(name if name in form.fields else None, fault.message)


def untick(form: forms.Form, name: str) -> None:
    """A tick under a text that holds no more is made anew; whatever else was typed stays."""
    kept = cast(QueryDict, form.data).copy()
    kept.pop(name, None)
    form.data = kept
