"""Expected failures of the service context. The docstring is the sentence that people read.

Conflict   AlreadySignedUp · Overlaps · SignUpClosed · HoursOverlap · WrongState
Invalid    NotEligible · IncompleteNotice · BadActivity · BadCode
NotAllowed SamePerson
"""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class AlreadySignedUp(Conflict):
    """你已经报过这个岗位了，不用再报。"""

    code = "already-signed-up"


class Overlaps(Conflict):
    """这段时间你已经报了别的活动。先取消那一个，才能报这一个。"""

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
    """这个码已经过期（每 20 秒换一次），请扫屏幕上最新的码。"""

    code = "expired-code"


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


class HoursRefused(Conflict):
    """这个人的时长已经定为不予记录。要重新受理，请另一位负责人来办。"""

    code = "hours-refused"


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
