"""Expected failures of back-fill and transfer-in, and of their evidence. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed


class BackfillTooLate(Invalid):
    """这场活动已经过了可以补录的日子。"""

    code = "backfill-too-late"


class BadBackfill(Invalid):
    """补录申请有几处需要改一改。"""

    code = "bad-backfill"


class EvidenceNeeded(Invalid):
    """请附上至少一份佐证材料（照片或 PDF）。"""

    code = "evidence-needed"


class BadEvidence(Invalid):
    """这份材料收不了。"""

    code = "bad-evidence"


class RequestDecided(Conflict):
    """这份申请已经处理过了，请刷新后再看。"""

    code = "request-decided"


class OwnRequest(NotAllowed):
    """申请人和受益人都不能审批，请另一位工作人员来办。"""

    code = "own-request"


class BadTransfer(Invalid):
    """转入申请有几处需要改一改。"""

    code = "bad-transfer"


class TransferTwice(Conflict):
    """这张凭证已经转入过，或者正在等审核，不能再转一次。"""

    code = "transfer-twice"
