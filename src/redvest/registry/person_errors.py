"""Refusals about merging records, leaving and erasure."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class MergeWrong(Invalid):
    """这两份记录不能合并：要在同一座城市、都没有并入别的记录，而且有账号的那份要保留下来；都没有账号的，保留有证件号码的那份。"""

    code = "merge-wrong"


class MergeIdentitiesDiffer(Conflict):
    """两份记录的同一种证件号码不同，不是同一个人，不能合并。"""

    code = "merge-identities-differ"


class MergeReasonMissing(Invalid):
    """请写明为什么要合并，1 到 200 个字。"""

    code = "merge-reason-missing"


class MergeAlone(Conflict):
    """合并要有另一个人确认：本人，或者另一位管理员。"""

    code = "merge-alone"


class MergeOver(Conflict):
    """这次合并已经确认、撤销或者过了可以撤销的时间。"""

    code = "merge-over"


class MergeErasure(Conflict):
    """两份记录里有一份正在注销或者已经注销，不能合并，也不能撤销合并。"""

    code = "merge-erasure"


class MergeHasSignUps(Conflict):
    """并入的记录还有没结束的报名、值班或者网格负责。请先取消，或者等它结束，再合并。"""

    code = "merge-has-sign-ups"


class MergeSuspended(Conflict):
    """两份记录里有一份正在暂停服务。恢复以后再合并。"""

    code = "merge-suspended"


class ErasureAsked(Conflict):
    """已经申请过注销了，到时间会办理；在那之前可以撤回。"""

    code = "erasure-asked"


class ErasureCentre(Conflict):
    """你现在是市志愿服务中心的管理员。请先把这个角色交还，再申请注销。"""

    code = "erasure-centre"


class ErasureNone(Conflict):
    """没有可以撤回的注销申请。"""

    code = "erasure-none"


class PhoneSame(Conflict):
    """新号码就是现在的手机号，不用换。"""

    code = "phone-same"


class PhoneProofWrong(Invalid):
    """证件号码和登记的对不上，请核对。"""

    code = "phone-proof-wrong"


class OldPhoneCodeWrong(Invalid):
    """旧手机收到的验证码不对，或者过期了。请核对，或者再发一次。"""

    code = "old-phone-code-wrong"


class PhoneProofWeak(Conflict):
    """你设了第二重验证，或者有管理别人信息的角色。换手机号要用旧手机号或者第二重验证来证明，只填证件号码不行。"""

    code = "phone-proof-weak"


class PhoneMoved(Conflict):
    """手机号刚刚已经换过了。请重新登录看看。"""

    code = "phone-moved"


class RecoveryRefused(Conflict):
    """姓名、证件号码和登记的对不上，或者没有这样的账号。请核对。还是不行的话，带上身份证到就近的志愿服务站办。"""

    code = "recovery-refused"


class RecoveryAtStation(Conflict):
    """这个账号有管理别人信息的角色，要带上身份证到志愿服务站，由两位工作人员办理。"""

    code = "recovery-at-station"


class RecoveryWaiting(Conflict):
    """已经有一份找回申请在等了，到时间会办。"""

    code = "recovery-waiting"


class RecoveryNone(Conflict):
    """没有正在等的找回申请。"""

    code = "recovery-none"


class RecoveryNotByOperator(Conflict):
    """服务器上的找回只给本市唯一的志愿服务中心账号用。别的账号请带身份证到志愿服务站，由两位工作人员办理。"""

    code = "recovery-not-by-operator"


class RecoveryAlone(Conflict):
    """找回账号要两个人办：见证的人不能自己确认，也不能给自己办。"""

    code = "recovery-alone"


class NotLeft(Conflict):
    """登记没有退出，不用恢复。"""

    code = "not-left"


class ClaimOtherPhone(Conflict):
    """找到了你以前的记录，不过登记的是另一个手机号。往那个号码发一条验证码，填对了记录就归你；那个号码不用了，带上身份证到就近的志愿服务站认领。"""

    code = "claim-other-phone"


class ClaimCodeWrong(Invalid):
    """从前那个手机收到的验证码不对，或者过期了。请核对，或者再发一次。"""

    code = "claim-code-wrong"


class PasswordWrong(Invalid):
    """密码不对。忘了密码，先退出登录，用“忘了密码”设一个新的。"""

    code = "password-wrong"


class NothingCorrected(Invalid):
    """填的和登记的一样，没有要更正的。"""

    code = "nothing-corrected"


class DocumentMissing(Invalid):
    """请选看了哪一种证件或证明的原件。"""

    code = "document-missing"


class BirthDiffers(Conflict):
    """证件号码里的出生日期和填的不一样。先核对号码，号码错了要本人重新实名。"""

    code = "birth-differs"
