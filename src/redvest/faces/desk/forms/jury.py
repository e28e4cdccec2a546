"""What is typed about juries: points by the rubric, a recusal, a seat, a release, a correction, a decision on a vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import WholeField
from redvest.registry.models import Account

FIELDS = {
    "jury-reason-missing": "reason",
    "juror-unknown": "account",
    "juror-twice": "account",
    "own-jury": "account",
}


class RubricPoints(forms.Form):
    """Whole points for every criterion, from nothing to its most."""

    def __init__(self, *args: Any, rubric: Sequence[Mapping[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        for each in rubric:
            label = format_lazy(_("{name}（满分 {most}）"), name=each["name"], most=each["most"])
            self.fields[each["code"]] = WholeField(most=each["most"], label=label)


class JurorSeat(forms.Form):
    """One of the people who have the role."""

    account = forms.ChoiceField(label=_("评委"), error_messages={"required": _("请选一位评委。")})

    def __init__(self, *args: Any, people: Sequence[Account], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", _("请选择")), *((str(each.pk), each.name) for each in people)]
        self.fields["account"].choices = choices  # type: ignore[attr-defined]


class FreezeAgain(forms.Form):
    """Why what was frozen is worked out anew."""

    reason = forms.CharField(
        label=_("为什么重算"),
        max_length=200,
        help_text=_("原来的结果和记录都留着，理由会公开。"),
        error_messages={"required": _("请写一句为什么，2 到 200 个字。")},
    )
