"""Expected failures of the service context. The docstring is the sentence that people read.

Conflict   AlreadySignedUp · Overlaps · SignUpClosed · HoursOverlap · WrongState
Invalid    NotEligible · IncompleteNotice · BadActivity · BadCode
NotAllowed SamePerson
"""

from __future__ import annotations

from redvest.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound


class AlreadySignedUp(Conflict):
    """你已经报过这个岗位了，不用再报。"""

    code = "already-signed-up"


class Overlaps(Conflict):
    """这段时间你已经有别的安排：报了活动，或者答应了值班。先取消那一个，才能报这一个。"""

    code = "overlaps"


class SignUpClosed(Conflict):
    """这个岗位现在不在报名时间里。"""

    code = "closed"


class NotEligible(Invalid):
    """你现在还不能报这个岗位，原因列在下面。"""

    code = "not-eligible"


class SignUpNotFound(NotFound):
    """没有找到这条报名。"""

    code = "signup-not-found"


class CancelTooLate(Conflict):
    """现在已经不能自己取消了。去不了请马上打电话告诉领队。"""

    code = "cancel-too-late"


class IncompleteNotice(Invalid):
    """招募信息还不完整，补齐后才能提交。"""

    code = "incomplete-notice"


class BadActivity(Invalid):
    """活动信息有几处需要改一改。"""

    code = "bad-activity"


class BadProject(Invalid):
    """项目信息有几处需要改一改。"""

    code = "bad-project"


class WrongState(Conflict):
    """它现在的状态不能做这一步，请刷新后再看。"""

    code = "wrong-state"


class PlacesTaken(Conflict):
    """已经报上的人比新的名额多，名额不能减到这么少。"""

    code = "places-taken"


class BadCode(Invalid):
    """这个码认不出来，请让对方打开最新的码再扫一次。"""

    code = "bad-code"


class ExpiredCode(Invalid):
    """这个码已经过期（每 20 秒换一次）。请看领队屏幕上最新的码，再扫一次。"""

    code = "expired-code"


class NotServing(NotAllowed):
    """这个人现在不能参加服务：已经暂停、退出，或者还在等监护人同意。"""

    code = "not-serving"


class NotOnRoster(Invalid):
    """名单里没有这个人，请先给他补报一个岗位。"""

    code = "not-on-roster"


class NonceReused(Conflict):
    """这个随机数已经用在另一次扫码上了，每次扫码要用新的。"""

    code = "nonce-reused"


class NoOpenStay(Conflict):
    """还没有签到，不能签退。"""

    code = "not-checked-in"


class OutsideHours(Conflict):
    """现在不在这场活动的签到时间里。"""

    code = "outside-hours"


class BadHours(Invalid):
    """时长填得不对，请检查后再提交。"""

    code = "bad-hours"


class HoursOverlap(Conflict):
    """这段时间已经有一条时长记录，同一段时间不能记两次。"""

    code = "hours-overlap"


class OwnHours(NotAllowed):
    """不能给自己确认时长，请另一位负责人来确认。"""

    code = "own-hours"


class SamePerson(NotAllowed):
    """确认人和复核人不能是同一个人，也不能是志愿者本人。"""

    code = "same-person"


class EntryVoided(Conflict):
    """这条记录已经作废了。"""

    code = "entry-voided"


class EntryNotFound(NotFound):
    """没有找到这条时长记录。"""

    code = "entry-not-found"


class LogDamaged(DomainError):
    """日志和已经签发的日志头对不上，入日志和签发都已停下。请运行 redvest log verify，看看是哪一条。"""

    code = "log-damaged"
    status = 500


class NoHeadYet(NotFound):
    """日志还没有签发过日志头，请过几分钟再来。"""

    code = "no-head-yet"


class LeafBeyondTree(NotFound):
    """这么大的日志里没有这一叶，叶序号要小于叶数。"""

    code = "leaf-beyond-tree"


class SizeBeyondLog(Invalid):
    """日志还没有这么大。叶数不能大于最新日志头里的，旧的也不能大于新的。"""

    code = "size-beyond-log"


class TileNotFound(NotFound):
    """没有这块瓦片：地址写错了，或者日志还没有长到那里。"""

    code = "tile-not-found"


class CheckpointUnreadable(Invalid):
    """这个文件不是日志的检查点，请重新从 /log/checkpoint 保存一份。"""

    code = "checkpoint-unreadable"


class CosignatureRefused(Invalid):
    """这些签名里没有一行出自本站认识的见证方，或者签的不是本站的检查点。"""

    code = "cosignature-refused"


class SaltErased(Conflict):
    """这个人的个人盐值已经按规定抹去，不能再为他记入或更正时长。"""

    code = "salt-erased"


class RosterUnknown(Invalid):
    """这份名单不是从这里带走的，或者被改动过。请联网后重新取一次名单，没传上去的记录都还在。"""

    code = "roster-unknown"


class NotYourQueue(NotAllowed):
    """这些签到是另一位负责人记的。请他用自己的账号登录后再传，记录都还在这台手机上。"""

    code = "not-your-queue"


class RosterTooLate(Conflict):
    """活动已经结束一天多了，名单不能再带到手机上。要补登请到“时长”页。"""

    code = "roster-too-late"


class CodeUsed(Conflict):
    """这个码已经用过一次了，请让对方打开最新的码再扫。"""

    code = "code-used"


class TooFar(Conflict):
    """你的手机离活动地点太远，这次没有记上。到了现场再扫；位置不准的话，请领队扫你的码。"""

    code = "too-far"


class DeviceShared(Conflict):
    """这部手机今天已经给另一位志愿者签过这场活动。请用自己的手机，或者请领队扫你的卡、在名单上勾你的名字。"""

    code = "device-shared"


class CardRevoked(Conflict):
    """这张卡已经换了新的，旧卡不能再用。"""

    code = "card-revoked"


class HourCodeUsed(Conflict):
    """这个时长码已经用过了，每个码只能用一次。"""

    code = "hour-code-used"


class HourCodeNotFound(NotFound):
    """没有这个时长码，请照着纸条上的字再输一遍。"""

    code = "hour-code-not-found"


class BelowMinimum(Invalid):
    """到场时间太短，没有达到这里要求的最低比例，不能记时长。"""

    code = "below-minimum"


class HoursRefused(Conflict):
    """这个人的时长已经定为不予记录。要重新受理，请另一位负责人来办。"""

    code = "hours-refused"


class VoidedByOther(Conflict):
    """这个人的时长被别人作废了，不能自己再记一次。确实服务过的，请走补录，由区域管理员审核。"""

    code = "voided-by-other"


class AlreadyRefused(Conflict):
    """这个人的时长已经定为不予记录了。"""

    code = "already-refused"


class RefusalNeedsWords(Invalid):
    """选“其他原因”时请写明是什么原因，志愿者会看到。"""

    code = "refusal-needs-words"


class NotAffirmed(Invalid):
    """发布人没有说明这是不是志愿服务。请你先核实三条，勾上以后再通过。"""

    code = "not-affirmed"


class StatementNeeded(Conflict):
    """这是党员双报到的活动，等本人声明是在工作时间以外、不是履行职务参加的，才会入账。"""

    code = "off-duty-needed"


class BackfillTooLate(Invalid):
    """这场活动已经过了可以补录的日子。"""

    code = "backfill-too-late"


class BadBackfill(Invalid):
    """补录申请有几处需要改一改。"""

    code = "bad-backfill"


class EvidenceNeeded(Invalid):
    """请附上至少一份佐证材料（照片或 PDF）。"""

    code = "evidence-needed"


class BadEvidence(Invalid):
    """这份材料收不了。"""

    code = "bad-evidence"


class RequestDecided(Conflict):
    """这份申请已经处理过了，请刷新后再看。"""

    code = "request-decided"


class OwnRequest(NotAllowed):
    """申请人和受益人都不能审批，请另一位工作人员来办。"""

    code = "own-request"


class ReasonNeeded(Invalid):
    """请写明原因，对方会看到。"""

    code = "reason-needed"


class AlreadyReported(Conflict):
    """你已经就这条提过异议，正在等答复，不用再提。"""

    code = "already-reported"


class BadReport(Invalid):
    """异议写得还不完整，请检查后再提交。"""

    code = "bad-report"


class BadTransfer(Invalid):
    """转入申请有几处需要改一改。"""

    code = "bad-transfer"


class TransferTwice(Conflict):
    """这张凭证已经转入过，或者正在等审核，不能再转一次。"""

    code = "transfer-twice"


class BodyUnsettled(Conflict):
    """还有没结束的活动、没确认的时长或没处理的补录，先办完再解散。"""

    code = "body-unsettled"


class SuccessorNeeded(Invalid):
    """它记录过服务时长，解散前要指定一个承接组织，以后由它开证明。"""

    code = "successor-needed"


class PublicAddressMissing(DomainError):
    """网站还没有设置公开网址，现在不能签发证明和凭证。请系统管理员设置 REDVEST_BASE_URL。"""

    code = "public-address-missing"
    status = 503
