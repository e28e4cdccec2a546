"""The field by which people say how long: so many hours and so many minutes. Its clean value is whole minutes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST = 44_640  # a month


def whole_minutes(hours: str, minutes: str) -> str:
    """Minutes of the two boxes as text: nothing where both are empty, and what cannot be read as it was typed."""
    if not hours and not minutes:
        return ""
    if all(part.isdecimal() and part.isascii() and len(part) < 6 for part in (hours or "0", minutes or "0")):
        return str(60 * int(hours or 0) + int(minutes or 0))
    return f"{hours}:{minutes}"


class HoursAndMinutes(forms.TextInput):
    """`__ 小时 __ 分`. A caller that sends plain minutes under the field's own name is read, too."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        plain = str(data.get(name, "")).strip()
        return plain or whole_minutes(
            str(data.get(f"{name}-h", "")).strip(), str(data.get(f"{name}-m", "")).strip()
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key in data for key in (name, f"{name}-h", f"{name}-m"))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        hours, minutes = _boxes(value)
        key, invalid = (attrs or {}).get("id", f"id_{name}"), bool((attrs or {}).get("aria-invalid"))
        box = (
            '<label class="part"><input id="{}-{}" name="{}-{}" value="{}" inputmode="numeric" maxlength="5"'
            ' class="minutes"{}> <span>{}</span></label>'
        )
        flag = SafeString(' aria-invalid="true"') if invalid else ""
        first = format_html(box, key, "h", name, "h", hours, flag, _("小时"))
        second = format_html(box, key, "m", name, "m", minutes, flag, _("分"))
        return format_html('<span class="long" id="{}">{} {}</span>', key, first, second)


def _boxes(value: Any) -> tuple[str, str]:
    """What stands in the two boxes for a value."""
    text = "" if value is None else str(value)
    if text.isdecimal():
        return str(int(text) // 60), str(int(text) % 60)
    hours, _colon, minutes = text.rpartition(":")
    return hours, minutes


class MinutesField(forms.IntegerField):
    """From one minute to a month."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "invalid": gettext_lazy("小时和分钟都填整数，例如 2 小时 30 分。"),
            "min_value": gettext_lazy("至少 1 分钟。"),
            "max_value": gettext_lazy("太多了，请核对。"),
            "required": gettext_lazy("请填写多久。"),
        }
        kwargs["error_messages"] = messages | kwargs.get("error_messages", {})
        super().__init__(min_value=1, max_value=MOST, widget=HoursAndMinutes(), **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}
