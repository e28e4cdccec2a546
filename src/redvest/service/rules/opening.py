"""How an opening may be planned, and how many places its stages have given out so far. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from redvest.service.choices import OpeningMode, StageGroup

MOST_STAGES = 6
SHORTEST_ENTRY = timedelta(minutes=10)
_RANGES = {
    "most_each": (100, "每人最多报几次，请填 1 到 100。"),
    "within_days": (366, "按多少天算，请填 1 到 366。"),
    "admit_per_second": (1000, "每秒放进几个人，请填 1 到 1000。"),
}
Faults = list[tuple[str, str]]


@dataclass(frozen=True)
class StagePlan:
    """``value``: a region's code, a number of days or hours, as the group needs it. The last stage is everybody's."""

    group: str
    opens_at: datetime
    places: int
    value: str = ""


@dataclass(frozen=True)
class OpeningPlan:
    """What a leader decides; ``most_each`` within ``within_days`` counts sign-ups for all posts that have such a cap."""

    mode: str
    opens_at: datetime
    closes_at: datetime | None = None
    draws_at: datetime | None = None
    waiting_room: bool = False
    admit_per_second: int = 100
    most_each: int | None = None
    within_days: int | None = None
    stages: tuple[StagePlan, ...] = field(default=())


@dataclass(frozen=True)
class Frame:
    """What a plan has to fit into: the activity's own time of signing up, its start, and the post's places."""

    signup_opens_at: datetime
    signup_closes_at: datetime
    starts_at: datetime
    places: int


def plan_faults(plan: OpeningPlan, frame: Frame, at: datetime) -> Faults:
    """What is wrong with a plan, as fields with their sentences."""
    faults: Faults = []
    if plan.mode not in OpeningMode.values:
        return [("mode", "请选择怎么放号。")]
    if plan.opens_at <= at:
        faults.append(("opens_at", "开放时间要在将来，让大家来得及知道。"))
    elif not frame.signup_opens_at <= plan.opens_at < frame.signup_closes_at:
        faults.append(("opens_at", "开放时间要在活动的报名开始和报名截止之间。"))
    if (plan.most_each is None) != (plan.within_days is None):
        faults.append(("most_each", "限次数要写明多少天内最多几次，不限就都空着。"))
    for name, (most, sentence) in _RANGES.items():
        number = getattr(plan, name)
        if number is not None and not 1 <= number <= most:
            faults.append((name, sentence))
    if plan.waiting_room and plan.mode != OpeningMode.FIRST_COME:
        faults.append(("waiting_room", "只有先到先得才要排队进场。"))
    if plan.mode == OpeningMode.LOTTERY:
        faults += _lottery_faults(plan, frame)
    if plan.mode == OpeningMode.STAGED:
        faults += _stage_faults(plan, frame)
    return faults


def _lottery_faults(plan: OpeningPlan, frame: Frame) -> Faults:
    if plan.closes_at is None or plan.draws_at is None:
        return [("closes_at", "抽签要写明登记到什么时候、什么时候抽。")]
    if plan.closes_at - plan.opens_at < SHORTEST_ENTRY:
        return [("closes_at", "登记至少要开放 10 分钟。")]
    if plan.closes_at > frame.signup_closes_at:
        return [("closes_at", "登记截止不能晚于活动的报名截止。")]
    if not plan.closes_at <= plan.draws_at < frame.starts_at:
        return [("draws_at", "抽签要在登记截止以后、活动开始以前。")]
    return []


def _stage_faults(plan: OpeningPlan, frame: Frame) -> Faults:
    stages = plan.stages
    if not 2 <= len(stages) <= MOST_STAGES or stages[-1].group != StageGroup.ALL:
        return [("stages", f"分批要有 2 到 {MOST_STAGES} 批，最后一批对所有人开放。")]
    if any(stage.group not in StageGroup.values for stage in stages):
        return [("stages", "请选择每一批对谁开放。")]
    if any(stage.group == StageGroup.ALL for stage in stages[:-1]):
        return [("stages", "对所有人开放的只能是最后一批。")]
    if any(later.opens_at <= earlier.opens_at for earlier, later in pairwise(stages)):
        return [("stages", "后一批的开放时间要晚于前一批。")]
    if stages[0].opens_at != plan.opens_at or stages[-1].opens_at >= frame.signup_closes_at:
        return [("stages", "第一批在开放时间开始，最后一批要在报名截止前开放。")]
    if any(stage.places < 1 for stage in stages[:-1]) or sum(s.places for s in stages[:-1]) > frame.places:
        return [("stages", f"每一批至少 1 个名额，合起来不能超过岗位的 {frame.places} 个名额。")]
    return [("stages", fault) for stage in stages if (fault := _value_fault(stage))]


def _value_fault(stage: StagePlan) -> str:
    counted = stage.group in (StageGroup.NEW, StageGroup.SERVED)
    if counted and not (stage.value.isdecimal() and 1 <= int(stage.value[:6]) <= 10_000):
        return "新志愿者要写登记不满多少天，服务过的要写满多少小时，填 1 到 10000 的整数。"
    if stage.group == StageGroup.RESIDENTS and not stage.value:
        return "请选择是哪个区域的居民。"
    return ""


def overtaken(plan: OpeningPlan, frame: Frame, at: datetime) -> bool:
    """Whether what is announced, and still to come, would come too late for an activity that moved to this frame."""
    if plan.mode == OpeningMode.LOTTERY and plan.closes_at and plan.draws_at:
        cut_short = plan.closes_at > at and plan.closes_at > frame.signup_closes_at
        return cut_short or plan.draws_at >= frame.starts_at
    turns = [plan.opens_at, *(stage.opens_at for stage in plan.stages)]
    return any(turn > at and turn >= frame.signup_closes_at for turn in turns)


def rest_of(plan: OpeningPlan, places: int) -> int:
    """What the other stages leave for the last."""
    return places - sum(stage.places for stage in plan.stages[:-1])


def released(stages: Sequence[StagePlan], at: datetime) -> int | None:
    """How many places are given out by now: what a stage left over falls to the next. None: all of them."""
    begun = [stage for stage in stages if stage.opens_at <= at]
    return None if len(begun) == len(stages) else sum(stage.places for stage in begun)


def current(stages: Sequence[StagePlan], at: datetime) -> int:
    """How many stages have begun."""
    return sum(stage.opens_at <= at for stage in stages)
