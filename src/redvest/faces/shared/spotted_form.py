"""What is typed about a spotted problem (随手拍): the report itself, and what became of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.care.choices import SpottedKind
from redvest.care.rules.spotted import LARGEST_PICTURE, LONGEST_PLACE, LONGEST_WORDS, SpottedForm
from redvest.core.errors import DomainError
from redvest.faces.shared.photos import PhotosField, read_photos
from redvest.registry.models import Region


class SpottedFields(forms.Form):
    """Nobody is asked who they are. The point is set on a map; a community does as well."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("什么问题"), choices=SpottedKind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("请选一种问题。")},
    )  # fmt: skip
    place = forms.CharField(
        label=_("在哪里"), max_length=LONGEST_PLACE,
        widget=forms.TextInput(attrs={"placeholder": _("例如：菜市场东门边"), "autocomplete": "off"}),
        error_messages={"required": _("写一下在哪里，例如“菜市场东门边”。")},
    )  # fmt: skip
    community = forms.ChoiceField(
        label=_("哪个社区"), required=False, help_text=_("在地图上点过位置就可以不选。")
    )
    pictures = PhotosField(label=_("照片"))
    words = forms.CharField(
        label=_("还有什么要说的"), required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("只说事，不说人：不写姓名、电话和车牌号。"),
    )  # fmt: skip
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, communities: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for each in communities:
            groups.setdefault(each.parent.name if each.parent else "", []).append((each.code, each.name))
        self.fields["community"].choices = [("", _("没选")), *groups.items()]  # type: ignore[attr-defined]

    def to_form(self) -> SpottedForm:
        typed = self.cleaned_data
        return SpottedForm(
            kind=SpottedKind(typed["kind"]), place=typed["place"], words=typed["words"], community=typed["community"],
            lon=typed["lon"], lat=typed["lat"],
        )  # fmt: skip

    def photos(self) -> list[bytes]:
        return read_photos(self.cleaned_data["pictures"], LARGEST_PICTURE)

    def blame(self, fault: DomainError) -> None:
        """Each sentence at its field; what is about no field that one sees, above all of them."""
        for error in fault.details.get("errors") or [{"field": "", "sentence": fault.message}]:
            seen = error["field"] in self.fields and not self[error["field"]].is_hidden
            self.add_error(error["field"] if seen else None, error["sentence"])


class OutcomeFields(forms.Form):
    """What became of it, with a picture of how it looks now."""

    use_required_attribute = False

    words = forms.CharField(
        label=_("怎么处理的"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写清转给了谁，或者是怎么解决的。拍照的人会看到。"),
        error_messages={"required": _("请写一句：转给了谁，或者是怎么解决的。")},
    )  # fmt: skip
    pictures = PhotosField(label=_("解决后的照片"))

    def photos(self) -> list[bytes]:
        return read_photos(self.cleaned_data["pictures"], LARGEST_PICTURE)

    def blame(self, fault: DomainError) -> None:
        errors = fault.details.get("errors") or [{"field": "words", "sentence": fault.message}]
        for error in errors:
            self.add_error(error["field"] if error["field"] in self.fields else None, error["sentence"])
