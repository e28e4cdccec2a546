"""Expected failures of points and time bank. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class NotEnoughHeld(Conflict):
    """账户里不够这么多，请改小一点再试。"""

    code = "not-enough-held"


class AmountWrong(Invalid):
    """数量要写大于 0 的整数，一次最多一千万：积分以分为单位，时间以分钟为单位。"""

    code = "ledger-amount-wrong"


class LedgerKeyUsed(Conflict):
    """这一笔已经办过，内容和这次不一样。请回到明细里看看，再重新填一次。"""

    code = "ledger-key-used"


class TransferRefused(Conflict):
    """积分和时间不能这样转。"""

    code = "ledger-transfer-refused"


class NotYourFamily(Conflict):
    """只能转给成年的配偶，或者年满规定年龄的父母，而且要对方先答应。请先添加家人。"""

    code = "not-your-family"


class NotInGroup(Conflict):
    """你不是这个组织的成员，不能存进它的集体账户。"""

    code = "not-in-group"


class LedgerReasonMissing(Invalid):
    """请写一句为什么，对方会在明细里看到。"""

    code = "ledger-reason-missing"


class LedgerPersonUnknown(NotFound):
    """没有这个志愿者编号，或者对方不住在你管的地方。请核对后再填。"""

    code = "ledger-person-unknown"


class LedgerAccountUnknown(NotFound):
    """没有找到这个账户，或者它不归你管。"""

    code = "ledger-account-unknown"


class LedgerCaseUnknown(NotFound):
    """没有找到这件待收回的事，或者它不归你管。"""

    code = "ledger-case-unknown"


class LedgerCaseDecided(Conflict):
    """这件事刚刚有人处理过了，请刷新看看。"""

    code = "ledger-case-decided"


class FamilyTieWrong(Invalid):
    """请写家人的志愿者编号，并选好是配偶还是父母；不能写自己。"""

    code = "family-tie-wrong"


class FamilyUnknown(Invalid):
    """没有找到这个志愿者编号，请对着家人的证再看一遍。"""

    code = "family-unknown"


class FamilyTieTaken(Conflict):
    """这位家人已经加过了，或者你已经有一位配偶在名单里。"""

    code = "family-tie-taken"


class FamilyTieUnknown(NotFound):
    """没有找到这个家人关系，它可能已经解除了。"""

    code = "family-tie-unknown"
