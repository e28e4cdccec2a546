"""Expected failures of the service context that no single topic owns. The docstring is the sentence people read.

Each topic has its own beside this file: ``signup_errors``, ``activity_errors``, ``code_errors``, ``attendance_errors``,
``hours_errors``, ``report_errors``, ``backfill_errors``, ``log_errors``.
"""

from __future__ import annotations

from redvest.core.errors import Conflict, DomainError, Invalid, NotAllowed


class WrongState(Conflict):
    """它现在的状态不能做这一步，请刷新后再看。"""

    code = "wrong-state"


class NotServing(NotAllowed):
    """这个人现在不能参加服务：已经暂停、退出，或者还在等监护人同意。"""

    code = "not-serving"


class ReasonNeeded(Invalid):
    """请写明原因，对方会看到。"""

    code = "reason-needed"


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
