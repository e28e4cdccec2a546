"""Expected failures of crisis mode. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class CrisisUnknown(NotFound):
    """没有找到这场应急，或者它不在你负责的范围里。"""

    code = "crisis-unknown"


class CrisisThere(Conflict):
    """这里已经启动了应急，请到那一场里办；要换名称，先结束再启动。"""

    code = "crisis-there"


class CrisisOver(Conflict):
    """这场应急已经结束，转回日常了，谢谢你。"""

    code = "crisis-over"


class CrisisStopped(Conflict):
    """现场人手够了，请先不要来。需要人的时候会再通知，谢谢你。"""

    code = "crisis-stopped"


class CrisisNotStopped(Conflict):
    """现在没有暂停来人，不用恢复。"""

    code = "crisis-not-stopped"


class CrisisWordsMissing(Invalid):
    """有几处没有填，或者太长，请补一补。"""

    code = "crisis-words-missing"


class CrisisMinor(Invalid):
    """未成年人不能到抢险现场，这是为了你的安全。在家也能帮忙：陪好家里的老人和弟弟妹妹，
    把核实过的消息告诉邻居。你填的内容没有保存。"""

    code = "crisis-minor"


class BirthDayWrong(Invalid):
    """出生日期看不懂，请写八位数字，比如 19900517。"""

    code = "birth-day-wrong"


class BriefUnsigned(Invalid):
    """请先读一遍安全须知，再勾“我读过了，会照做”。"""

    code = "brief-unsigned"


class BriefChanged(Conflict):
    """安全须知刚刚更新了，请把新的读一遍，再勾一次。"""

    code = "brief-changed"


class PhoneOfAnother(Conflict):
    """这个手机号已经登记过，姓名和上次填的不一样。请填同一个姓名，或者换一个手机号。"""

    code = "phone-of-another"


class PassUnknown(NotFound):
    """没有这个通行码，请核对六位字母和数字；也可以报手机号后四位找。"""

    code = "pass-unknown"


class AreaUnknown(NotFound):
    """没有找到这个集结点。"""

    code = "area-unknown"


class AreaNameTaken(Conflict):
    """已经有一个同名的集结点，请换个名称。"""

    code = "area-name-taken"


class AreaClosed(Conflict):
    """这个集结点已经关了，请到另一个集结点报到。"""

    code = "area-closed"


class AreaFull(Conflict):
    """这个集结点满了，请引导到另一个集结点，或者先调高容量。"""

    code = "area-full"


class AreaNotEmpty(Conflict):
    """这里还有人没有签离，请先让他们签离，再关集结点。"""

    code = "area-not-empty"


class PersonIsThere(Conflict):
    """这个人已经报到了，还没有签离。换集结点请先签离。"""

    code = "person-is-there"


class PersonNotThere(Conflict):
    """这个人没有报到，或者已经签离了。"""

    code = "person-not-there"


class CrisisNeedUnknown(NotFound):
    """没有找到这条需求。"""

    code = "crisis-need-unknown"


class CrisisNeedEnded(Conflict):
    """这条需求已经了结或者并入另一条了，请刷新再看。"""

    code = "crisis-need-ended"


class NeedsNotTwo(Conflict):
    """其中一条刚刚已经了结或者并掉了，请刷新再看。"""

    code = "needs-not-two"


class NotMerged(Conflict):
    """这条没有并入别的，或者已经拆开了。"""

    code = "not-merged"


class EnoughGoing(Conflict):
    """去的人已经够了，请看看别的需求。"""

    code = "enough-going"


class GoingAlready(Conflict):
    """你已经说过去这里了，不用再说一次。"""

    code = "going-already"


class NotGoing(Conflict):
    """没有说过去这里，或者已经撤回了。"""

    code = "not-going"


class StillOut(Conflict):
    """还有人没有签离，先把每个人的下落弄清楚，再结束应急。"""

    code = "still-out"


class PaperLineWrong(Invalid):
    """这一行看不懂。请写：姓名 手机号 出生日期，签到过的再写到和离的时间，比如 王小路 13812345678 19900517 08:30 17:00。"""

    code = "paper-line-wrong"


class PaperTimeWrong(Invalid):
    """到和离的时间不对：要在应急启动之后、现在之前，也不能和这个人别的在场时间重叠。"""

    code = "paper-time-wrong"
