"""Expected failures of making two records of one person one. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class MergeWrong(Invalid):
    """这两份记录不能合并：要在同一座城市、都没有并入别的记录，而且有账号的那份要保留下来；都没有账号的，保留有证件号码的那份。"""

    code = "merge-wrong"


class MergeIdentitiesDiffer(Conflict):
    """两份记录的同一种证件号码不同，不是同一个人，不能合并。"""

    code = "merge-identities-differ"


class MergeReasonMissing(Invalid):
    """请写明为什么要合并，1 到 200 个字。"""

    code = "merge-reason-missing"


class MergeAlone(Conflict):
    """合并要有另一个人确认：本人，或者另一位管理员。"""

    code = "merge-alone"


class MergeOver(Conflict):
    """这次合并已经确认、撤销或者过了可以撤销的时间。"""

    code = "merge-over"


class MergeErasure(Conflict):
    """两份记录里有一份正在注销或者已经注销，不能合并，也不能撤销合并。"""

    code = "merge-erasure"


class MergeHasSignUps(Conflict):
    """并入的记录还有没结束的报名、值班或者网格负责。请先取消，或者等它结束，再合并。"""

    code = "merge-has-sign-ups"


class MergeSuspended(Conflict):
    """两份记录里有一份正在暂停服务。恢复以后再合并。"""

    code = "merge-suspended"
