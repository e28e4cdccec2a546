"""What is typed on the site to nominate: for oneself and what one heads, or somebody else by number and name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.site.forms.need import Grouped

# Beside which field a refusal is said.
FIELDS = {
    "nomination-unclear": "words", "nominee-unknown": "number", "nominated-already": "number",
    "nomination-refused": "number", "nominations-too-many": "", "award-not-eligible": "number",
}  # fmt: skip


def _words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("10 到 500 个字，写做了什么，帮到了谁。"),
        error_messages={"required": _("请写明推荐的理由。")},
    )  # fmt: skip


class StandFields(forms.Form):
    """``what``: which of the organisations or projects that somebody heads; gone where it is oneself."""

    what = forms.ChoiceField(label=_("推荐哪一个"), error_messages={"required": _("请选择推荐哪一个。")})
    words = _words(_("为什么自荐"))

    def __init__(self, *args: Any, things: list[tuple[str, str]] | None, **more: Any) -> None:
        super().__init__(*args, **more)
        if things is None:
            del self.fields["what"]
        else:
            self.fields["what"].choices = things  # type: ignore[attr-defined]


class PlaceNomination(forms.Form):
    """A community is chosen from those of the place, as nobody knows its code."""

    number = forms.ChoiceField(label=_("哪个社区"), error_messages={"required": _("请选择社区。")})
    words = _words(_("为什么推荐"))

    def __init__(self, *args: Any, places: Grouped, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["number"].choices = [("", _("请选择")), *places]  # type: ignore[attr-defined]


class NominateFields(forms.Form):
    """Number and name, both as they are registered."""

    number = forms.CharField(max_length=30, error_messages={"required": _("请填写编号。")})
    name = forms.CharField(max_length=80, error_messages={"required": _("请填写姓名或者名称。")})
    words = _words(_("为什么推荐"))

    def __init__(self, *args: Any, labels: tuple[Any, Any, Any], **more: Any) -> None:
        super().__init__(*args, **more)
        number, name, help_text = labels
        self.fields["number"].label, self.fields["number"].help_text = number, help_text
        self.fields["name"].label = name
