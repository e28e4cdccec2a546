"""How the state of something offered and of something redeemed looks: its word and its colour, everywhere the same."""

from __future__ import annotations

from django.utils.translation import gettext as _

from redvest.honour.choices import OfferState, RedemptionState
from redvest.honour.models import Perk, RedeemItem, Redemption

_OFFERS = {OfferState.OPEN: "ok", OfferState.PAUSED: "wait", OfferState.ENDED: "off"}
_REDEEMED = {
    RedemptionState.HELD: "wait", RedemptionState.PICKED_UP: "ok", RedemptionState.CANCELLED: "off",
    RedemptionState.LAPSED: "bad",
}  # fmt: skip


def offer_state(row: RedeemItem | Perk) -> tuple[str, str]:
    if row.state == OfferState.OPEN and isinstance(row, RedeemItem) and row.stock == 0:
        return _("兑完了"), "bad"
    state = OfferState(row.state)
    return str(state.label), _OFFERS[state]


def redemption_state(row: Redemption) -> tuple[str, str]:
    state = RedemptionState(row.state)
    return str(state.label), _REDEEMED[state]
