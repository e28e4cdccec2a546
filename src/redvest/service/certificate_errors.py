"""Expected failures of certificates: issuing, finding, revoking. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class NothingToCertify(Invalid):
    """这段时间里，这个组织没有记录过服务时长，暂时开不出证明。时长入账后再来开。"""

    code = "nothing-to-certify"


class WrongPeriod(Invalid):
    """起始日期晚于结束日期，请把两个日期对调一下。"""

    code = "wrong-period"


class NotTheRecorder(NotAllowed):
    """谁记录，谁证明：只有志愿者本人，或者记录这些时长的组织的负责人，可以开这份证明。"""

    code = "not-the-recorder"


class NoSuccessor(Conflict):
    """这个组织已经退出，还没有登记由谁承接，暂时开不出证明。请联系区志愿服务中心登记承接组织。"""

    code = "no-successor"


class CertificateNotFound(NotFound):
    """没有这份证明。请对照证明右上角的编号再看一遍。"""

    code = "certificate-not-found"


class ReasonNeeded(Invalid):
    """请写明为什么撤销，200 字以内；核验这份证明的人会看到。"""

    code = "revocation-reason-needed"


class AlreadyRevoked(Conflict):
    """这份证明已经撤销了。"""

    code = "already-revoked"
