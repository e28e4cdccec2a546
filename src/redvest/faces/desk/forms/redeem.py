"""What is typed at the desk about partners, things to redeem, their stock, and perks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import DayField, WholeField, text_area
from redvest.faces.desk.forms.options import Options
from redvest.honour.choices import GiftKind, LedgerName, LimitSpan, PartnerKind
from redvest.honour.models import Perk, RedeemItem, RedeemPartner
from redvest.honour.rules.perk import LONGEST_WHAT, PerkForm
from redvest.honour.rules.redeem import (
    LONGEST_NAME,
    LONGEST_PLACE,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_EACH,
    MOST_PRICE,
    MOST_STOCK,
    ItemForm,
    PartnerForm,
)
from redvest.honour.rules.star import LEVELS, star_name

FIELDS = {
    "redeem-partner-name-taken": "name", "redeem-item-is-money": "title", "redeem-stock-wrong": "amount",
}  # fmt: skip
_NO_MONEY = _("写服务或实物。钱、卡、带面额的券不能兑换，积分和时间是谢意，不是报酬。")


class PartnerFields(forms.Form):
    """``station`` or ``body`` says who hands out; without either the officers of the place do."""

    name = forms.CharField(
        label=_("名称"), max_length=LONGEST_NAME, error_messages={"required": _("请写合作点的名称。")}
    )
    kind = forms.ChoiceField(label=_("类型"), choices=PartnerKind.choices)
    region = forms.ChoiceField(label=_("在哪里"), error_messages={"required": _("请选一个地方。")})
    place = forms.CharField(
        label=_("地址"), max_length=LONGEST_PLACE, help_text=_("写到门牌，让人找得到。"),
        error_messages={"required": _("请写地址。")},
    )  # fmt: skip
    hours = forms.CharField(
        label=_("开放时间"), max_length=LONGEST_PLACE, help_text=_("例如“周一到周五 9:00–17:00”。"),
        error_messages={"required": _("请写什么时候开门。")},
    )  # fmt: skip
    station = forms.ChoiceField(label=_("哪个服务站发放"), required=False, help_text=_("站长扫码、确认。"))
    body = forms.ChoiceField(
        label=_("或者哪个组织发放"), required=False,
        help_text=_("组织负责人扫码、确认。站点和组织都不选，就由区里的工作人员发。"),
    )  # fmt: skip
    until = DayField(label=_("合作到哪天"), required=False, help_text=_("不写就是长期。"))
    active = forms.BooleanField(
        label=_("合作中"), required=False, initial=True,
        help_text=_("不勾就停止兑换和礼遇，已经兑换的还可以来领。"),
    )  # fmt: skip

    def __init__(self, *args: Any, regions: Options, stations: Options, bodies: Options, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["region"].choices = regions  # type: ignore[attr-defined]
        self.fields["station"].choices = [("", _("不由服务站发放")), *stations]  # type: ignore[attr-defined]
        self.fields["body"].choices = [("", _("不由组织发放")), *bodies]  # type: ignore[attr-defined]

    def to_form(self) -> PartnerForm:
        typed = dict(self.cleaned_data)
        station, body = typed.pop("station") or None, typed.pop("body") or None
        return PartnerForm(**typed, station_id=station, body_id=body)


def partner_start(partner: RedeemPartner) -> dict[str, Any]:
    return {
        "name": partner.name, "kind": partner.kind, "region": partner.region_id, "place": partner.place,
        "hours": partner.hours, "station": str(partner.station_id or ""), "body": str(partner.body_id or ""),
        "until": partner.until, "active": partner.active,
    }  # fmt: skip


class ItemFields(forms.Form):
    """``stock`` is asked of a new one alone: afterwards it moves by itself and by ``StockFields``."""

    title = forms.CharField(
        label=_("名称"), max_length=LONGEST_TITLE, help_text=_NO_MONEY,
        error_messages={"required": _("请写兑换什么。")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("说明"), max_length=LONGEST_WORDS, widget=text_area(3),
        help_text=_("规格、颜色、要不要预约，领的时候要带什么。"),
        error_messages={"required": _("请写几句说明。")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("类型"), choices=GiftKind.choices)
    ledger = forms.ChoiceField(label=_("用什么兑换"), choices=LedgerName.choices)
    price = WholeField(
        label=_("价格"), least=1, most=MOST_PRICE, help_text=_("积分写多少分，时间银行写多少分钟。")
    )
    stock = WholeField(
        label=_("库存"), least=0, most=MOST_STOCK, required=False,
        help_text=_("礼品一定要写；服务不限次数就空着。"),
    )  # fmt: skip
    per_person = WholeField(
        label=_("每人最多几次"), least=1, most=MOST_EACH, required=False, help_text=_("不限就空着。")
    )
    span = forms.ChoiceField(label=_("按什么时间算"), choices=LimitSpan.choices)
    from_on = DayField(label=_("从哪天起"))
    until_on = DayField(label=_("到哪天止"), required=False, help_text=_("不写就是长期。"))
    minors_allowed = forms.BooleanField(label=_("未成年人可以兑换"), required=False, initial=True)

    def __init__(self, *args: Any, new: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not new:
            del self.fields["stock"]

    def to_form(self) -> ItemForm:
        return ItemForm(**{"stock": None, **self.cleaned_data})


def item_start(item: RedeemItem) -> dict[str, Any]:
    names = (
        "title",
        "words",
        "kind",
        "ledger",
        "price",
        "per_person",
        "span",
        "from_on",
        "until_on",
        "minors_allowed",
    )
    return {name: getattr(item, name) for name in names}


class StockFields(forms.Form):
    """So many more or fewer on the shelf."""

    amount = WholeField(
        label=_("加多少"), least=-MOST_STOCK, most=MOST_STOCK, help_text=_("新到的写正数，少了的写负数，例如 -2。"),
        widget=forms.TextInput(attrs={"inputmode": "text", "maxlength": 7, "autocomplete": "off"}),
    )  # fmt: skip


class PerkFields(forms.Form):
    """What a star opens with a partner."""

    title = forms.CharField(
        label=_("名称"), max_length=LONGEST_TITLE, help_text=_("例如“仙女湖门票”“免费体检”。"),
        error_messages={"required": _("请写是什么礼遇。")},
    )  # fmt: skip
    what = forms.CharField(
        label=_("给什么"), max_length=LONGEST_WHAT, help_text=_("例如“门票 8 折”“每年免费一次”。不能是钱和卡。"),
        error_messages={"required": _("请写给什么。")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("怎么用"), max_length=LONGEST_WORDS, widget=text_area(3),
        help_text=_("给谁看码、在哪个窗口、要不要先预约。"),
        error_messages={"required": _("请写怎么用。")},
    )  # fmt: skip
    least_star = forms.TypedChoiceField(label=_("几星起"), coerce=int)
    uses = WholeField(
        label=_("每人每年几次"), least=1, most=MOST_EACH, required=False, help_text=_("不限就空着。")
    )
    from_on = DayField(label=_("从哪天起"))
    until_on = DayField(label=_("到哪天止"), required=False, help_text=_("不写就是长期。"))
    announced = forms.BooleanField(
        label=_("公开在礼遇页面上"), required=False, initial=True,
        help_text=_("不勾也能用，只是不列出来，适合先试几天。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["least_star"].choices = [(each, star_name(each)) for each in LEVELS]  # type: ignore[attr-defined]

    def to_form(self) -> PerkForm:
        return PerkForm(**self.cleaned_data)


def perk_start(perk: Perk) -> dict[str, Any]:
    names = ("title", "what", "words", "least_star", "uses", "from_on", "until_on", "announced")
    return {name: getattr(perk, name) for name in names}
