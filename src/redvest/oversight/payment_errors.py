"""Expected failures of payment requests. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class PaymentUnknown(NotFound):
    """没有找到这份付款申请。"""

    code = "payment-unknown"


class PaymentDecided(Conflict):
    """这份付款申请已经办过这一步了，请刷新后再看。"""

    code = "payment-decided"


class PaymentOpen(Conflict):
    """这个节点已经有一份等审批的付款申请。"""

    code = "payment-open"


class NotCovered(Invalid):
    """验收过的记录撑不起这笔钱。先交付、验收，够了再付。"""

    code = "payment-not-covered"


class RecoverFirst(Conflict):
    """这份合同有多付的款还没追回，追回以前不再付款。"""

    code = "payment-recover-first"


class ApproverAccepted(Invalid):
    """验收和批准付款要由两个人来办，请另一位工作人员批准。"""

    code = "payment-approver-accepted"


class SamePayer(Invalid):
    """申请、批准、付款要由三个人来办，请另一位工作人员付款。"""

    code = "payment-same-person"


class OwnPayment(Invalid):
    """自己申请的付款，自己不能审批。"""

    code = "payment-own"


class VoucherNeeded(Invalid):
    """请填写付款凭证号。"""

    code = "payment-voucher-needed"


class PaidOnWrong(Invalid):
    """付款日期不对。请填合同签订那天到今天之间的一天，例如 2026-03-05。"""

    code = "paid-on-wrong"


class PaymentWordsNeeded(Invalid):
    """请写清楚原因，申请的组织会看到。"""

    code = "payment-words-needed"


class NothingToRecover(Invalid):
    """追回的金额要大于零，不能超过已经付的。"""

    code = "payment-nothing-to-recover"
