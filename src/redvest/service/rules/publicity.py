"""Publicity of certificates within the unit, and objections against them (149号: normally at least 7 days).

Pure.
"""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound

LONGEST = 400


class ObjectionUnclear(Invalid):
    """请写明哪里不对，400 字以内，例如“那天他没有来”。"""

    code = "objection-unclear"


class AlreadyObjected(Conflict):
    """你已经对这份证明提过异议了，处理结果会显示在这里。"""

    code = "already-objected"


class NotPublic(NotFound):
    """这份证明不在你所在组织的公示里，或者公示期已经过了。"""

    code = "not-public"


class ObjectionNotFound(NotFound):
    """没有找到这条异议，或者它不归你处理。"""

    code = "objection-not-found"


class AnswerNeeded(Invalid):
    """请写明处理意见，200 字以内；提出异议的人会看到。"""

    code = "answer-needed"


class ObjectionAnswered(Conflict):
    """这条异议已经处理过了。"""

    code = "objection-answered"
