"""Evaluation (order 67 art. 10; scores of the national system: 守时程度, 服务态度, 专业水平 of 5). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from redvest.core.errors import Conflict, Invalid, NotAllowed

FEWEST = 3  # below this an average would tell who said what
LONGEST_TEXT = 500


class NotServed(Invalid):
    """只有参加过这场活动的人才能评价或被评价。"""

    code = "not-served"


class EvaluationClosed(Conflict):
    """现在不在评价的时间里：活动结束后可以评，过了期限就不能再改。"""

    code = "evaluation-closed"


class BadEvaluation(Invalid):
    """评价有几处要改：每一项打 1 到 5 分，文字最长 500 个字。"""

    code = "bad-evaluation"


class OwnEvaluation(NotAllowed):
    """不能评价自己的服务，请另一位负责人来评。"""

    code = "own-evaluation"


@dataclass(frozen=True)
class EvaluationForm:
    """A leader's word: three scores from 1 to 5, a text, and what those served said."""

    punctuality: int
    attitude: int
    skill: int
    text: str = ""
    beneficiary_words: str = ""


@dataclass(frozen=True)
class FeedbackForm:
    """A volunteer's word on an activity: two scores from 1 to 5, whether they would come again, a text."""

    organisation: int
    safety: int
    again: bool
    text: str = ""


def check_scores(scores: Sequence[int], texts: Sequence[str]) -> None:
    """Raises BadEvaluation."""
    if any(not 1 <= score <= 5 for score in scores) or any(len(text) > LONGEST_TEXT for text in texts):
        raise BadEvaluation


def may_be_given(*, ends_at: datetime, closed_at: datetime | None, days: int, at: datetime) -> bool:
    """From the end of the activity (or its earlier closing) until so many days after its end."""
    begins = min(ends_at, closed_at) if closed_at else ends_at
    return begins <= at <= ends_at + timedelta(days=days)


def average(scores: Sequence[int]) -> float | None:
    """To one decimal; None while there are fewer than three, so that nobody's single score can be read from it."""
    if len(scores) < FEWEST:
        return None
    return round(sum(scores) / len(scores), 1)
