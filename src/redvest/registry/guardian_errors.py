"""Expected failures of guardians and of acting for a child. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class NotTheGuardian(NotAllowed):
    """只有登记的监护人能替孩子办理，而且孩子还没有满 18 岁。"""

    code = "not-the-guardian"


class ChildUnknown(NotFound):
    """没有找到这个孩子。只有登记的监护人能看，孩子满 18 岁后由本人自己办。"""

    code = "child-unknown"


class ChildGrownUp(Invalid):
    """这位已经满 18 岁，请用自己的手机号注册，不用监护人代办。"""

    code = "child-grown-up"


class GuardiansTwo(Conflict):
    """一个孩子最多登记两位监护人，已经满了。要换人，请其中一位先在“我的孩子”里退出。"""

    code = "guardians-two"


class GuardianStands(Conflict):
    """这个孩子有登记的监护人。要再加一位，请他登录自己的账号，在“我的孩子”里添加。"""

    code = "guardian-stands"


class GuardianSelf(Conflict):
    """不能把自己登记成监护人，请另一位工作人员办。"""

    code = "guardian-self"


class GuardianProofMissing(Invalid):
    """请选看过哪一种凭据：户口簿、出生医学证明、指定文件或者遗嘱。"""

    code = "guardian-proof-missing"


class SeenChildWrong(Conflict):
    """姓名和证件号码同登记的对不上，或者没有登记过这个孩子。请对照证件再核对一遍。"""

    code = "seen-child-wrong"


class GuardianMissing(Invalid):
    """未成年人登记要有监护人同意，请填写监护人的姓名、关系和手机号。"""

    code = "guardian-missing"


class GuardianPhoneOwn(Invalid):
    """监护人的手机号要是监护人自己的，不能和账号的一样。"""

    code = "guardian-phone-own"


class GuardianCodeNeeded(Invalid):
    """这一项要监护人本人同意，请让监护人收一个验证码。"""

    code = "guardian-code-needed"
