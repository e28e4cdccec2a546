"""Expected failures of awards. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class BadAward(Invalid):
    """表彰信息有几处要改。"""

    code = "bad-award"


class AwardExists(Conflict):
    """这一项表彰已经记过或正在核实，不用再交。"""

    code = "award-exists"


class AwardNotFound(NotFound):
    """没有找到这一项表彰。"""

    code = "award-not-found"


class AwardDecided(Conflict):
    """这一项表彰已经有人处理过了，请刷新看看结果。"""

    code = "award-decided"


class OwnAward(NotAllowed):
    """不能给自己记表彰，也不能核实自己的表彰，请另一个人来办。"""

    code = "own-award"
