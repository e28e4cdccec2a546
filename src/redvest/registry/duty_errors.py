"""Expected failures of duty at a station. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class DutyPatternWrong(Invalid):
    """值班要有开始和结束时间，结束晚于开始，需要 1 到 20 人。"""

    code = "duty-pattern-wrong"


class DutySlotUnknown(NotFound):
    """没有找到这个值班时段。"""

    code = "duty-slot-unknown"


class DutySlotFull(Conflict):
    """这个时段的人已经够了，看看别的时段。"""

    code = "duty-slot-full"


class DutySlotBegun(Conflict):
    """这个时段已经开始了，不能再改。有急事请直接联系站长。"""

    code = "duty-slot-begun"


class DutyOverlaps(Conflict):
    """这段时间你已经有别的值班了，一个人不能同时值两个班。"""

    code = "duty-overlaps"


class DutyPersonUnknown(NotFound):
    """没有找到这个编号的志愿者，请核对编号。"""

    code = "duty-person-unknown"


class DutyAskingRefused(Conflict):
    """这位志愿者在资料里写了不接受邀请，可以请他自己到站点页面认领。"""

    code = "duty-asking-refused"


class DutyAskedBefore(Conflict):
    """这个时段已经请过这位志愿者，或者他已经答复过了，请看看名单，或者请别人。"""

    code = "duty-asked-before"


class DutyPatternExists(Conflict):
    """这个时间的每周值班已经定过了。要改人数，先停掉再定。"""

    code = "duty-pattern-exists"


class DutyOutsideHours(Invalid):
    """那时站里不开门。先改开放时间，再定值班。"""

    code = "duty-outside-hours"


class DutySlotCalledOff(Conflict):
    """这个时段的值班取消了，不用来了。"""

    code = "duty-slot-called-off"


class DutyReasonMissing(Invalid):
    """请写一句为什么取消，最多 60 个字，来值班的人会收到。"""

    code = "duty-reason-missing"
