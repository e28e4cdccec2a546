"""The form of a need, as the desk, the site and whoever writes down for others fill it in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redvest.care.choices import CareGroup, NeedChannel, NeedKind, NeedUrgency
from redvest.care.rules.need_form import (
    LEAST_MINUTES,
    LONGEST_TITLE,
    MOST_HANDS,
    MOST_MINUTES,
    NO_RISKS,
    NeedForm,
)
from redvest.care.rules.need_private import Private
from redvest.faces.shared.papers import PapersField, SeveralFiles

PICTURES = "image/png,image/jpeg,image/webp"


class AskedText(forms.CharField):
    """Asked for, without "optional" beside it; whether it may lack depends on the way, which the domain knows."""

    def validate(self, value: Any) -> None:
        return None


class AskedChoice(forms.ChoiceField):
    """One of the choices, or nothing yet."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


def _number(label: Any, least: int, most: int, initial: int) -> forms.IntegerField:
    said = format_lazy(_("请填 {least} 到 {most} 之间的整数。"), least=least, most=most)
    return forms.IntegerField(
        label=label, required=False, initial=initial, min_value=least, max_value=most,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": least, "max": most}),
    )  # fmt: skip


class NeedFields(forms.Form):
    """What is lacking the domain says, beside the field; here stands only what a browser should ask."""

    use_required_attribute = False

    phone = AskedText(
        label=_("电话"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    name = AskedText(
        label=_("求助人怎么称呼"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    title = AskedText(
        label=_("要帮什么"), max_length=LONGEST_TITLE,
        help_text=_("一句话，例如“陪老人去医院”。人人能看到，不写姓名、电话和门牌。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    region = AskedText(label=_("哪个社区"), max_length=60)
    address = forms.CharField(
        label=_("住址"), required=False, max_length=100, help_text=_("只有接单的人看得到。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    domain = AskedChoice(label=_("哪一类"))
    urgency = forms.ChoiceField(
        label=_("急不急"), choices=NeedUrgency.choices, initial=NeedUrgency.ORDINARY, widget=forms.RadioSelect
    )
    risks = AskedText(
        label=_("上门要注意什么"), max_length=200, initial=NO_RISKS,
        help_text=_("有狗、路滑、传染病之类，没有就写“没有”。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    declared_true = forms.BooleanField(label=_("以上情况属实"), required=False)
    words = forms.CharField(
        label=_("具体情况"), required=False, max_length=500, help_text=_("只有接单的人看得到。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    starts_at = forms.DateTimeField(
        label=_("希望什么时候"), required=False,
        error_messages={"invalid": _("时间看不懂，请写成 2026-11-28 08:30 这样。")},
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )  # fmt: skip
    asked_by = forms.CharField(
        label=_("替别人提：您怎么称呼"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    relation = forms.CharField(
        label=_("您和求助人的关系"), required=False, max_length=30, help_text=_("例如儿子、邻居、某某单位。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    groups = forms.MultipleChoiceField(
        label=_("属于哪些关爱群体"), required=False, choices=CareGroup.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("敏感信息，可以不填。填了会优先安排，加密保存，不公开。"),
    )  # fmt: skip
    groups_agreed = forms.BooleanField(label=_("本人或监护人单独同意记下关爱群体"), required=False)
    minutes = _number(_("大约多少分钟"), LEAST_MINUTES, MOST_MINUTES, 60)
    hands = _number(_("要几个人"), 1, MOST_HANDS, 1)
    pictures = PapersField(
        label=_("照片"), required=False, widget=SeveralFiles(attrs={"accept": PICTURES}),
        help_text=_("最多 6 张，不拍人脸和证件。拍摄地点会自动去掉。"),
    )  # fmt: skip

    def __init__(self, *args: Any, domains: list[tuple[str, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domain"].choices = [("", _("请选择")), *domains]  # type: ignore[attr-defined]

    def files_sent(self) -> list[bytes]:
        """The pictures; whether they are any, the domain says."""
        return [each.read() for each in self.cleaned_data.get("pictures") or [] if each]

    def to_form(
        self,
        *,
        region: str,
        channel: NeedChannel,
        kind: NeedKind = NeedKind.HELP,
        grid: UUID | None = None,
        menu_item: UUID | None = None,
    ) -> NeedForm:
        typed = self.cleaned_data
        starts_at: datetime | None = typed["starts_at"]
        return NeedForm(
            title=typed["title"], domain=typed["domain"], region=region, kind=kind, channel=channel,
            private=Private(
                name=typed["name"], phone=typed["phone"], address=typed["address"], words=typed["words"],
                groups=tuple(CareGroup(code) for code in typed["groups"]),
                asked_by=typed["asked_by"], relation=typed["relation"],
            ),
            declared_true=typed["declared_true"], groups_agreed=typed["groups_agreed"],
            urgency=NeedUrgency(typed["urgency"]), risks=typed["risks"], starts_at=starts_at,
            minutes=60 if typed["minutes"] is None else typed["minutes"],
            hands=1 if typed["hands"] is None else typed["hands"], grid=grid, menu_item=menu_item,
        )  # fmt: skip


def blame_need(form: forms.Form, errors: list[dict[str, str]]) -> None:
    """Each sentence beside its field, in the reader's language."""
    for error in errors:
        name, sentence = error["field"], error["sentence"]
        form.add_error(name if name in form.fields else None, gettext(sentence))
