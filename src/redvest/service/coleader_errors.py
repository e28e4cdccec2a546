"""Expected failures of leading together. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class BadCoLeader(Invalid):
    """共同领队要从这个组织的负责人、领队和成员里选，而且他要有账号。"""

    code = "bad-co-leader"


class LeadsAlready(Conflict):
    """他已经是这场活动的领队了。"""

    code = "leads-already"


class NoCoLeader(NotFound):
    """他不是这场活动的共同领队，可能已经移除了。"""

    code = "no-co-leader"
