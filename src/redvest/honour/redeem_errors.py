"""Expected failures of redemption. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class PartnerUnknown(NotFound):
    """没有找到这个合作点，或者它不归你管。"""

    code = "redeem-partner-unknown"


class PartnerNameTaken(Conflict):
    """已经有一个同名的合作点，请换个名字，或者直接用原来那个。"""

    code = "redeem-partner-name-taken"


class PartnerWrong(Invalid):
    """合作点要写名字、地址和开放时间；由服务站或组织发放的，站点和组织只选一个。"""

    code = "redeem-partner-wrong"


class ItemUnknown(NotFound):
    """没有找到这样东西，它可能已经下架了。"""

    code = "redeem-item-unknown"


class PartnerOver(Invalid):
    """合作到期的日子已经过去了。还在合作就改成以后的日期或者留空，不合作了就去掉“合作中”。"""

    code = "redeem-partner-over"


class ItemWrong(Invalid):
    """请写清名称和说明，价格写大于 0 的整数；礼品要写库存，结束日期不能早于开始日期。"""

    code = "redeem-item-wrong"


class ItemIsMoney(Invalid):
    """不能兑换钱、卡和带面额的券。请换成服务或者实物，把这几个字去掉。"""

    code = "redeem-item-is-money"


class OfferNameTaken(Conflict):
    """这个合作点已经有同名的了。请去改原来那一个，或者换个名称。"""

    code = "offer-name-taken"


class StockWrong(Invalid):
    """库存只能加减整数，减完不能少于 0；不计库存的服务不用改。"""

    code = "redeem-stock-wrong"


class ItemEnded(Conflict):
    """已经下架的不能再改，请另外新建一个。"""

    code = "redeem-item-ended"


class OutOfStock(Conflict):
    """刚刚被兑完了，看看别的吧。"""

    code = "redeem-out-of-stock"


class NotRedeemable(Conflict):
    """这样东西现在不能兑换，看看别的吧。"""

    code = "not-redeemable"


class PriceMoved(Conflict):
    """价格刚刚改了，请看过新价格再决定。"""

    code = "redeem-price-moved"


class RedeemLimit(Conflict):
    """你已经兑到上限了，下一期再来吧。"""

    code = "redeem-limit"


class RedeemShort(Conflict):
    """你的余额还不够兑换这样东西。"""

    code = "redeem-short"


class AdultsOnly(Conflict):
    """这样东西只给成年人兑换。"""

    code = "redeem-adults-only"


class RedemptionUnknown(NotFound):
    """没有找到这次兑换，或者它不是你的。"""

    code = "redemption-unknown"


class RedemptionOver(Conflict):
    """这次兑换已经领取、取消或者过期了，不能再改。"""

    code = "redemption-over"


class CodeUnknown(NotFound):
    """没有找到这个码。请对一遍数字；礼遇码 5 分钟就换，请对方点开新的。"""

    code = "counter-code-unknown"


class CodeUsed(Conflict):
    """这个码已经用过了。"""

    code = "counter-code-used"


class OwnCode(NotAllowed):
    """不能给自己或者自己的孩子办，请换一位来确认。"""

    code = "own-counter-code"
