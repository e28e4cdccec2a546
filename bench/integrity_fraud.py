"""Fraud as the CCTV reports and the Sichuan circular of 2025 tell it, each scheme with its own numbers.

The parameters come from those reports, not from the radar: it is not imported here.
"""

from __future__ import annotations

from datetime import timedelta

from bench.integrity_honest import TITLES
from bench.integrity_world import Scheme, Team, World, metres

MEETINGS = (
    "第三季度工作例会", "党支部学习会", "单位消防知识培训", "机关干部政治学习", "红色教育基地参观", "年中总结会议",
    "青年职工团建",
    "全体教职工会议", "廉政教育报告会", "业务骨干培训班", "安全生产部署会", "外出考察", "新员工入职培训", "志愿服务工作例会",
    "主题党日活动", "部门月度会议", "观影活动", "理论学习中心组学习", "集体收看新闻节目",
)  # fmt: skip
KINDS = (
    "clerk", "photo-package", "fictional", "meeting", "stolen-account", "shared-device", "impossible-travel", "copied-batch",
)  # fmt: skip


def commit_fraud(world: World, each: int) -> None:
    """``each`` schemes of every kind, spread over the teams; a team is used by few, as in life."""
    makers = (_clerk, _photos, _fictional, _meeting, _stolen, _device, _travel, _copied)
    for kind, make in zip(KINDS, makers, strict=True):
        for team in world.rng.sample(world.teams[1:], each):
            scheme = make(world, team)
            scheme.kind = kind
            world.schemes.append(scheme)


def _buyers(world: World, count: int) -> list[int]:
    return world.rng.sample(range(len(world.people)), count)


def _clerk(world: World, team: Team) -> Scheme:
    """Five hours for forty yuan: a name and a number, entered from the back office, one sale after the other."""
    rng, buyers = world.rng, _buyers(world, world.rng.randrange(1, 25))
    way = rng.choices(("imported", "walk-in", "ghost"), (45, 40, 15))[0]
    sold, used = world.at - timedelta(days=rng.randrange(6, 40)), []
    for person in buyers:
        sold += timedelta(minutes=rng.choice((2, 3, 10, 200, 1500)))
        sold = min(sold, world.at - timedelta(days=4))
        minutes = rng.choice((300, 300, 240, 180, 120, 480, 250))
        if way == "imported":
            world.entry(
                team, person, None, minutes, "D", by=team.clerk, recorded_at=sold, proofs=("imported",),
                title=rng.choice(TITLES),
            )  # fmt: skip
            continue
        one = world.activity(
            team, rng.choice(TITLES), sold - timedelta(days=2, hours=rng.randrange(9)), 480, 30
        )
        used.append(one)
        if way == "ghost":  # put among people who were really there, with a sign-up made in time
            world.sign_up(one, person)
            for real in world.someone(one, team, 6):
                world.sign_up(one, real)
                world.stay(
                    one,
                    real,
                    one.starts_at,
                    one.ends_at + timedelta(seconds=rng.randrange(900)),
                    ("leader-scan",),
                )
                world.entry(
                    team, real, one.starts_at, 470 + rng.randrange(10), "B", by=team.leader, recorded_at=sold, one=one,
                    proofs=("leader-scan",),
                )  # fmt: skip
        world.entry(team, person, one.starts_at, minutes, "D", by=team.clerk, recorded_at=sold, one=one)
    return Scheme(
        "",
        world.subjects(accounts=[team.clerk]),
        world.subjects(people=buyers, accounts=[team.clerk, team.leader], activities=used),
    )


def _photos(world: World, team: Team) -> Scheme:
    """A paid package: sign up, send a screenshot; one or two phones check everybody in and out, nobody comes."""
    rng = world.rng
    one = world.activity(team, rng.choice(TITLES), world.day(), rng.choice((120, 180, 240)), 60)
    people = world.someone(one, team, rng.randrange(8, 41))
    named = rng.random() < 0.8
    phones = [f"package-{one.pk}-{turn}" if named else "" for turn in range(rng.choice((1, 1, 2)))]
    pause = rng.uniform(1, 4)
    came = one.starts_at - timedelta(minutes=rng.randrange(1, 9), seconds=rng.randrange(60))
    left = one.ends_at + timedelta(minutes=rng.randrange(1, 9), seconds=rng.randrange(60))
    for turn, person in enumerate(people):
        shift = timedelta(seconds=turn * pause)
        world.sign_up(one, person)
        world.stay(one, person, came + shift, left + shift, ("venue-code",))
        world.scan(one, person, came + shift, "in", "venue-code", phones[turn % len(phones)])
        world.scan(one, person, left + shift, "out", "venue-code", phones[turn % len(phones)])
        minutes = int((one.ends_at - one.starts_at).total_seconds()) // 60
        world.entry(
            team, person, one.starts_at, minutes, "B", by=team.leader, recorded_at=left + timedelta(hours=3), one=one,
            proofs=("venue-code",),
        )  # fmt: skip
    found = world.subjects(activities=[one], devices=[phone for phone in phones if phone])
    return Scheme("", found, found | world.subjects(people=people, accounts=[team.leader]))


def _fictional(world: World, team: Team) -> Scheme:
    """An activity that never was, for the assessment: 50 to 500 people at once."""
    rng = world.rng
    one = world.activity(team, rng.choice(TITLES), world.day(8), rng.choice((120, 180, 240)), 500)
    people = _buyers(world, rng.randrange(50, 501))
    listed = rng.random() < 0.4
    typed = one.ends_at + timedelta(days=rng.randrange(1, 4))
    for turn, person in enumerate(people):
        if listed:
            world.sign_up(one, person, one.starts_at - timedelta(hours=5) + timedelta(seconds=turn))
        world.entry(
            team, person, one.starts_at, rng.choice((120, 120, 180)), "D", by=team.clerk,
            recorded_at=typed + timedelta(seconds=turn * rng.uniform(0.1, 3)), one=one,
        )  # fmt: skip
    found = world.subjects(activities=[one])
    return Scheme("", found, found | world.subjects(people=people, accounts=[team.clerk, team.leader]))


def _meeting(world: World, team: Team) -> Scheme:
    """A staff meeting, properly signed up and scanned, and no service."""
    rng = world.rng
    one = world.activity(team, rng.choice(MEETINGS), world.day(), rng.choice((60, 90, 120)), 60)
    people = world.someone(one, team, rng.randrange(8, 40))
    for person in people:
        came = one.starts_at - timedelta(seconds=rng.randrange(1200))
        world.sign_up(one, person)
        world.stay(one, person, came, one.ends_at + timedelta(seconds=rng.randrange(600)), ("leader-scan",))
        minutes = int((one.ends_at - one.starts_at).total_seconds()) // 60
        world.entry(
            team, person, one.starts_at, minutes, "B", by=team.leader, recorded_at=one.ends_at + timedelta(hours=2),
            one=one, proofs=("leader-scan",),
        )  # fmt: skip
    return Scheme(
        "",
        world.subjects(activities=[one]),
        world.subjects(activities=[one], people=people, accounts=[team.leader]),
    )


def _stolen(world: World, team: Team) -> Scheme:
    """Somebody else at a leader's account, at night, entering hours for strangers."""
    rng = world.rng
    night = world.day(6, 40).replace(hour=17, minute=rng.randrange(60))  # past one in the morning in China
    people, used = _buyers(world, rng.randrange(6, 60)), []
    for person in people:
        night += timedelta(seconds=rng.randrange(8, 90))
        one = world.activity(
            team, rng.choice(TITLES), night - timedelta(days=rng.randrange(1, 6), hours=8), 300, 10
        )
        used.append(one)
        world.entry(
            team,
            person,
            one.starts_at,
            rng.choice((180, 240, 300)),
            "D",
            by=team.leader,
            recorded_at=night,
            one=one,
        )
    return Scheme(
        "",
        world.subjects(accounts=[team.leader]),
        world.subjects(accounts=[team.leader], people=people, activities=used),
    )


def _device(world: World, team: Team) -> Scheme:
    """One phone checks a whole dormitory in, on several days, a few minutes apart."""
    rng, phone = world.rng, f"one-phone-{world.rng.randrange(10**9)}"
    gang, used, went = _buyers(world, rng.randrange(6, 26)), [], set()
    for _ in range(rng.randrange(1, 7)):
        one = world.activity(team, rng.choice(TITLES), world.day(), 120, 40)
        some = [person for person in gang if world.free(person, one)]
        for person in some if not used else rng.sample(some, max(1, len(some) * 2 // 3)) if some else []:
            world.occupy(person, one)
            came = one.starts_at + timedelta(seconds=rng.gauss(0, 500))
            world.sign_up(one, person)
            world.stay(
                one, person, came, one.ends_at + timedelta(seconds=abs(rng.gauss(0, 400))), ("venue-code",)
            )
            world.scan(one, person, came, "in", "venue-code", phone)
            world.entry(
                team, person, max(came, one.starts_at), 90 + rng.randrange(30), "B", by=team.leader,
                recorded_at=one.ends_at + timedelta(days=1), one=one, proofs=("venue-code",),
            )  # fmt: skip
            went.add(person)
        used.append(one)
    found = world.subjects(devices=[phone])
    return Scheme(
        "", found, found | world.subjects(people=list(went), activities=used, accounts=[team.leader])
    )


def _travel(world: World, team: Team) -> Scheme:
    """Checked in by a friend far away, minutes after leaving somewhere else, or while still there."""
    rng, person = world.rng, world.rng.randrange(len(world.people))
    first = world.activity(team, rng.choice(TITLES), world.day(), 120, 40)
    pause = timedelta(minutes=rng.choice((-60, -20, 1, 2, 4, 6, 8)))
    second = world.activity(team, rng.choice(TITLES), first.ends_at + pause, 120, 40)
    while metres(first.lon or 0, first.lat or 0, second.lon or 0, second.lat or 0) < 15_000:
        second.lon = 114.93 + rng.uniform(-0.35, 0.35)
        second.lat = 27.82 + rng.uniform(-0.35, 0.35)
    for one in (first, second):
        others = world.someone(one, team, 5)
        for who in [person, *others]:
            left = one.ends_at + timedelta(seconds=rng.randrange(500))
            world.sign_up(one, who)
            world.stay(one, who, one.starts_at, left, ("leader-scan",))
            world.entry(
                team, who, one.starts_at, 120, "B", by=team.leader, recorded_at=one.ends_at + timedelta(days=1), one=one,
                proofs=("leader-scan",),
            )  # fmt: skip
    return Scheme(
        "", world.subjects(people=[person]), world.subjects(people=[person], activities=[first, second])
    )


def _copied(world: World, team: Team) -> Scheme:
    """One list of names copied to many days, entered in one evening."""
    rng = world.rng
    people, listed, days = _buyers(world, rng.randrange(8, 26)), rng.random() < 0.5, rng.randrange(4, 13)
    typed, used = world.at - timedelta(days=rng.randrange(5, 12)), []
    for turn in range(days):
        start = typed - timedelta(days=turn + 2, hours=rng.randrange(3))
        one = world.activity(team, rng.choice(TITLES), start, rng.choice((120, 180)), 40)
        for person in people:
            if listed:
                world.sign_up(one, person)
            typed += timedelta(seconds=rng.uniform(0, 0.3))
            world.entry(team, person, one.starts_at, 120, "D", by=team.clerk, recorded_at=typed, one=one)
        used.append(one)
    found = world.subjects(accounts=[team.clerk], activities=used)
    return Scheme("", found, found | world.subjects(people=people))
