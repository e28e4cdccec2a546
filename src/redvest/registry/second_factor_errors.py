"""Expected failures of second factors. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed


class SecondFactorNeeded(NotAllowed):
    """这一步光有密码或短信验证码不够，还要第二重验证。还没有设置的，请先到“登录与安全”里设置。"""

    code = "second-factor-needed"


class SecondFactorWrong(Invalid):
    """验证没有通过。请用现在显示的六位数字，或者换一张没用过的备用码。"""

    code = "second-factor-wrong"


class NewAppWrong(Invalid):
    """数字对不上。请等应用显示下一组六位数字再填；还不行，看看手机的时间准不准，或者重新扫一次码。"""

    code = "second-factor-new-wrong"


class SecondFactorExpired(Invalid):
    """等得太久，这一步已经过期。请重新开始。"""

    code = "second-factor-expired"


class SecondFactorTaken(Conflict):
    """这把通行密钥已经登记过了，不用再加一次。"""

    code = "second-factor-taken"


class SecondFactorLast(Conflict):
    """你在工作台有角色，至少要留一种第二重验证。先添加一种新的，再删这一种。"""

    code = "second-factor-last"


class SecondFactorMissing(Conflict):
    """这种验证方式已经不在了，请刷新页面。"""

    code = "second-factor-missing"


class SecondFactorLabel(Invalid):
    """请给它起个名字，方便以后认出来，最多 40 个字。"""

    code = "second-factor-label"


class ClearReasonMissing(Invalid):
    """请写明为什么清除、怎样核实了本人，最多 200 个字。本人会收到通知。"""

    code = "clear-reason-missing"
