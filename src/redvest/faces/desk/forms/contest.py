"""What is typed at the desk about contests: the call, a reason, judges, a class with its works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import MomentField, WholeField, text_area
from redvest.faces.shared.papers import SeveralFiles
from redvest.faces.shared.photos import ACCEPT, PhotosField, read_photos
from redvest.honour.choices import PICTURED, ContestKind, Marking
from redvest.honour.models import Contest
from redvest.honour.rules.contest import (
    DEFAULT_RIGHTS,
    LARGEST_PICTURE,
    LONGEST_WORDS,
    MOST_EACH,
    MOST_JUDGES,
    MOST_PICTURES,
    ContestForm,
    EntryForm,
    Group,
    Pupil,
    Row,
    groups_text,
    groups_typed,
)
from redvest.registry.models import Body

FIELDS = {"contest-reason-missing": "reason"}
PLACE = "place"
MOST_PHOTOS = 30  # all of them lie in memory at once


class ContestFields(forms.Form):
    """The call. What does not fit together the domain says, beside the field."""

    kind = forms.ChoiceField(label=_("征集什么"), choices=ContestKind.choices)
    title = forms.CharField(label=_("标题"), max_length=60, error_messages={"required": _("请写标题。")})
    words = forms.CharField(
        label=_("征集说明"), max_length=3000, widget=text_area(6), help_text=_("征什么、给谁看、怎么评、有什么奖。"),
        error_messages={"required": _("请写征集说明。")},
    )  # fmt: skip
    enter_from = MomentField(label=_("开始投稿"))
    enter_until = MomentField(label=_("截稿"))
    judge_until = MomentField(label=_("评审结束"))
    pupils_only = forms.BooleanField(label=_("只收中小学生的作品"), required=False)
    groups = forms.CharField(
        label=_("分组"), required=False, max_length=400, widget=text_area(3),
        help_text=_("一行一组，可以写年龄，例如“小学组 6-12”。不分组就不填。"),
    )  # fmt: skip
    least_letters = WholeField(label=_("最少字数"), most=LONGEST_WORDS, initial=0)
    most_letters = WholeField(label=_("最多字数"), least=1, most=LONGEST_WORDS, initial=1500)
    most_pictures = WholeField(label=_("一件作品最多几张图片"), least=1, most=MOST_PICTURES, initial=3)
    most_per_person = WholeField(label=_("每人最多几件"), least=1, most=MOST_EACH, initial=1)
    judges_each = WholeField(label=_("一件作品几位评委"), least=1, most=MOST_JUDGES, initial=3)
    marking = forms.ChoiceField(
        label=_("怎么评"), choices=Marking.choices, widget=forms.RadioSelect, initial=Marking.SCORE
    )
    rights = forms.CharField(
        label=_("作品怎么用"), max_length=2000, widget=text_area(4), initial=lambda: gettext(DEFAULT_RIGHTS),
        help_text=_("投稿的人看了才同意。发布以后再改，同意过的人要再同意一次才能展示。"),
        error_messages={"required": _("请写作品怎么用。")},
    )  # fmt: skip
    owner = forms.ChoiceField(label=_("由谁主办"))

    def __init__(self, *args: Any, owners: Sequence[tuple[str, Any]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        if owners:
            self.fields["owner"] = forms.ChoiceField(label=_("由谁主办"), choices=owners)
        else:
            del self.fields["owner"]

    def clean_groups(self) -> tuple[Group, ...]:
        try:
            return groups_typed(self.cleaned_data["groups"])
        except ValueError as fault:
            said = gettext("有一行看不懂，请写成“小学组 6-12”这样，一行一组，最多八组。")
            raise forms.ValidationError(said) from fault

    def to_form(self) -> ContestForm:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "owner"}
        typed["kind"], typed["marking"] = ContestKind(typed["kind"]), Marking(typed["marking"])
        return ContestForm(**typed)


def contest_values(contest: Contest) -> dict[str, Any]:
    """A contest as its form shows it."""
    names = [name for name in ContestFields.base_fields if name not in ("groups", "owner")]
    return {name: getattr(contest, name) for name in names} | {"groups": groups_text(contest.group_list)}


class ReasonFields(forms.Form):
    """Why something is called off or set aside; whom it concerns reads it."""

    reason = forms.CharField(
        label=_("为什么"), max_length=200, help_text=_("投稿的人会看到。"),
        error_messages={"required": _("请写一句为什么，投稿的人会看到。")},
    )  # fmt: skip


class ClassFields(forms.Form):
    """A class with its works: one line a pupil, pasted from a sheet; pictures in the order of the lines."""

    school = forms.ChoiceField(label=_("学校"))
    school_class = forms.CharField(
        label=_("班级"),
        max_length=40,
        help_text=_("例如“三（2）班”。名单里每行也可以写班级。"),
        required=False,
    )
    group = forms.ChoiceField(label=_("参加哪一组"))
    rows = forms.CharField(
        label=_("名单"), max_length=1_500_000, widget=text_area(8),
        help_text=_("从表格里复制粘贴，一行一件：姓名、家长手机、题目、正文或说明、班级（可不写）。"),
        error_messages={"required": _("请贴上名单，一行一件。")},
    )  # fmt: skip
    pictures = PhotosField(label=_("图片"), most=100, widget=SeveralFiles(attrs={"accept": ACCEPT}))
    rights = forms.BooleanField(
        label=_("学生知道“作品怎么用”"),
        error_messages={"required": _("请先把“作品怎么用”讲给学生听，再勾上。")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, contest: Contest, schools: Sequence[Body], **more: Any) -> None:
        more.setdefault("initial", {"version": contest.rights_version, "key": uuid4()})
        super().__init__(*args, **more)
        self.pictured = contest.kind in PICTURED
        if schools:
            self.fields["school"] = forms.ChoiceField(
                label=_("学校"), choices=[(each.name, each.name) for each in schools]
            )
        else:
            self.fields["school"] = forms.CharField(label=_("学校"), max_length=60)
        groups = [(each.name, each.name) for each in contest.group_list]
        if groups:
            self.fields["group"] = forms.ChoiceField(label=_("参加哪一组"), choices=groups)
        else:
            del self.fields["group"]
        if self.pictured:
            self.fields["pictures"].help_text = _(
                "按名单的次序选，一行一张。一张最多 10 MB，一次最多 30 张。"
            )
        else:
            del self.fields["pictures"]

    def to_rows(self) -> list[Row]:
        """Raises ValidationError where pictures and lines do not match."""
        typed = self.cleaned_data
        lines = [line for line in typed["rows"].splitlines() if line.strip()]
        sent = typed.get("pictures") or []
        if len(sent) > MOST_PHOTOS:
            raise forms.ValidationError(gettext("一次最多 30 张图片，请分几次交。"))
        photos = read_photos(sent, LARGEST_PICTURE)
        if self.pictured and len(photos) != len(lines):
            said = gettext("名单有 %(lines)d 行，图片有 %(photos)d 张，要一样多。")
            raise forms.ValidationError(said % {"lines": len(lines), "photos": len(photos)})
        return [
            self._row(line, (photos[place],) if self.pictured else ()) for place, line in enumerate(lines)
        ]

    def _row(self, line: str, pictures: tuple[bytes, ...]) -> Row:
        typed = self.cleaned_data
        cells = [
            each.strip()
            for each in (line.split("\t") if "\t" in line else line.replace(",", "，").split("，", 4))
        ]
        name, phone, title, words, own_class = (*cells, "", "", "", "", "")[:5]
        pupil = Pupil(name, typed["school"], own_class or typed["school_class"], phone)
        return Row(
            pupil,
            EntryForm(title=title, words=words, group=typed.get("group", ""), rights=typed["version"]),
            pictures,
        )
