"""Expected failures of stars. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class StarEnded(Conflict):
    """这个星级已经终止，不再出具证书和徽章。时长够了可以再申请。"""

    code = "star-ended"


class StarUnknown(NotFound):
    """没有找到这次星级申请，或者它不归你管。"""

    code = "star-unknown"


class StarLevelWrong(Invalid):
    """星级是一星到五星，请重新选。"""

    code = "star-level-wrong"


class StarNotReached(Invalid):
    """条件还不够，暂时不能授予这个星级。"""

    code = "star-not-reached"


class StarAlreadyAsked(Conflict):
    """这个星级已经申请过了，或者已经授予。"""

    code = "star-already-asked"


class StarMoved(Conflict):
    """这次申请刚刚有了变动，请刷新看看现在怎样了。"""

    code = "star-moved"


class StarReasonMissing(Invalid):
    """请写一句为什么，2 到 200 个字，志愿者会看到。"""

    code = "star-reason-missing"


class StarDocumentMissing(Invalid):
    """五星由省里授予，请填写省里文件的文号，40 个字以内。"""

    code = "star-document-missing"


class OwnStar(NotAllowed):
    """不能办自己的、自己孩子的或者自己推荐的星级，请另一位来办。"""

    code = "own-star"


class StarPersonUnknown(NotFound):
    """没有找到这名志愿者：要填在你们组织服务过、状态正常的志愿者编号。"""

    code = "star-person-unknown"


class StarNotPublic(NotFound):
    """这个星级现在不在公示期，不能再提意见。"""

    code = "star-not-public"


class OwnStarObjection(NotAllowed):
    """这是你自己的公示，有话请直接找审核的人；不想要了可以撤回申请。"""

    code = "own-star-objection"


class StarObjectionUnclear(Invalid):
    """请写明哪里不对，2 到 400 个字。"""

    code = "star-objection-unclear"


class StarObjectedTwice(Conflict):
    """你对这次公示已经提过意见，答复会发给你。"""

    code = "star-objected-twice"


class StarObjectionUnknown(NotFound):
    """没有找到这条意见，或者它不归你答复。"""

    code = "star-objection-unknown"


class StarObjectionAnswered(Conflict):
    """这条意见已经答复过了。"""

    code = "star-objection-answered"
