"""Expected failures of the registry that no single topic owns. The docstring is the sentence people read.

Every other one stands beside this file in ``<topic>_errors``.
"""

from __future__ import annotations

from redvest.core.errors import Conflict, NotAllowed


class NoVolunteerRecord(NotAllowed):
    """请先登记成为志愿者，再来做这一步。"""

    code = "no-volunteer-record"


class BodyNotActive(Conflict):
    """这个组织现在不在正常状态，不能做这一步。"""

    code = "body-not-active"


class VolunteerNotActive(Conflict):
    """志愿者登记现在不在正常状态，不能做这一步。"""

    code = "volunteer-not-active"
