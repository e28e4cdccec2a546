"""What is typed about one service on a menu (服务菜单)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.care.models import MenuItem
from redvest.care.rules.menu import LONGEST_NAME, LONGEST_WHOM, LONGEST_WORDS, MenuForm
from redvest.faces.desk.forms.inputs import WholeField, text_area
from redvest.faces.desk.forms.options import Options
from redvest.registry.profile_errors import SlotsWrong
from redvest.registry.rules.availability import decode, encode, widened

FIELDS = {"menu-name-taken": "name", "menu-reason-missing": "reason"}


class MenuFields(forms.Form):
    """``slots`` are ticked in a table of their own, which the page draws."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("服务项目"), max_length=LONGEST_NAME, help_text=_("让人一看就知道做什么，例如“上门理发”。"),
        error_messages={"required": _("请写服务项目的名字。")},
    )  # fmt: skip
    domain = forms.ChoiceField(label=_("类别"), error_messages={"required": _("请选一个服务类别。")})
    words = forms.CharField(
        label=_("做些什么"), max_length=LONGEST_WORDS, widget=text_area(3),
        help_text=_("做什么、不做什么、要对方准备什么。不写电话，有人点单会通知你们。"),
        error_messages={"required": _("请写几句做些什么。")},
    )  # fmt: skip
    for_whom = forms.CharField(
        label=_("给谁"), max_length=LONGEST_WHOM, required=False, help_text=_("例如“行动不便的老人”。")
    )
    region = forms.ChoiceField(label=_("服务哪里的居民"), error_messages={"required": _("请选一个地方。")})
    station = forms.ChoiceField(label=_("在哪个站点"), required=False)
    at_home = forms.BooleanField(label=_("可以上门"), required=False)
    minutes = WholeField(label=_("一次大约多少分钟"), least=10, most=480)
    a_week = WholeField(
        label=_("一周最多几次"), least=0, most=200, help_text=_("约满了系统会请人改约，0 表示不限。")
    )

    def __init__(
        self,
        *args: Any,
        domains: list[tuple[str, str]],
        regions: Options,
        stations: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domain"].choices = [("", _("请选择")), *domains]  # type: ignore[attr-defined]
        self.fields["region"].choices = regions  # type: ignore[attr-defined]
        self.fields["station"].choices = [("", _("不在站点")), *stations]  # type: ignore[attr-defined]

    def ticked(self) -> set[str]:
        """The times that stand ticked: as sent, or as kept."""
        if not self.is_bound:
            return set(self.initial.get("slots", ()))
        sent = self.data
        try:
            return set(
                widened(sent.getlist("slots"), sent.getlist("whole_day"), sent.getlist("whole_part"))  # type: ignore[attr-defined]
            )
        except SlotsWrong:
            return set()

    def to_form(self) -> MenuForm:
        typed = dict(self.cleaned_data)
        station = typed.pop("station")
        return MenuForm(**typed, station_id=station or None, slots=encode(self.ticked()))


def start_of(item: MenuItem) -> dict[str, Any]:
    """What stands in the form of an item that is changed."""
    return {
        "name": item.name, "domain": item.domain_id, "words": item.words, "for_whom": item.for_whom,
        "region": item.region_id, "station": str(item.station_id or ""), "at_home": item.at_home,
        "minutes": item.minutes, "a_week": item.a_week, "slots": decode(item.slots),
    }  # fmt: skip
