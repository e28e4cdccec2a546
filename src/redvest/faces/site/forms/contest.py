"""What an entrant fills in; what is lacking says the domain, beside its field."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redvest.core.errors import DomainError
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.photos import PhotosField, read_photos
from redvest.honour.choices import PICTURED, ContestKind
from redvest.honour.models import Contest
from redvest.honour.rules.contest import LARGEST_PICTURE, EntryForm, Pupil, title_of_slogan

ME, OTHER_CHILD = "me", "pupil"
FIELDS = {
    "entry-picture-bad": "pictures", "entry-picture-heic": "pictures", "entry-picture-large": "pictures",
    "rights-not-agreed": "rights", "only-pupils": "who", "entries-used-up": "who", "volunteer-not-active": "who",
}  # fmt: skip


class AskedText(forms.CharField):
    """Asked for, without "optional" beside it; what is lacking the domain says."""

    def validate(self, value: Any) -> None:
        return None


class AskedPhotos(PhotosField):
    """The same of pictures."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=True, **kwargs)

    def validate(self, value: Any) -> None:
        return None


class EntryFields(forms.Form):
    """The fields of one kind of contest. ``key`` makes a second sending the same one."""

    use_required_attribute = False

    who = forms.ChoiceField(label=_("谁的作品"), widget=forms.RadioSelect)
    name = AskedText(label=_("孩子的姓名"), max_length=60)
    school = forms.CharField(label=_("学校"), max_length=60, required=False)
    school_class = forms.CharField(
        label=_("班级"), max_length=40, required=False, help_text=_("例如“三（2）班”。")
    )
    group = forms.ChoiceField(label=_("参加哪一组"), widget=forms.RadioSelect)
    title = AskedText(label=_("题目"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    words = AskedText(label=_("正文"), max_length=6000, widget=forms.Textarea(attrs={"rows": 10}))
    link = AskedText(
        label=_("视频的网址"), max_length=320, widget=forms.URLInput(attrs={"inputmode": "url"}),
        help_text=_("先把视频放到公开的视频网站，再把网址贴在这里。"),
    )  # fmt: skip
    # By these types an iPhone turns its own HEIC into a JPEG before it sends it.
    pictures = PhotosField(label=_("图片"))
    rights = forms.BooleanField(label=_("看过“作品怎么用”，我同意"), required=False)
    publish = forms.BooleanField(
        label=_("入选了可以展示"), required=False, help_text=_("不同意也能参加，以后随时能改。")
    )
    show_name = forms.BooleanField(
        label=_("展示时写上名字，学生还写学校"), required=False,
        help_text=_("没有注册的孩子，名字会遮住一部分，像“王*明”这样。"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self,
        *args: Any,
        contest: Contest,
        children: list[tuple[str, str]],
        me: str,
        grown: bool = True,
        **more: Any,
    ) -> None:
        more.setdefault("initial", {"version": contest.rights_version, "key": str(uuid4()), "publish": False})
        super().__init__(*args, **more)
        self.contest = contest
        own = [(ME, format_lazy(_("我自己（{name}）"), name=me))] if me else []
        # A child is nobody's parent.
        others = [(OTHER_CHILD, _("我的孩子，没有注册的"))] if grown or not own else []
        whose = [*own, *children, *others]
        self.fields["who"] = forms.ChoiceField(
            label=_("谁的作品"), widget=forms.RadioSelect, choices=whose, initial=whose[0][0],
            error_messages={"required": _("请选是谁的作品。")},
        )  # fmt: skip
        groups = [(each.name, each.name) for each in contest.group_list]
        self.fields["group"] = forms.ChoiceField(
            label=_("参加哪一组"), widget=forms.RadioSelect, choices=groups,
            error_messages={"required": _("请选参加哪一组。")},
        )  # fmt: skip
        self._fit(contest, bool(groups))

    def _fit(self, contest: Contest, grouped: bool) -> None:
        """Only what this kind of contest asks for."""
        kind = ContestKind(contest.kind)
        if not grouped:
            del self.fields["group"]
        if kind != ContestKind.VIDEO:
            del self.fields["link"]
        if kind == ContestKind.SLOGAN:  # it is its own title
            del self.fields["title"]
        if kind in PICTURED:
            self.fields["pictures"] = AskedPhotos(label=_("图片"))
        if kind in (ContestKind.SLOGAN, ContestKind.VIDEO):
            del self.fields["pictures"]
        else:
            said = _("最多 {n} 张，一张最多 10 MB。照片里的拍摄位置会自动去掉。")
            self.fields["pictures"].help_text = format_lazy(said, n=contest.most_pictures)
        words = self.fields["words"]
        if kind in PICTURED or kind == ContestKind.VIDEO:
            words.label, words.required = _("说明"), False
            words.widget.attrs["rows"] = 3
        else:
            said = _("{least} 到 {most} 个字。") if contest.least_letters else _("最多 {most} 个字。")
            words.help_text = format_lazy(said, least=contest.least_letters, most=contest.most_letters)
            if kind == ContestKind.SLOGAN:
                words.label, words.widget.attrs["rows"] = _("口号"), 2
            else:
                words.help_text = format_lazy(_("{said}手写的可以不打字，拍照上传。"), said=words.help_text)

    @property
    def sending_key(self) -> UUID:
        return key_typed(self.cleaned_data["key"]) or uuid4()

    def photos(self) -> list[bytes]:
        return read_photos(self.cleaned_data.get("pictures") or [], LARGEST_PICTURE)

    def to_form(self) -> EntryForm:
        typed = self.cleaned_data
        return EntryForm(
            title=typed["title"] if "title" in typed else title_of_slogan(typed["words"]),
            words=typed["words"], link=typed.get("link", ""), group=typed.get("group", ""),
            rights=(typed["version"] or 0) if typed["rights"] else 0, publish=typed["publish"], show_name=typed["show_name"],
        )  # fmt: skip

    def to_pupil(self) -> Pupil:
        typed = self.cleaned_data
        return Pupil(typed["name"], typed["school"], typed["school_class"])

    def blame(self, fault: DomainError) -> None:
        """Every sentence beside its field."""
        errors = fault.details.get("errors") or []
        for error in errors:
            name, sentence = error["field"], error["sentence"]
            self.add_error(name if name in self.fields else None, gettext(sentence))
        if not errors:
            name = FIELDS.get(fault.code, "")
            self.add_error(name if name in self.fields else None, fault.message)


class AgreeFields(forms.Form):
    """The yes to a work: to taking part, to showing it, to the name beside it."""

    rights = forms.BooleanField(
        label=_("看过“作品怎么用”，我同意"),
        error_messages={"required": _("请先看“作品怎么用”，同意了再点。")},
    )
    publish = forms.BooleanField(label=_("入选了可以展示"), required=False)
    show_name = forms.BooleanField(label=_("展示时写上名字，学生还写学校"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
