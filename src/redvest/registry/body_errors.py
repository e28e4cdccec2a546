"""Expected failures of belonging to an organisation and of what it keeps on the register."""

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


class ParentAndLiaison(Invalid):
    """直属上级和联络组织只能填一个：有直属上级的，由上级联络。"""

    code = "parent-and-liaison"


class LiaisonWrong(Invalid):
    """联络组织要是本市正常状态的另一个组织，请核对代码。"""

    code = "liaison-wrong"


class MarkWrong(Invalid):
    """身份标识只给登记的志愿服务组织：证书编号 4 到 40 个字，和取得日期一起填，日期不能在今天以后。"""

    code = "mark-wrong"


class MarkTaken(Conflict):
    """这个证书编号已经登记在别的组织名下，请核对。"""

    code = "mark-taken"


class CapacityWrong(Invalid):
    """最多能带的人数请填 1 到 100000 之间的整数，不知道可以不填。"""

    code = "capacity-wrong"


class BrandWrong(Invalid):
    """品牌名请写二到四十个字，选好种类；开始日期不能在今天以后。"""

    code = "brand-wrong"


class BrandTaken(Conflict):
    """这个品牌名正在使用，不能再登记一个。"""

    code = "brand-taken"


class BrandUnknown(NotFound):
    """没有找到这个品牌，或者它已经停用了。"""

    code = "brand-unknown"


class ChangeWrong(Invalid):
    """请写清楚改成什么（二到八十个字，和现在不同）和为什么改。"""

    code = "change-wrong"


class ChangeProofWrong(Invalid):
    """请附一份证明文件，照片或 PDF，不超过 5 MB。"""

    code = "change-proof-wrong"


class ChangeWaiting(Conflict):
    """这一项已经有一份变更申请在等审核。"""

    code = "change-waiting"


class ChangeUnknown(NotFound):
    """没有找到这份变更申请，或者它不在你负责的范围里。"""

    code = "change-unknown"


class ChangeDecided(Conflict):
    """这份变更申请已经处理过了，请刷新看看。"""

    code = "change-decided"


class ChangeOwn(NotAllowed):
    """自己提的变更要由别人来审核。"""

    code = "change-own"


class BodyHeadMissing(Invalid):
    """请写明谁来当负责人：填他的手机号或志愿者编号。他要先注册，而且不能是登记这个组织的工作人员自己。"""

    code = "body-head-missing"


class OwnApplication(Conflict):
    """这是你自己交的申请，要由别人审核。"""

    code = "own-application"
