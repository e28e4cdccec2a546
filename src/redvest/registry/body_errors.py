"""Expected failures of an organisation's life: applying, deciding, dissolving. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class BodyHeadMissing(Invalid):
    """请写明谁来当负责人：填他的手机号或志愿者编号。他要先注册，而且不能是登记这个组织的工作人员自己。"""

    code = "body-head-missing"


class OwnApplication(Conflict):
    """这是你自己交的申请，要由别人审核。"""

    code = "own-application"


class BodyIncomplete(Invalid):
    """组织信息还缺几项，请补全。"""

    code = "body-incomplete"


class BodyKindUnknown(Invalid):
    """请选择组织类型和队伍类别。"""

    code = "body-kind-unknown"


class ContactPhoneWrong(Invalid):
    """公开联系电话要是手机号或带区号的座机，例如 0790-6440000。"""

    code = "contact-phone-wrong"


class FoundedOnWrong(Invalid):
    """成立日期还没到，请核对。"""

    code = "founded-on-wrong"


class BodyTaken(Conflict):
    """这个名称或统一社会信用代码在本地已经登记过了，请先查一查是不是同一个组织。"""

    code = "body-taken"


class BodyAlreadyDecided(Conflict):
    """这份申请已经有人处理过了，请刷新看看结果。"""

    code = "body-already-decided"


class NoteMissing(Invalid):
    """请写明原因，让对方知道下一步怎么办。"""

    code = "note-missing"


class ParentWrong(Invalid):
    """上级组织要是同一城市里正常状态的组织。"""

    code = "parent-wrong"


class SuccessorWrong(Invalid):
    """承接组织要是同一城市里另一个正常状态的组织。"""

    code = "successor-wrong"
