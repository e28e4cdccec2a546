"""Expected failures of juries and of frozen results. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class JuryUnknown(NotFound):
    """没有找到这次评审，或者它不归你管。"""

    code = "jury-unknown"


class JurorUnknown(NotFound):
    """没有找到这位评委：要先在“角色”里给他评委的角色，地方要管得到这次评选。"""

    code = "juror-unknown"


class JurorTwice(Conflict):
    """这位已经是这次评选的评委了。"""

    code = "juror-twice"


class OwnJury(NotAllowed):
    """不能聘请自己当评委，也不能替自己作决定，请另一位来办。"""

    code = "own-jury"


class JuryMoved(Conflict):
    """这次评选现在不在评审中，或者刚刚有了变动，请刷新看看。"""

    code = "jury-moved"


class DossierUnknown(NotFound):
    """没有找到这份材料，或者按规定你要回避。"""

    code = "dossier-unknown"


class ScoreUnclear(Invalid):
    """每一项都要打分，填整数，不超过这一项的满分。"""

    code = "score-unclear"


class ScoresSealed(Conflict):
    """你已经交卷，或者已经不再等你打分，分数不能再改。"""

    code = "scores-sealed"


class ScoresMissing(Conflict):
    """还有材料没有打分，都打完才能交卷。"""

    code = "scores-missing"


class JuryReasonMissing(Invalid):
    """请写一句为什么，2 到 200 个字。"""

    code = "jury-reason-missing"


class RecusedTwice(Conflict):
    """这份材料你已经回避了。"""

    code = "recused-twice"


class JuryUnfinished(Conflict):
    """还有评委没有交卷。等他们交，或者写明原因不再等。"""

    code = "jury-unfinished"


class JuryTooSmall(Conflict):
    """交卷的评委太少，结果立不住，请再聘几位。"""

    code = "jury-too-small"


class EntryUnjudged(Conflict):
    """有材料没有一位评委打过分，请再聘一位不用回避的评委。"""

    code = "entry-unjudged"


class RubricMissing(Conflict):
    """有的奖项没有评分标准，先补上再封存结果。"""

    code = "rubric-missing"


class VoteStillRuns(Conflict):
    """投票还没有结束，结束以后才能封存结果。"""

    code = "vote-still-runs"


class ResultUnknown(NotFound):
    """这次评选的结果还没有公布。"""

    code = "result-unknown"
