"""Expected failures of grids, zones and their keepers. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class GridUnknown(NotFound):
    """没有找到这个网格，或者它不在你负责的范围里。"""

    code = "grid-unknown"


class GridNotInCommunity(Invalid):
    """网格要划在社区或村下面，请选到社区一级。"""

    code = "grid-not-in-community"


class GridNameTaken(Conflict):
    """这里已经有一个同名的网格或片区，请换个名称。"""

    code = "grid-name-taken"


class GridNameMissing(Invalid):
    """请填写名称，最多 40 个字。"""

    code = "grid-name-missing"


class OutlineWrong(Invalid):
    """范围看不懂：要一个闭合、不自己交叉的多边形（GeoJSON Polygon），最多 300 个角。"""

    code = "outline-wrong"


class KeeperUnknown(NotFound):
    """没有找到这个编号的志愿者，请核对志愿者编号。"""

    code = "keeper-unknown"


class KeeperThere(Conflict):
    """这段时间已经有人负责这里了，请先写明前一位到哪天为止。"""

    code = "keeper-there"


class KeeperBusy(Conflict):
    """这名志愿者这段时间已经包了另一个卫生片区，一人只包一个。"""

    code = "keeper-busy"


class KeepingDatesWrong(Invalid):
    """结束日期不能早于开始日期。"""

    code = "keeping-dates-wrong"
