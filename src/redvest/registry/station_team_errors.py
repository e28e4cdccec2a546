"""Expected failures of a station's team. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class TeamJoined(Conflict):
    """你已经在这个站的队伍里了。"""

    code = "station-team-joined"


class TeamLeft(Conflict):
    """你不在这个站的队伍里。"""

    code = "station-team-left"


class TooYoungForTeam(Invalid):
    """未满 16 周岁先不加入站点队伍，可以和家长一起来参加站里的活动。"""

    code = "station-team-age"


class NotOnRegister(Conflict):
    """现在不在志愿者名册上（还没完成登记、停用或者已经退出），先恢复登记再加入。"""

    code = "station-not-on-register"
