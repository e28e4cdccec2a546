"""Expected failures of belonging to an organisation and of what it keeps on the register."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class TooManyBodies(Conflict):
    """同时加入的组织已经到了上限。先退出一个，再加入新的。"""

    code = "too-many-bodies"


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


class AnnualReportYearWrong(Invalid):
    """年度工作报告要等这一年过完再写，也不能早于组织登记的那一年。"""

    code = "annual-report-year-wrong"


class AnnualReportEmpty(Invalid):
    """工作情况、记录与证明情况都要写，每项至少十个字，最多五千字。"""

    code = "annual-report-empty"


class AnnualReportHandedIn(Conflict):
    """这一年的报告已经交了，不能再改。要改请联系区域工作人员退回。"""

    code = "annual-report-handed-in"


class AnnualReportNotHandedIn(Conflict):
    """这一年的报告还没有交，或者已经退回了。"""

    code = "annual-report-not-handed-in"
