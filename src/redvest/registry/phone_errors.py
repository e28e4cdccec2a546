"""Expected failures of another phone and of a lost one. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


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
