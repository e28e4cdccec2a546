"""Expected failures of pairings, branches and households. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class PairingUnknown(NotFound):
    """没有找到这个结对，或者它不归你管。"""

    code = "pairing-unknown"


class HouseholdUnknown(NotFound):
    """没有找到这户家庭，或者它不在你负责的范围里。"""

    code = "household-unknown"


class BranchUnknown(NotFound):
    """没有找到这个党支部，或者它不归你管。"""

    code = "branch-unknown"


class PartyMemberUnknown(NotFound):
    """没有找到这名党员：要填本市正常状态的志愿者编号，或者他已经离开了支部。"""

    code = "party-member-unknown"


class PairedVolunteerUnknown(NotFound):
    """没有找到这名志愿者：要填本市、状态正常、自己能登录答复的志愿者编号。"""

    code = "paired-volunteer-unknown"


class NotPartyBranch(Invalid):
    """这个组织不是党员队伍。请先把它的队伍类别登记为“党员”。"""

    code = "not-party-branch"


class PairingPlaceWrong(Invalid):
    """请选到社区或村一级。"""

    code = "pairing-place-wrong"


class InOtherBranch(Conflict):
    """这名党员已经登记在一个支部里，请先在那里办离开。"""

    code = "in-other-branch"


class PairingMoved(Conflict):
    """这个结对刚刚有了变动，请刷新看看现在怎样了。"""

    code = "pairing-moved"


class HouseholdPaired(Conflict):
    """这户家庭已经有人结对，或者正在等另一位答复。"""

    code = "household-paired"


class MemberHasHousehold(Conflict):
    """这名党员已经联系了一户，或者正在答复另一户。一名党员联系一户。"""

    code = "member-has-household"


class VolunteerLed(Conflict):
    """这名志愿者已经有党员带，或者你已经请过他了。"""

    code = "volunteer-led"


class FiveAlready(Conflict):
    """这名党员已经带了五名志愿者（等答复的也算），先空出一个位置再请。"""

    code = "five-already"


class UnitUnknown(NotFound):
    """没有找到这个组织代码，请在组织列表里核对。"""

    code = "unit-unknown"


class UnitTwinned(Conflict):
    """这个单位和这个社区已经结对，或者正在等答复。"""

    code = "unit-twinned"


class SelfPaired(Invalid):
    """不能自己带自己，请另选一位志愿者。"""

    code = "self-paired"


class HouseholdClosed(Conflict):
    """这户家庭已经不再需要结对了。"""

    code = "household-closed"


class HouseholdFactsMissing(Invalid):
    """请填写户主姓名和住址，并写明这家是怎么同意的、哪天同意的（不能晚于今天）。"""

    code = "household-facts-missing"


class PairingReasonMissing(Invalid):
    """请写一句为什么，至少 2 个字，不要写姓名和住址。"""

    code = "pairing-reason-missing"
