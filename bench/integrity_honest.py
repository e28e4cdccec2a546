"""Honest life of the made-up city: scans with queues and lateness, paper lists, families, long days, clumsy habits."""

from __future__ import annotations

from datetime import timedelta

from bench.integrity_world import Team, World
from redvest.registry.models import Account
from redvest.service.models import Activity

TITLES = (
    "陪独居老人买菜", "社区图书角整理", "河道清洁", "老年大学手机培训助教", "会议中心周边清扫", "博物馆参观引导", "汛期值班巡堤",
    "小学放学路口护学", "敬老院理发", "旧衣整理", "社区学习角打扫", "春运火车站引导", "残疾人技能培训志愿者服务", "义诊秩序维护",
    "垃圾分类宣传", "文明交通劝导", "普法宣讲进社区", "图书馆讲座会务协助", "给环卫工送水", "雷锋集市磨刀",
    "关爱留守儿童课后辅导",
    "运动会裁判助理", "公园植树", "防诈骗宣传", "帮邻居修小家电", "消防演练引导员", "社区食堂帮厨", "非遗展讲解",
    "流浪猫救助点值守",
    "读书会组织", "暑期托管班", "乡村支教", "铁路道口看护", "马拉松补给站", "献血车引导", "文化下乡搬运道具",
)  # fmt: skip
MINUTE = timedelta(minutes=1)


def live(world: World, activities: int) -> None:
    """Fill the last eight weeks with honest activity."""
    for _ in range(activities):
        team = world.rng.choice(world.teams)
        minutes = world.rng.choice((60, 90, 90, 120, 120, 150, 180, 180, 240))
        size = world.rng.randrange(2, 12) if team.paper else min(60, int(world.rng.expovariate(1 / 12)) + 3)
        one = world.activity(
            team, world.rng.choice(TITLES), world.day(), minutes, size + world.rng.randrange(5)
        )
        (_on_paper if team.paper else _with_phones)(world, team, one, size)
    _oddities(world)


def _with_phones(world: World, team: Team, one: Activity, size: int) -> None:
    """Scanned in and out one after the other; a few tick-ins without a phone, a few forgotten check-outs."""
    rng, recorded = world.rng, one.ends_at + timedelta(minutes=world.rng.randrange(30, 9 * 1440))
    by_bus = size > 8 and rng.random() < 0.12
    arrived = one.starts_at - timedelta(minutes=rng.randrange(2, 20))
    gone = one.ends_at + timedelta(minutes=rng.randrange(0, 15))
    gates, gap_in, gap_out = rng.choice((1, 1, 2)), rng.uniform(4, 9), rng.uniform(4, 9)
    for turn, person in enumerate(world.someone(one, team, size)):
        if rng.random() < 0.93:
            world.sign_up(one, person)
        if rng.random() < 0.08:
            continue  # did not come
        came = arrived + timedelta(seconds=turn * gap_in / gates)
        left = gone + timedelta(seconds=turn * gap_out / gates)
        if not by_bus:
            came = one.starts_at + timedelta(seconds=rng.gauss(-300, 500))
            left = one.ends_at + timedelta(seconds=rng.gauss(120, 420))
        if rng.random() < 0.1:
            _ticked(world, team, one, person, recorded)
            continue
        proof = rng.choice((("leader-scan", "venue-code"), ("leader-scan",), ("venue-code",)))
        forgot = rng.random() < 0.04
        world.stay(one, person, came, one.ends_at if forgot else left, proof, team.leader if forgot else None)
        if "venue-code" in proof:
            world.scan(one, person, came, "in", "venue-code", world.phones[person])
        begins, ends = max(came, one.starts_at), min(left, one.ends_at)
        measured = max(1, int((ends - begins).total_seconds()) // 60)
        world.entry(
            team, person, begins, measured, "A" if len(proof) == 2 else "B", by=team.leader, recorded_at=recorded,
            one=one, proofs=proof,
        )  # fmt: skip


def _ticked(world: World, team: Team, one: Activity, person: int, recorded: object) -> None:
    """No phone: the leader ticks; mostly the person and a second officer confirm later."""
    rng = world.rng
    moment = one.ends_at + timedelta(minutes=rng.randrange(20, 8000))
    world.stay(one, person, one.starts_at, one.ends_at, ("leader-tick",))
    minutes = int((one.ends_at - one.starts_at).total_seconds()) // 60
    sure = rng.random()
    grade, confirmed, second = (
        ("C", True, team.second) if sure < 0.85 else ("D", sure < 0.93, team.second if sure > 0.96 else None)
    )
    world.entry(
        team, person, one.starts_at, minutes, grade, by=team.leader, recorded_at=moment, one=one, confirmed=confirmed,
        second=second,
    )  # fmt: skip


def _on_paper(world: World, team: Team, one: Activity, size: int) -> None:
    """A small body with a paper list and round numbers, typed in all at once, sometimes weeks later."""
    rng = world.rng
    lag = rng.randrange(15, 40) * 1440 if rng.random() < 0.1 else rng.randrange(60, 12 * 1440)
    recorded = min(one.ends_at + timedelta(minutes=lag), world.at - timedelta(hours=1))
    minutes = int((one.ends_at - one.starts_at).total_seconds()) // 60
    for turn, person in enumerate(world.someone(one, team, size)):
        walk_in = rng.random() < 0.12
        if not walk_in:
            world.sign_up(one, person)
        world.stay(one, person, one.starts_at, one.ends_at, ("leader-tick",))
        both = rng.random() < 0.88
        confirmed = both or walk_in or rng.random() < 0.4
        world.entry(
            team, person, one.starts_at, minutes if rng.random() < 0.85 else max(30, minutes - 30), "C" if both else "D",
            by=team.leader, recorded_at=recorded + timedelta(seconds=turn), one=one, confirmed=confirmed,
            second=team.second if both else None,
        )  # fmt: skip


def _oddities(world: World) -> None:
    """What looks odd and is not: a flood watch of fourteen hours, a shared tablet, an office moving an old system in."""
    rng, team = world.rng, world.teams[0]
    flood = world.activity(team, "防汛巡堤", world.day(10, 20).replace(hour=0), 14 * 60, 6)
    for person in world.someone(flood, team, 2):
        world.sign_up(flood, person)
        world.stay(flood, person, flood.starts_at, flood.ends_at, ("leader-scan",))
        world.entry(
            team, person, flood.starts_at, 14 * 60, "B", by=team.leader, recorded_at=flood.ends_at + MINUTE, one=flood,
            proofs=("leader-scan",),
        )  # fmt: skip
    fair = world.activity(team, "社区公益集市", world.day(5, 20), 180, 30)
    for person in world.someone(fair, team, 14):
        came = fair.starts_at + timedelta(minutes=rng.randrange(-10, 15))
        world.sign_up(fair, person)
        world.stay(fair, person, came, fair.ends_at + timedelta(minutes=rng.randrange(9)), ("venue-code",))
        world.scan(fair, person, came, "in", "venue-code", "community-tablet")
        world.entry(
            team, person, max(came, fair.starts_at), 150 + rng.randrange(30), "B", by=team.leader,
            recorded_at=fair.ends_at + timedelta(days=1), one=fair, proofs=("venue-code",),
        )  # fmt: skip
    moved = world.at - timedelta(days=9)
    centre = world.rows[Account][0].pk
    for _ in range(300):
        someone = rng.randrange(len(world.people))
        world.entry(
            rng.choice(world.teams), someone, None, rng.choice((60, 120, 180, 200)), "D", by=centre, recorded_at=moved,
            proofs=("imported",), on=(moved - timedelta(days=rng.randrange(100, 900))).date(), title="历史时长",
        )  # fmt: skip
