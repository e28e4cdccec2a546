"""Expected failures of claiming, correcting, leaving and erasing a record. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class ErasureAsked(Conflict):
    """已经申请过注销了，到时间会办理；在那之前可以撤回。"""

    code = "erasure-asked"


class ErasureCentre(Conflict):
    """你现在是市志愿服务中心的管理员。请先把这个角色交还，再申请注销。"""

    code = "erasure-centre"


class ErasureNone(Conflict):
    """没有可以撤回的注销申请。"""

    code = "erasure-none"


class NotLeft(Conflict):
    """登记没有退出，不用恢复。"""

    code = "not-left"


class ClaimOtherPhone(Conflict):
    """找到了你以前的记录，不过登记的是另一个手机号。往那个号码发一条验证码，填对了记录就归你；那个号码不用了，带上身份证到就近的志愿服务站认领。"""

    code = "claim-other-phone"


class ClaimCodeWrong(Invalid):
    """从前那个手机收到的验证码不对，或者过期了。请核对，或者再发一次。"""

    code = "claim-code-wrong"


class NothingCorrected(Invalid):
    """填的和登记的一样，没有要更正的。"""

    code = "nothing-corrected"


class DocumentMissing(Invalid):
    """请选看了哪一种证件或证明的原件。"""

    code = "document-missing"


class BirthDiffers(Conflict):
    """证件号码里的出生日期和填的不一样。先核对号码，号码错了要本人重新实名。"""

    code = "birth-differs"
