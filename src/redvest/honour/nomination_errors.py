"""Expected failures of nominations, and of winners on the honour wall. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class NominationUnknown(NotFound):
    """没有找到这条推荐，或者它不归你管。"""

    code = "nomination-unknown"


class NominationMoved(Conflict):
    """这条推荐刚刚有了变动，请刷新看看现在怎样了。"""

    code = "nomination-moved"


class NominationsClosed(Conflict):
    """这一届现在不接受推荐，请看看推荐的起止日期。"""

    code = "nominations-closed"


class NomineeUnknown(NotFound):
    """没有找到你要推荐的对象：编号和名称要都对得上，而且在评选的范围里。"""

    code = "nominee-unknown"


class NominationUnclear(Invalid):
    """请写明推荐的理由，10 到 500 个字。"""

    code = "nomination-unclear"


class NominatedAlready(Conflict):
    """你已经推荐过了，不用再交一次。"""

    code = "nominated-already"


class NominationRefused(Conflict):
    """这一届已经审核过，不符合条件，不能再推荐。"""

    code = "nomination-refused"


class NominationsTooMany(Conflict):
    """你在这一届推荐的已经到上限了。"""

    code = "nominations-too-many"


class NotEligible(Invalid):
    """还不符合参评条件。"""

    code = "award-not-eligible"


class NomineeUnasked(Conflict):
    """对方还没有同意参评，同意以后才能入围。"""

    code = "nominee-unasked"


class NotTheNominee(NotAllowed):
    """只有参评的人自己（未成年的由监护人，组织和项目由负责人）才能这样做。"""

    code = "not-the-nominee"


class OwnNomination(NotAllowed):
    """不能办跟自己有关的推荐：自己的、自己孩子的、自己推荐的或者自己负责的组织的，请另一位来办。"""

    code = "own-nomination"


class NotOnTheWall(Conflict):
    """表彰以后才能选择上不上荣誉墙。"""

    code = "not-on-the-wall"


class WallNotForMinors(Conflict):
    """未成年人不上荣誉墙，满 18 岁以后可以自己再选。"""

    code = "wall-not-for-minors"


class StoryUnclear(Invalid):
    """事迹写 20 到 2000 个字。"""

    code = "story-unclear"


class StoryUnknown(NotFound):
    """没有找到这篇事迹，或者它不归你审。"""

    code = "story-unknown"


class StoryMoved(Conflict):
    """这篇事迹刚刚有人审过，或者作者又改了，请刷新再看。"""

    code = "story-moved"
