"""What somebody at the desk has not in reach: to them it is not there. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import NotFound


class ActivityOutOfReach(NotFound):
    """没有找到这场活动，或者它不在你负责的范围里。"""

    code = "activity-out-of-reach"


class BodyOutOfReach(NotFound):
    """没有找到这个组织，或者它不在你负责的范围里。"""

    code = "body-out-of-reach"


class CommunityOutOfReach(NotFound):
    """没有找到这个社区代码，或者它不在你负责的范围里。"""

    code = "community-out-of-reach"
