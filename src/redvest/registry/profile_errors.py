"""Expected failures of the profile and of acting for a child."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class SlotsWrong(Invalid):
    """可服务时间里有看不懂的格子，请重新勾选。"""

    code = "slots-wrong"


class LanguageUnknown(Invalid):
    """语言请从列出的里面选。"""

    code = "language-unknown"


class AffiliationUnknown(Invalid):
    """政治面貌请从列出的里面选，也可以不填。"""

    code = "affiliation-unknown"


class AffiliationUnasked(Invalid):
    """填写政治面貌要先勾选同意；不想说可以不填。"""

    code = "affiliation-unasked"


class InvitesWrong(Invalid):
    """邀请的设置看不懂，请重新选择。"""

    code = "invites-wrong"


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


class QualificationWrong(Invalid):
    """请选证书的种类，从列出的里面选。"""

    code = "qualification-wrong"


class QualificationIssuerWrong(QualificationWrong):
    """请写明发证单位，2 到 80 个字；证书编号最多 80 个字。"""

    code = "qualification-issuer-wrong"


class QualificationDateWrong(QualificationWrong):
    """请填发证日期，不能在今天以后。"""

    code = "qualification-date-wrong"


class QualificationEndWrong(QualificationWrong):
    """有效期要晚于发证日期；长期有效就不填。"""

    code = "qualification-end-wrong"


class QualificationProofWrong(Invalid):
    """请附一张证件照片或 PDF，不超过 5 MB。"""

    code = "qualification-proof-wrong"


class QualificationUnknown(NotFound):
    """没有找到这份资格证明，或者它不在你负责的范围里。"""

    code = "qualification-unknown"


class QualificationDecided(Conflict):
    """这份资格证明已经有人核实过了，请刷新看看。"""

    code = "qualification-decided"


class QualificationReasonMissing(Invalid):
    """没通过要写明原因，本人好重新准备。"""

    code = "qualification-reason-missing"
