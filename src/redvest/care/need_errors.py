"""Expected failures of needs: asking, checking, merging. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict


class NeedMoved(Conflict):
    """这条需求刚刚有了变动，请刷新看看现在到了哪一步。"""

    code = "need-moved"
