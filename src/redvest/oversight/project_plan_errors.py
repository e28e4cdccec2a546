"""Expected failures of the project library and of what came of a project. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class PlanUnknown(NotFound):
    """没有找到这个入库项目，或者它不在你负责的范围里。"""

    code = "plan-unknown"


class PlanThere(Conflict):
    """这个项目已经在项目库里了，打开它接着办。"""

    code = "plan-there"


class PlanState(Conflict):
    """项目现在的状态不能做这一步，请刷新后再看。"""

    code = "plan-state"


class BadProjectPlan(Invalid):
    """入库申报有几处需要改一改。"""

    code = "bad-project-plan"


class OwnPlan(Invalid):
    """自己申报的、自己组织的项目，要请另一位工作人员审核入库。"""

    code = "plan-own"


class PlanHasContracts(Conflict):
    """还有没结清的合同，先把合同结清或者终止。"""

    code = "plan-has-contracts"


class PlanHasTenders(Conflict):
    """招标还没有结束：先定标、流标或者终止招标；定了标的先签合同，或者终止招标。"""

    code = "plan-has-tenders"


class BadPartner(Invalid):
    """合作方有几处需要改一改。"""

    code = "bad-partner"


class PartnerThere(Conflict):
    """这个合作方已经登记过同样的内容了。"""

    code = "partner-there"


class BadEffect(Invalid):
    """成效评估有几处需要改一改。"""

    code = "bad-effect"


class EffectByOneself(Invalid):
    """验收过这个项目的人、承接组织的人不能评它的成效，请另一位工作人员来评。"""

    code = "effect-by-oneself"


class EffectPublished(Conflict):
    """这份评估已经公开了。"""

    code = "effect-published"


class EffectUnknown(NotFound):
    """没有找到这份成效评估。"""

    code = "effect-unknown"
