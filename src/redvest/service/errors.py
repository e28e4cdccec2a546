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


class CaseNotFound(NotFound):
    """没有找到这条风险提示，或者它不归你办。"""

    code = "case-not-found"


class InvolvedInCase(NotAllowed):
    """你和这件事有关，要由别人来办。"""

    code = "involved-in-case"


class NotHeardYet(Conflict):
    """还没有听本人说明。等本人说明，或者说明期限过了，才能下结论。"""

    code = "not-heard-yet"


class CaseNeedsReason(Invalid):
    """请写明理由，本人会看到。"""

    code = "case-needs-reason"


class CaseClosed(Conflict):
    """这件事现在不能做这一步，可能别人刚刚办过，请刷新后再看。"""

    code = "case-closed"


class AppealTooLate(Conflict):
    """申请复核的期限已经过了。"""

    code = "appeal-too-late"


class EntryOutsideCase(Invalid):
    """这条时长和这件事无关，不能在这里作废。"""

    code = "entry-outside-case"
