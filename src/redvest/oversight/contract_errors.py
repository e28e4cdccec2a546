"""Expected failures of contracts, their records and acceptances. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class ContractUnknown(NotFound):
    """没有找到这份合同，或者它不在你负责的范围里。"""

    code = "contract-unknown"


class BadContract(Invalid):
    """合同有几处需要改一改。"""

    code = "bad-contract"


class ContractNumberTaken(Conflict):
    """这个合同编号已经用过了，换一个。"""

    code = "contract-number-taken"


class ContractState(Conflict):
    """合同现在的状态不能做这一步，请刷新后再看。"""

    code = "contract-state"


class TenderNeeded(Invalid):
    """政府购买要先招标定标；依法可以不招标的，写明依据。"""

    code = "contract-tender-needed"


class AwardStillPublic(Conflict):
    """中标结果还在公示，公示期满才能签合同。"""

    code = "contract-award-public"


class OverBudget(Invalid):
    """各份合同加起来超过了项目预算。"""

    code = "contract-over-budget"


class NoMilestones(Invalid):
    """合同还没有节点，或者有的节点没写交付物。没有交付物的节点付不了款。"""

    code = "contract-no-milestones"


class OverContract(Invalid):
    """各节点的金额加起来超过了合同金额。"""

    code = "milestones-over-contract"


class MilestoneUnknown(NotFound):
    """没有找到这个节点。"""

    code = "milestone-unknown"


class MilestoneThere(Conflict):
    """这份合同里已经有同名的节点或交付物了，换个名称。"""

    code = "milestone-there"


class BadMilestone(Invalid):
    """节点或交付物有几处需要改一改。"""

    code = "bad-milestone"


class DeliverableUnknown(NotFound):
    """没有找到这个交付物。"""

    code = "deliverable-unknown"


class BilledTwice(Conflict):
    """这场活动的同类记录已经算在别的交付物里了，不能再算一次。"""

    code = "activity-billed-twice"


class ActivityNotTheirs(Invalid):
    """只能关联承接组织自己的、在合同期里的活动。"""

    code = "activity-not-of-supplier"


class RecordMismatch(Invalid):
    """材料要传文件，别的交付物要关联活动。"""

    code = "deliverable-of-another-kind"


class RecordAccepted(Conflict):
    """它已经验收在内了，不能取下。"""

    code = "record-accepted"


class PaperTwice(Conflict):
    """同一份材料已经交过了，不能算两次。"""

    code = "paper-delivered-twice"


class BadPaper(Invalid):
    """这份材料收不了。请用 5 MB 以内的 JPG、PNG、WebP 或 PDF。"""

    code = "bad-contract-paper"


class NotDelivered(Invalid):
    """验收的数量超过了记录里已经交付的数量。先把记录补齐，再验收。"""

    code = "accepted-beyond-delivered"


class SupplierDecides(Invalid):
    """你属于承接组织，不能替购买方办这一步，请另一位工作人员来办。"""

    code = "supplier-decides"


class AcceptancePaid(Conflict):
    """已经按这次验收批准了付款，不能收回。先收回批准，或者把款追回来。"""

    code = "acceptance-paid"


class AcceptanceUnknown(NotFound):
    """没有找到这次验收。"""

    code = "acceptance-unknown"


class ContractUnsettled(Conflict):
    """还有没处理完的付款，或者有多付的款没追回，先办完再结清。"""

    code = "contract-unsettled"
