"""What is typed at the desk about classes: a new one, a move into the next year, a list of pupils."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.registry.models import Body
from redvest.registry.rules.school import FIRST_GRADE, LAST_GRADE, LONGEST_NAME, grade_words

FIELDS = {
    "class-name-wrong": "name", "class-name-taken": "name", "class-year-wrong": "entry_year",
    "body-not-active": "body",
}  # fmt: skip


class ClassFields(forms.Form):
    """A class of one of the schools where somebody is head or teacher."""

    body = forms.ChoiceField(label=_("学校"))
    name = forms.CharField(
        label=_("班级名称"),
        max_length=LONGEST_NAME,
        help_text=_("大家平时怎么叫就怎么写，比如“三年级二班”。"),
        error_messages={"required": _("请填写班级名称。")},
    )
    grade = forms.TypedChoiceField(label=_("年级"), coerce=int)
    entry_year = forms.IntegerField(
        label=_("哪年入学"),
        error_messages={"required": _("请填写入学年份。"), "invalid": _("年份写四位数字。")},
    )

    def __init__(self, *args: Any, schools: list[Body], today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["body"] = forms.ChoiceField(
            label=_("学校"), choices=[(str(each.pk), each.name) for each in schools]
        )
        self.fields["grade"] = forms.TypedChoiceField(
            label=_("年级"),
            coerce=int,
            choices=[(each, grade_words(each)) for each in range(FIRST_GRADE, LAST_GRADE + 1)],
        )
        self.fields["entry_year"].widget.attrs["placeholder"] = str(today.year)
