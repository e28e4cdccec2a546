"""Expected failures of departments, quotas, separation and the integrity agreement."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class LeadTaken(Conflict):
    """这个地方在这段时间里已经有牵头部门了，请先核对日期。"""

    code = "lead-taken"


class DutyTaken(Conflict):
    """这个部门在这个地方的这段时间里已经有职责了，请先核对日期。"""

    code = "duty-taken"


class DutyDatesWrong(Invalid):
    """结束日期不能早于开始日期，请改一改。"""

    code = "duty-dates-wrong"


class DepartmentUnknown(NotFound):
    """没有找到这个部门或这条职责。"""

    code = "department-unknown"


class DepartmentNameWrong(Invalid):
    """请填写部门名称，二到四十个字，不能和已有的重复。"""

    code = "department-name-wrong"


class QuotaReached(Conflict):
    """这个组织的这种角色已经到了上限。先收回不再需要的，或者请区域管理员调整上限。"""

    code = "quota-reached"


class SeparatedRoles(Conflict):
    """系统、安全、审计三员要由三个人分别担任：这个人在这段时间里已经是其中之一。"""

    code = "separated-roles"


class RoleHeld(Conflict):
    """这个人在这段时间里已经有这个角色。先收回原来的，或者换一段日期。"""

    code = "role-held"


class GrantBackdated(Invalid):
    """角色最早从今天起，不能补到以前：那些日子里做的事，当时没有这个角色。"""

    code = "grant-backdated"


class OwnSeparatedRole(NotAllowed):
    """不能把系统、安全、审计三员的角色给自己，请给另一个人。"""

    code = "own-separated-role"


class PledgeMissing(NotFound):
    """现在没有要签的承诺书。"""

    code = "pledge-missing"


class PledgeWrong(Invalid):
    """承诺书的内容要有二十到五千个字，从今天或以后的一天开始生效，一天只能有一版。"""

    code = "pledge-wrong"


class PledgeUnsigned(NotAllowed):
    """先签廉洁诚信承诺书，你的角色才开始生效。"""

    code = "pledge-unsigned"
