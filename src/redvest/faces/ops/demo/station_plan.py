"""What each station of the demo city has and lacks, drawn before anything is written.

Nothing here is a level: strong stations have what the checklist asks for, the others lack something, and the same
rule that judges real stations says what that earns.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

FACILITIES = ("桌椅", "饮水机", "急救箱", "轮椅", "雨伞架", "充电座", "老花镜", "报刊架", "电脑", "打印机")
SERVICES = (
    ("量血压测血糖", "每周有护士志愿者在站里"), ("义务理发", "每月两次，行动不便的可以上门"),
    ("法律咨询", "律师志愿者值守，先登记"),
    ("家电小修", "带来就修，零件自备"), ("四点半课堂", "放学后有人陪着写作业"), ("手机教学", "教老人挂号、缴费、视频"),
    ("代办跑腿", "独居老人打电话就来"), ("心理倾听", "单独房间，不留记录"), ("旧物交换", "衣物、图书，洗净再送来"),
)  # fmt: skip
NEEDS = (
    "想请人教手机挂号", "家里灯坏了够不着", "暑假孩子没人看", "轮椅借用一周", "想找人陪着去医院", "楼道杂物没人清",
    "希望周末也能理发", "想学用智能电视", "老人独居，想有人常来看看", "下雨天路口积水",
)  # fmt: skip
HARD_GAPS = ("mark", "rules", "team")  # nothing in the ledger can fill these


@dataclass(frozen=True, slots=True)
class Plan:
    """One station: people in its team, things, services, occasions a month, and which kinds of evidence it has."""

    strong: bool
    members: int
    facilities: int
    services: int
    sessions_a_month: float
    trainings: int
    needs: int
    proofs: tuple[str, ...]


def draw_plans(rng: random.Random, count: int, strong: int) -> list[Plan]:
    """``strong`` of ``count`` stations have all that 六有一落实 asks for, spread among the others."""
    chosen = set(rng.sample(range(count), strong))
    return [_strong(rng) if turn in chosen else _weaker(rng) for turn in range(count)]


def _strong(rng: random.Random) -> Plan:
    ready = rng.random() < 0.55  # for what the standard of 2024 asks for besides
    proofs = ["mark", "place", "rules", *(["show"] if ready else [])]
    return Plan(
        True, rng.randrange(34, 48), rng.randrange(3, 7) if ready else rng.randrange(1, 4), rng.randrange(4, 6), 2,
        2 if ready else rng.randrange(2), rng.randrange(14, 24) if ready else rng.randrange(2, 14), tuple(proofs),
    )  # fmt: skip


def _weaker(rng: random.Random) -> Plan:
    gaps = set(rng.sample(HARD_GAPS, rng.choice((1, 1, 2, 3))))
    proofs = ["place", *(kind for kind in ("mark", "rules") if kind not in gaps)]
    if rng.random() < 0.3:
        proofs.append("show")
    members = rng.randrange(13, 29) if "team" in gaps else rng.randrange(31, 40)
    return Plan(
        False, members, rng.choice((0, 1, 1, 2, 3)), rng.randrange(1, 4), rng.choice((0.5, 1, 2)),
        rng.randrange(2), rng.randrange(12), tuple(proofs),
    )  # fmt: skip


def some(rng: random.Random, things: Sequence[str], count: int) -> list[str]:
    """A few of them, in the order of drawing."""
    return rng.sample(list(things), min(count, len(things)))
