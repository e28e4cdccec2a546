"""What is typed at the desk about points and time bank: a budget filled, a reward, help out of what was donated."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.honour.choices import Hardship, LedgerName

FIELDS = {
    "star-person-unknown": "number", "ledger-person-unknown": "number", "not-allowed": "number",
    "ledger-amount-wrong": "amount", "not-enough-held": "amount", "ledger-reason-missing": "reason",
}  # fmt: skip
POOL = "pool"
MOST = 10_000_000  # as the ledger itself holds it


class UnitsMoved(forms.Form):
    """From where, how much of which ledger, and why. ``key`` lets one press be sent twice and count once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    ledger = forms.ChoiceField(label=_("记在哪本账"), choices=LedgerName.choices)
    amount = forms.IntegerField(
        label=_("数量"),
        min_value=1,
        max_value=MOST,
        help_text=_("积分写几分，时间银行写几分钟。"),
        error_messages={
            "required": _("请填写数量。"),
            "invalid": _("数量要写大于 0 的整数。"),
            "min_value": _("数量要写大于 0 的整数。"),
            "max_value": _("一次最多一千万。"),
        },
    )
    reason = forms.CharField(
        label=_("为什么"),
        max_length=200,
        help_text=_("收到的人会在明细里看到。"),
        error_messages={"required": _("请写一句为什么。")},
    )


class BudgetFilled(UnitsMoved):
    """A place and what it may reward people with."""

    region = forms.ChoiceField(label=_("给哪个地方"))
    field_order = ["region", "ledger", "amount", "reason", "key"]

    def __init__(self, *args: object, places: list[tuple[str, str]], **more: object) -> None:
        more.setdefault("initial", {"key": uuid4()})
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["region"] = forms.ChoiceField(label=_("给哪个地方"), choices=places)
        self.order_fields(self.field_order)


class UnitsGiven(UnitsMoved):
    """Somebody who lives here, paid out of a place's budget or, by naming their hardship, out of what was donated."""

    number = forms.CharField(
        label=_("志愿者编号"), max_length=20, error_messages={"required": _("请填写志愿者编号。")}
    )
    source = forms.ChoiceField(label=_("从哪里出"))
    ground = forms.ChoiceField(
        label=_("有什么困难"),
        required=False,
        choices=[("", _("从预算出的不用选")), *Hardship.choices],
        help_text=_("捐赠池是大家捐给有困难的人的，从那里出要选一项。"),
    )
    field_order = ["number", "source", "ground", "ledger", "amount", "reason", "key"]

    def __init__(self, *args: object, places: list[tuple[str, str]], **more: object) -> None:
        first = places[0][0] if places else ""
        more.setdefault("initial", {"key": uuid4(), "source": first})
        super().__init__(*args, **more)  # type: ignore[arg-type]
        pool = (POOL, _("捐赠池：大家捐出来的"))
        self.fields["source"] = forms.ChoiceField(label=_("从哪里出"), choices=[*places, pool])
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("source") == POOL and not typed.get("ground"):
            self.add_error("ground", _("请选一项困难，捐赠池只帮有困难的人。"))
        return typed
