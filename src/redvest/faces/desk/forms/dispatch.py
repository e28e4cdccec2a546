"""The desk's forms of dispatching: a call-back, an activity made of a need."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.care.actions.need_activity import NeedActivityForm
from redvest.care.choices import ConfirmAnswer
from redvest.faces.desk.forms.inputs import MomentField, WholeField, text_area

FIELDS = {"bad-recording": "recording", "starts_at": "starts_at", "ends_at": "ends_at", "posts": "places"}


class CallFields(forms.Form):
    """What the requester said on the telephone."""

    answer = forms.ChoiceField(
        label=_("对方怎么说"), choices=ConfirmAnswer.choices, widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("补充"), required=False, max_length=200, widget=text_area(2),
        help_text=_("对方说了什么，一两句就行，不写姓名和住址。"),
    )  # fmt: skip
    recording = forms.FileField(
        label=_("录音"), required=False, help_text=_("MP3、M4A、OGG 或 WAV，最多 20 MB；要先告诉对方在录音。"),
        widget=forms.ClearableFileInput(attrs={"accept": "audio/*"}),
    )  # fmt: skip


class ActivityFields(forms.Form):
    """What a need does not say by itself."""

    project = forms.TypedChoiceField(
        label=_("属于哪个项目"), error_messages={"required": _("请选一个项目，没有就先去建一个。")}
    )
    starts_at = MomentField(label=_("开始时间"))
    ends_at = MomentField(label=_("结束时间"))
    places = WholeField(label=_("要多少人"), least=1, most=1000)

    def __init__(self, *args: Any, projects: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["project"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *projects] if len(projects) != 1 else projects

    def to_form(self) -> NeedActivityForm:
        typed = self.cleaned_data
        return NeedActivityForm(
            project_id=typed["project"],
            starts_at=typed["starts_at"],
            ends_at=typed["ends_at"],
            places=typed["places"],
        )
