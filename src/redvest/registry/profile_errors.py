"""Expected failures of what a person says about themselves. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Invalid


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


class DomainsWrong(Invalid):
    """请选 1 到 4 个服务类别。"""

    code = "domains-wrong"


class SkillsTooLong(Invalid):
    """专业技能写得太长了，最多 200 个字。"""

    code = "skills-too-long"
