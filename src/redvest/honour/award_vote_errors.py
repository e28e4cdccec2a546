"""Expected failures of votes for awards. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class VoteUnknown(NotFound):
    """没有找到这次投票，或者它还没开始。"""

    code = "vote-unknown"


class VoteNotOpen(Conflict):
    """现在不在投票的日子里，不能投。"""

    code = "vote-not-open"


class VoteChoiceMissing(Invalid):
    """请先选一个候选，再点“投票”。"""

    code = "vote-choice-missing"


class VotedAlready(Conflict):
    """这个奖项你已经投过了，一人一票，投了不能改。"""

    code = "voted-already"


class VoterNotReal(NotAllowed):
    """投票要先完成实名登记，而且状态正常。请到“我的”里看一下。"""

    code = "voter-not-real"


class VoterTooYoung(NotAllowed):
    """满 14 周岁才能投票。"""

    code = "voter-too-young"


class OwnVote(NotAllowed):
    """不能投给自己、自己的孩子，也不能投给自己负责的组织、项目或者社区。"""

    code = "own-vote"


class VoteCaseUnknown(NotFound):
    """没有找到这一票，或者它不归你管。"""

    code = "vote-case-unknown"


class VoteReasonMissing(Invalid):
    """请写一句核实的情况，2 到 200 个字。"""

    code = "vote-reason-missing"


class VoteSettled(Conflict):
    """这一票刚刚有了变动，或者结果已经封存，请刷新看看。"""

    code = "vote-settled"
