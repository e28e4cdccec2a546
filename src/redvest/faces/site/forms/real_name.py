"""The form of the real name: the fields of order 67 art. 5, the consents each by itself, and a minor's guardian."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from redvest.core import clock
from redvest.faces.site.forms.account import CodeField, PhoneField
from redvest.registry.actions.volunteer import GuardianForm, VolunteerForm
from redvest.registry.choices import ConsentPurpose, IdType, Sex
from redvest.registry.models import Region
from redvest.registry.queries.domain import domains
from redvest.registry.queries.region import children, districts
from redvest.registry.queries.skill import skills_on
from redvest.registry.rules.skill import Skill, joined

MOST_DOMAINS = 4
CONSENTS = {
    "consent": ConsentPurpose.REGISTRATION,
    "publish_name": ConsentPurpose.PUBLISH_NAME,
    "guardian_consent": ConsentPurpose.GUARDIAN,  # asked of a guardian who registers a child themselves
    "minor_data": ConsentPurpose.MINOR_DATA,
}
UNDER_CARD = (IdType.RESIDENT_CARD, IdType.RESIDENCE_PERMIT, IdType.PERMANENT_RESIDENCE)


class HomeForm(forms.Form):
    """Where somebody lives: district, then street, then community; each choice opens the next."""

    district = forms.ChoiceField(label=_("区县"), error_messages={"required": _("请选择所在的区县。")})
    street = forms.ChoiceField(label=_("街道或乡镇"), required=False)
    community = forms.ChoiceField(label=_("社区或村"), required=False)

    def __init__(self, *args: Any, city: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered: dict[str, set[str]] = {}
        self._offer_places("district", _("请选择区县"), districts(city))
        for name, above, empty in (
            ("street", "district", _("请选择街道或乡镇")),
            ("community", "street", _("不选也可以")),
        ):
            parent = self._chosen(above)
            self._offer_places(name, empty, children(parent) if parent else [])

    def _offer_places(self, name: str, empty: Any, places: Iterable[Region]) -> None:
        choices = [(each.code, each.name) for each in places]
        self.offered[name] = {code for code, _name in choices}
        _offer(self, name, empty, choices)

    def _chosen(self, name: str) -> str:
        """What is chosen now, typed or known before, if it is on offer."""
        value = str(self[name].value() or "")
        return value if value in self.offered[name] else ""

    def region_code(self) -> str:
        """The most exact place chosen; a choice left over from another district is dropped."""
        return self._chosen("community") or self._chosen("street") or self._chosen("district")

    def full_clean(self) -> None:
        """A street of the district chosen before is no error: the field is offered anew."""
        if self.is_bound:
            data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            for name in ("street", "community"):
                if data.get(name) and not self._chosen(name):
                    data[name] = ""
            self.data = data
        super().full_clean()


class ProfileForm(HomeForm):
    """What a volunteer may change at any time."""

    domains = forms.MultipleChoiceField(
        label=_("愿意做的服务"),
        help_text=_("选 1 到 4 类，以后随时能改。"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选 1 到 4 个服务类别。")},
    )
    able = forms.MultipleChoiceField(
        label=_("会什么"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("“%(value)s”不在列表里，可以写到“别的本领”里。")},
    )
    skills = forms.CharField(
        label=_("别的本领"),
        help_text=_("列表里没有的，用自己的话写，用顿号隔开。"),
        max_length=200,
        required=False,
        widget=forms.TextInput(),
    )

    def __init__(self, *args: Any, city: str, **kwargs: Any) -> None:
        super().__init__(*args, city=city, **kwargs)
        _offer(self, "domains", None, [(each.key, each.name) for each in domains(city)])
        self._skills = skills_on(clock.day_of(clock.now()))
        _offer(self, "able", None, [(each.key, each.name) for each in self._skills])

    @classmethod
    def as_typed(cls, typed: QueryDict, city: str) -> Self:
        """Everything typed so far, unjudged."""
        several = {name: typed.getlist(name) for name in ("domains", "able")}
        return cls(city=city, initial={**typed.dict(), **several})

    def skill_groups(self) -> list[tuple[str, list[tuple[Skill, bool]]]]:
        """The catalogue by group, each entry with whether it is chosen now."""
        chosen = set(self["able"].value() or ())
        groups = groupby(self._skills, key=attrgetter("group"))
        return [(name, [(each, each.key in chosen) for each in found]) for name, found in groups]

    def clean(self) -> dict[str, Any]:
        """What was chosen and one's own words become the one text that a record keeps."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        said["skills"] = joined(said.get("able") or (), said.get("skills", ""), self._skills)
        return said

    def clean_domains(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["domains"]
        if len(chosen) > MOST_DOMAINS:
            raise forms.ValidationError(_("最多选 4 个服务类别，请去掉几个。"))
        return chosen


class RealNameForm(ProfileForm):
    """Everything that makes a person a registered volunteer."""

    name = forms.CharField(
        label=_("姓名"),
        help_text=_("和证件上的一样，生僻字也可以。"),
        max_length=60,
        error_messages={"required": _("请填写姓名，写证件上的名字。")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    id_type = forms.ChoiceField(label=_("证件类型"), choices=IdType.choices, initial=IdType.RESIDENT_CARD)
    id_number = forms.CharField(
        label=_("证件号码"),
        help_text=_("加密保存，页面上只显示头尾。空格可以不管。"),
        max_length=40,
        error_messages={"required": _("请填写证件号码。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    sex = forms.ChoiceField(label=_("性别"), choices=[("", _("请选择")), *Sex.choices], required=False)
    birth_on = forms.DateField(
        label=_("出生日期"),
        required=False,
        error_messages={"invalid": _("日期看不懂，请写成 1990-05-17 这样。")},
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
    )
    consent = forms.BooleanField(
        label=_("我同意保存和使用上面这些信息，用来登记志愿者、报名、记录时长和开证明"),
        error_messages={"required": _("登记要先同意保存和使用这些信息。看过说明后勾选就可以。")},
    )
    publish_name = forms.BooleanField(
        label=_("同意在证明公示、我负责的活动、光荣榜和新闻里写出我的全名"),
        help_text=_("不勾选也能做志愿者，公开的地方只写“李*霞”这样。随时能改。"),
        required=False,
    )
    claim_code = CodeField(label=_("从前那个手机收到的验证码"), required=False)
    guardian_name = forms.CharField(label=_("监护人姓名"), max_length=60, required=False)
    guardian_relation = forms.CharField(
        label=_("和孩子的关系"), help_text=_("比如：妈妈、爸爸、奶奶。"), max_length=20, required=False
    )
    guardian_phone = PhoneField(
        label=_("监护人手机号"), required=False, help_text=_("要是监护人自己的号码。")
    )
    guardian_code = CodeField(
        label=_("监护人收到的验证码"), required=False, help_text=_("监护人同意，才把验证码告诉孩子。")
    )
    minor_data = forms.BooleanField(
        label=_("未满 14 岁：监护人同意我们保存和使用孩子的这些信息"), required=False
    )

    @property
    def minor(self) -> bool:
        """Whether the guardian's part is to be shown: something is typed there, or was asked for."""
        names = ("guardian_name", "guardian_relation", "guardian_phone", "guardian_code")
        typed = any(self[name].value() for name in names)
        return typed or any(name.startswith("guardian") or name == "minor_data" for name in self.errors)

    def asked(self) -> VolunteerForm:
        """The form as the registry takes it, with the guardian that it names."""
        return self.as_asked(self.guardian())

    def as_asked(self, guardian: GuardianForm | None) -> VolunteerForm:
        """The form as the registry takes it; what is not needed for a kind of card is left to the card."""
        typed = self.cleaned_data
        return VolunteerForm(
            name=typed["name"],
            id_type=IdType(typed["id_type"]),
            id_number=typed["id_number"],
            sex=Sex(typed["sex"]) if typed["sex"] else None,
            birth_on=typed["birth_on"],
            region_code=self.region_code(),
            domains=tuple(typed["domains"]),
            skills=typed["skills"],
            consents=frozenset(purpose for name, purpose in CONSENTS.items() if typed.get(name)),
            guardian=guardian,
            claim_code=typed["claim_code"],
        )

    def guardian(self) -> GuardianForm | None:
        """Who agrees for a minor: by the code that came to their phone, and by no tick of the child's."""
        typed = self.cleaned_data
        if not (typed["guardian_name"] or typed["guardian_phone"]):
            return None
        return GuardianForm(
            name=typed["guardian_name"], relation=typed["guardian_relation"], phone=typed["guardian_phone"],
            code=typed["guardian_code"],
        )  # fmt: skip


def _offer(form: forms.Form, name: str, empty: Any, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = ([("", empty)] if empty is not None else []) + choices
