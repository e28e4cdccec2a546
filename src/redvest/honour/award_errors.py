"""Expected failures of awards and their editions. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class EditionUnknown(NotFound):
    """没有找到这一届评选，或者它不归你管。"""

    code = "edition-unknown"


class EditionMoved(Conflict):
    """这一届评选刚刚有了变动，请刷新看看现在到了哪一步。"""

    code = "edition-moved"


class EditionFaulty(Invalid):
    """评选的信息有几处要改。"""

    code = "edition-faulty"


class EditionNotReady(Invalid):
    """这一届评选还不能进入下一步。"""

    code = "edition-not-ready"


class EditionExists(Conflict):
    """这个评选在这个年度已经有一届了，请换一个年度。"""

    code = "edition-exists"


class ProgrammeUnknown(NotFound):
    """没有找到这个评选。"""

    code = "programme-unknown"


class ProgrammeExists(Conflict):
    """已经有一个同名的评选，请直接在它下面开新的一届。"""

    code = "programme-exists"


class CategoryUnknown(NotFound):
    """没有找到这个奖项。"""

    code = "category-unknown"


class CategoryExists(Conflict):
    """这一届已经有同名的奖项，请换一个名称。"""

    code = "category-exists"


class WinnersTooMany(Conflict):
    """当选的比名额多，请去掉几个再提交。"""

    code = "winners-too-many"


class WinnersWrong(Invalid):
    """选中的要是这一届入围的推荐，请刷新以后重新选。"""

    code = "winners-wrong"


class PlaceNotFree(Conflict):
    """这个奖项没有空出来的名额，不能递补。"""

    code = "place-not-free"


class AwardNumberMissing(Invalid):
    """请填写表彰文件的文号，2 到 40 个字。"""

    code = "award-number-missing"


class AwardReasonMissing(Invalid):
    """请写一句为什么，2 到 200 个字。"""

    code = "award-reason-missing"


class OwnEdition(NotAllowed):
    """你自己、你的孩子或者你负责的组织正在参评这一届，请另一位来办。"""

    code = "own-edition"


class AwardNotPublic(NotFound):
    """这一届评选现在不在公示期，不能再提意见。"""

    code = "award-not-public"


class OwnAwardObjection(NotAllowed):
    """这是你自己的公示，有话请直接找组织评选的人；不想要了可以撤回。"""

    code = "own-award-objection"


class AwardObjectionUnclear(Invalid):
    """请写明哪里不对，2 到 400 个字。"""

    code = "award-objection-unclear"


class AwardObjectedTwice(Conflict):
    """你已经提过意见，答复会发给你。"""

    code = "award-objected-twice"


class AwardObjectionUnknown(NotFound):
    """没有找到这条意见，或者它不归你答复。"""

    code = "award-objection-unknown"


class AwardObjectionAnswered(Conflict):
    """这条意见已经答复过了。"""

    code = "award-objection-answered"


class OwnObjectionAnswer(NotAllowed):
    """这条意见是你自己提的，请另一位来答复。"""

    code = "own-objection-answer"
