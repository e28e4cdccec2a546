"""The forms of a roster: what its makers decide, two people who serve together or not, and whom a question is about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import WholeField
from redvest.service.choices import PairKind, RosterReach

FIELDS = {"pair-wrong": "other", "bad-roster": "title", "roster-without-shifts": "", "shift-elsewhere": ""}


class RosterFields(forms.Form):
    """The terms of a roster."""

    title = forms.CharField(label=_("名称"), max_length=60, error_messages={"required": _("请写一个名称。")})
    reach = forms.ChoiceField(
        label=_("从哪里找人"), choices=RosterReach.choices, initial=RosterReach.MEMBERS,
        help_text=_("自己报过愿意的人总在里面；写明不接受邀请的人不会被打扰。"),
    )  # fmt: skip
    answer_hours = WholeField(label=_("多少小时内答复"), least=1, most=336, initial=48)
    most_week = WholeField(
        label=_("每人每周最多几班"), least=0, most=21, initial=0, help_text=_("0 表示不限。")
    )
    most_running = WholeField(
        label=_("最多连续几天"), least=0, most=31, initial=0, help_text=_("0 表示不限。")
    )
    goes_on = forms.BooleanField(
        label=_("有人来不了，就自动接着请下一位"), required=False, initial=True,
    )  # fmt: skip


class PairFields(forms.Form):
    """Two volunteers by their numbers."""

    one = forms.CharField(label=_("一位的编号"), max_length=20, error_messages={"required": _("请填编号。")})
    other = forms.CharField(
        label=_("另一位的编号"), max_length=20, error_messages={"required": _("请填编号。")}
    )
    kind = forms.ChoiceField(label=_("怎么排"), choices=PairKind.choices)


class WhyFields(forms.Form):
    """A person and a shift."""

    number = forms.CharField(
        label=_("志愿者编号"), max_length=20, error_messages={"required": _("请填编号。")}
    )
    post = forms.ChoiceField(label=_("哪一班"))

    def __init__(self, *args: Any, shifts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = shifts  # type: ignore[attr-defined]
