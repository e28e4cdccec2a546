"""Expected failures of the profile and of acting for a child."""

from __future__ import annotations

from redvest.core.errors import Invalid, NotAllowed


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


class ChildGrownUp(Invalid):
    """这位已经满 18 岁，请用自己的手机号注册，不用监护人代办。"""

    code = "child-grown-up"
