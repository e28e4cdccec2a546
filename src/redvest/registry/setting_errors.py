"""Expected failures of the dated rules of places, and of setting up a city. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class RuleUnknown(NotFound):
    """没有这条规则，请核对名称。"""

    code = "rule-unknown"


class RuleValueWrong(Invalid):
    """这个值不适合这条规则，请核对后再填。"""

    code = "rule-value-wrong"


class RuleAlreadySet(Conflict):
    """这个地方、这一天已经设过这条规则。旧的不改，请换一个生效日期。"""

    code = "rule-already-set"


class RuleInThePast(Invalid):
    """规则只能从今天或以后开始生效，过去的记录不会改写。"""

    code = "rule-in-the-past"


class CityUnknown(Invalid):
    """没有这座城市的区划数据，目前只有新余（360500）和焦作（410800）。"""

    code = "city-unknown"
