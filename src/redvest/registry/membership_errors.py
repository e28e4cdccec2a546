"""Expected failures of belonging to an organisation: joining, inviting, leaving. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class TooManyBodies(Conflict):
    """同时加入的组织已经到了上限。先退出一个，再加入新的。"""

    code = "too-many-bodies"


class BodyFull(Conflict):
    """这个组织能带的人数已经满了。有人退出，或者组织把“最多能带多少人”改大，才能再加入。"""

    code = "body-full"


class JoinUnknown(NotFound):
    """没有找到这份申请或邀请，或者它不归你答复。"""

    code = "join-unknown"


class JoinAnswered(Conflict):
    """这份申请或邀请已经答复过了，请刷新看看。"""

    code = "join-answered"


class JoinWaiting(Conflict):
    """已经有一份申请或邀请在等答复，不用再提一次。"""

    code = "join-waiting"


class JoinReasonMissing(Invalid):
    """没有同意要写一句原因，本人会看到。"""

    code = "join-reason-missing"


class InviteeUnknown(NotFound):
    """没有找到这个编号的志愿者，请核对编号。"""

    code = "invitee-unknown"


class InvitesRefused(NotAllowed):
    """这位志愿者设置了不接受队伍邀请。可以把组织的网页发给本人，由本人申请加入。"""

    code = "invites-refused"


class AlreadyMember(Conflict):
    """已经是这个组织的成员了。"""

    code = "already-member"


class NotMember(Conflict):
    """现在不是这个组织的成员。"""

    code = "not-member"
