"""Expected failures of departments, their duties and the integrity agreement. The docstring is the sentence people read."""

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


class PledgeMissing(NotFound):
    """现在没有要签的承诺书。"""

    code = "pledge-missing"


class PledgeWrong(Invalid):
    """承诺书的内容要有二十到五千个字，从今天或以后的一天开始生效，一天只能有一版。"""

    code = "pledge-wrong"


class PledgeUnsigned(NotAllowed):
    """先签廉洁诚信承诺书，你的角色才开始生效。"""

    code = "pledge-unsigned"
