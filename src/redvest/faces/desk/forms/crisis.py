"""The desk's forms of a crisis: the switch, areas, verifying, and paper typed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.care.choices import CrisisKind, CrisisNeedKind, CrisisNeedState, CrisisSkill
from redvest.faces.desk.forms.inputs import DayField, WholeField, text_area
from redvest.faces.desk.forms.options import Options

FIELDS = {
    "crisis-there": "region", "area-name-taken": "name", "phone-of-another": "name", "birth-day-wrong": "born",
    "crisis-minor": "born", "phone-invalid": "phone", "brief-changed": "brief", "brief-unsigned": "brief",
}  # fmt: skip
BRIEF = _(
    "1. 听现场指挥，不单独行动，两人一组。\n2. 不下水、不进危房、不碰电线；水面作业穿救生衣。\n"
    "3. 到了先签到，走时一定签离。\n4. 累了、伤了马上说。\n5. 不拍受灾群众的脸，不发没核实的消息。"
)


class CrisisFields(forms.Form):
    """What is said when it is switched on."""

    region = forms.ChoiceField(label=_("在哪里启动"), error_messages={"required": _("请选择区域。")})
    name = forms.CharField(
        label=_("名称"), max_length=40, help_text=_("比如“渝水区防汛抢险”。"),
        error_messages={"required": _("请写名称。")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("是什么事"), choices=CrisisKind.choices)
    office = forms.CharField(
        label=_("由谁指挥"), max_length=40, help_text=_("公开页面写的就是它，比如“渝水区应急管理局”。"),
        error_messages={"required": _("请写由哪个单位指挥。")},
    )  # fmt: skip
    hotline = forms.CharField(label=_("值守电话"), max_length=20, required=False)
    brief = forms.CharField(
        label=_("安全须知"), max_length=4000, widget=text_area(8), initial=BRIEF,
        help_text=_("每个来的人先读再签。以后改了，来的人要重新签。"),
        error_messages={"required": _("请写安全须知。")},
    )  # fmt: skip

    def __init__(self, *args: Any, regions: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = list(regions)  # type: ignore[attr-defined]


class BriefFields(forms.Form):
    text = forms.CharField(
        label=_("安全须知"),
        max_length=4000,
        widget=text_area(8),
        error_messages={"required": _("请写安全须知。")},
    )


class SayFields(forms.Form):
    """The words of a broadcast."""

    words = forms.CharField(
        label=_("怎么说"), max_length=200, widget=text_area(2), error_messages={"required": _("请写一句话。")}
    )


class BackFields(forms.Form):
    note = forms.CharField(
        label=_("结束说明"), max_length=400, widget=text_area(3),
        help_text=_("比如“水位退到警戒线以下，19 日起转日常”。"), error_messages={"required": _("请写一句结束说明。")},
    )  # fmt: skip


class AreaFields(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=40, error_messages={"required": _("请写名称。")})
    place = forms.CharField(
        label=_("在哪里"), max_length=80, error_messages={"required": _("请写在哪里，来的人要找得到。")}
    )
    capacity = WholeField(label=_("最多容纳几人"), least=1, most=100_000, initial=100)
    wants = forms.CharField(label=_("要什么人"), max_length=120, required=False)


class AreaChangeFields(forms.Form):
    capacity = WholeField(label=_("最多容纳几人"), least=1, most=100_000)
    wants = forms.CharField(label=_("要什么人"), max_length=120, required=False)


class PersonFields(forms.Form):
    """Somebody who stands at the table without a phone at hand."""

    name = forms.CharField(label=_("姓名"), max_length=40, error_messages={"required": _("请填写姓名。")})
    phone = forms.CharField(
        label=_("手机号"), max_length=30, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
        error_messages={"required": _("请填写手机号。")},
    )  # fmt: skip
    born = forms.CharField(
        label=_("出生日期"), max_length=20, help_text=_("八位数字，比如 19900517；不保存。"),
        error_messages={"required": _("请填写出生日期。")},
    )  # fmt: skip
    skills = forms.MultipleChoiceField(
        label=_("会什么"), choices=CrisisSkill.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    equipment = forms.CharField(label=_("带了什么工具"), max_length=80, required=False)
    brief = forms.BooleanField(
        label=_("本人读过安全须知，签了字"), error_messages={"required": _("请先让本人读安全须知并签字。")}
    )


class GateFields(forms.Form):
    """A pass at the gate; ``signs``: the new brief was read and signed just now."""

    code = forms.CharField(
        label=_("通行码"), max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "autofocus": ""}),
        error_messages={"required": _("请扫码，或者输入六位通行码。")},
    )  # fmt: skip
    area = forms.ChoiceField(label=_("集结点"), error_messages={"required": _("请选在哪个集结点。")})
    signs = forms.BooleanField(label=_("本人刚读过新的安全须知，签了字"), required=False)

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = list(areas)  # type: ignore[attr-defined]


class ReportFields(forms.Form):
    """A need that came by phone or by somebody standing here."""

    kind = forms.ChoiceField(label=_("是什么事"), choices=CrisisNeedKind.choices)
    place = forms.CharField(label=_("在哪里"), max_length=80, error_messages={"required": _("请写在哪里。")})
    words = forms.CharField(
        label=_("什么情况"),
        max_length=400,
        widget=text_area(2),
        error_messages={"required": _("请写是什么情况。")},
    )
    phone = forms.CharField(
        label=_("能打通的手机号"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )  # fmt: skip


class VerifyFields(forms.Form):
    """What everybody will read: no name, no house number."""

    kind = forms.ChoiceField(label=_("是什么事"), choices=CrisisNeedKind.choices)
    area = forms.CharField(
        label=_("大致地点"), max_length=40, help_text=_("写到街道、村或小区一带，不写门牌。"),
        error_messages={"required": _("请写大致地点。")},
    )  # fmt: skip
    shown = forms.CharField(
        label=_("公开的话"), max_length=120, help_text=_("要什么人、做什么。不写姓名、电话、门牌。"),
        error_messages={"required": _("请写一句公开的话。")},
    )  # fmt: skip
    wanted = WholeField(label=_("要几人"), most=10_000, initial=0)


class EndFields(forms.Form):
    state = forms.ChoiceField(
        label=_("结果"),
        choices=[(each.value, each.label) for each in (CrisisNeedState.MET, CrisisNeedState.CLOSED)],
    )
    note = forms.CharField(
        label=_("怎么了结的"), max_length=120, help_text=_("写一句就行，不写姓名和门牌。"),
        error_messages={"required": _("请写一句怎么了结的。")},
    )  # fmt: skip


class PaperFields(forms.Form):
    """Lines of paper forms; the times are of one day at one area."""

    lines = forms.CharField(
        label=_("一人一行"), max_length=20_000, widget=text_area(10, spellcheck="false"),
        help_text=_("姓名 手机号 出生日期；在纸上签过到的再写到和离的时间：王小路 13812345678 19900517 08:30 17:00"),
        error_messages={"required": _("请至少写一行。")},
    )  # fmt: skip
    version = WholeField(label=_("表上印的安全须知是第几版"), least=1, most=999)
    on = DayField(label=_("时间是哪一天的"), error_messages={"required": _("请选日期。")})
    area = forms.ChoiceField(label=_("在哪个集结点"), required=False)

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("没写时间，不用选")), *areas]  # type: ignore[attr-defined]
