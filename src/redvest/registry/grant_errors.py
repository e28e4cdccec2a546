"""Expected failures of granting roles: places, dates, quotas, separation. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed


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


class GrantWrong(Invalid):
    """这个角色和所选的地方不相配：中心和区域管理员选区域，负责人和领队选组织。"""

    code = "grant-wrong"


class GrantDatesWrong(Invalid):
    """结束日期不能早于开始日期，请改一改。"""

    code = "grant-dates-wrong"


class GrantRevoked(Conflict):
    """这个授权已经收回了。"""

    code = "grant-revoked"


class LastCentre(Conflict):
    """这是市中心最后一个授权，收回后就没有人能管理了，请先授予另一个人。"""

    code = "last-centre"
