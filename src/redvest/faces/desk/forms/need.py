"""The desk's forms of needs: taking one down while the other side waits on the phone, reviewing, checking, correcting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.care.actions.need_review import Correction
from redvest.care.choices import NeedChannel, NeedKind, NeedUrgency, VerifyResult, VerifyWay
from redvest.care.models import Need
from redvest.care.queries.need_place import named
from redvest.care.rules.need_form import LEAST_MINUTES, LONGEST_TITLE, MOST_HANDS, MOST_MINUTES
from redvest.faces.desk.forms.inputs import LaterText, MomentField, WholeField, text_area
from redvest.faces.shared.need_fields import PICTURES, NeedFields
from redvest.faces.shared.papers import PapersField, SeveralFiles

# What staff hear of; the others come by themselves.
CHANNELS = (
    NeedChannel.PHONE, NeedChannel.STATION, NeedChannel.VISIT, NeedChannel.RELATIVE, NeedChannel.REFERRAL,
)  # fmt: skip
FIELDS = {
    "need-reason-missing": "reason",
    "need-look-reason": "reason",
    "need-picture-bad": "pictures",
    "need-pictures-full": "pictures",
}


class NumberFields(forms.Form):
    """The number first: who called before is known."""

    phone = forms.CharField(
        label=_("来电号码"), max_length=20, error_messages={"required": _("请填写手机号。")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip


class EntryFields(NeedFields):
    """In the order in which one asks on the phone; what is rarely needed comes behind the button."""

    first = ("phone", "name", "title", "region", "address", "domain", "urgency", "risks", "declared_true")
    rest = (
        "words", "channel", "kind", "starts_at", "minutes", "hands", "asked_by", "relation", "groups", "groups_agreed",
        "pictures",
    )  # fmt: skip

    channel = forms.ChoiceField(
        label=_("从哪里来"),
        choices=[(each.value, each.label) for each in CHANNELS],
        initial=NeedChannel.PHONE,
    )
    kind = forms.ChoiceField(
        label=_("种类"), choices=[(each.value, each.label) for each in (NeedKind.HELP, NeedKind.WISH)],
        initial=NeedKind.HELP,
    )  # fmt: skip

    def __init__(self, *args: Any, places: int, focus: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if focus:
            self.fields[focus].widget.attrs["autofocus"] = True
        self.fields["declared_true"].label = _("对方说明情况属实")
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        if places > 1:
            self.fields["region"].widget.attrs |= {"list": "communities", "autocomplete": "off"}
            self.fields["region"].help_text = _("打头几个字就行。")
        self.order_fields([*self.first, *self.rest])

    @property
    def shown_first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first]

    @property
    def shown_later(self) -> list[forms.BoundField]:
        return [self[name] for name in self.rest]

    @property
    def rest_at_fault(self) -> bool:
        return any(name in self.errors for name in self.rest)


class ReasonFields(forms.Form):
    reason = LaterText(label=_("原因"), max_length=200, help_text=_("提出人会看到。不写姓名、电话和门牌。"))


class LookFields(forms.Form):
    reason = LaterText(label=_("为什么要看"), max_length=200)


class VerifyFields(forms.Form):
    way = forms.ChoiceField(label=_("怎么核实的"), choices=VerifyWay.choices)
    result = forms.ChoiceField(label=_("结果"), choices=VerifyResult.choices)
    words = forms.CharField(
        label=_("了解到的情况"),
        required=False,
        max_length=500,
        widget=text_area(2),
        help_text=_("加密保存。"),
    )


class PictureFields(forms.Form):
    pictures = PapersField(
        label=_("照片"), widget=SeveralFiles(attrs={"accept": PICTURES}),
        help_text=_("最多 6 张，不拍人脸和证件。拍摄地点会自动去掉。"),
    )  # fmt: skip


class CorrectionFields(forms.Form):
    """What was taken down wrongly. The address is not shown, only replaced."""

    title = forms.CharField(label=_("要帮什么"), required=False, max_length=LONGEST_TITLE)
    domain = forms.ChoiceField(label=_("哪一类"))
    urgency = forms.ChoiceField(label=_("急不急"), choices=NeedUrgency.choices)
    risks = forms.CharField(label=_("上门要注意什么"), required=False, max_length=200)
    starts_at = MomentField(label=_("希望什么时候"), required=False)
    ends_at = MomentField(label=_("到什么时候"), required=False)
    minutes = WholeField(label=_("大约多少分钟"), least=LEAST_MINUTES, most=MOST_MINUTES)
    hands = WholeField(label=_("要几个人"), least=1, most=MOST_HANDS)
    address = forms.CharField(
        label=_("新的住址"), required=False, max_length=100, help_text=_("留空就不改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    region = forms.CharField(
        label=_("换到哪个社区"), required=False, max_length=60, help_text=_("打头几个字就行，留空就不改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "communities"}),
    )  # fmt: skip

    def __init__(self, data: Any, *, need: Need, domains: list[tuple[str, object]]) -> None:
        kept = (
            "title",
            "urgency",
            "risks",
            "starts_at",
            "ends_at",
            "minutes",
            "hands",
        )
        said: dict[str, Any] = {name: getattr(need, name) for name in kept} | {"domain": need.domain_id}
        super().__init__(data, initial=said)
        self.fields["domain"].choices = domains  # type: ignore[attr-defined]

    def to_change(self, places: list[tuple[str, str]]) -> Correction:
        """``places``: the communities that may be meant; what is none of them goes on as typed and is refused."""
        typed = dict(self.cleaned_data)
        region = named(places, typed["region"]) or typed["region"]
        return Correction(**typed | {"urgency": NeedUrgency(typed["urgency"]), "region": region})
