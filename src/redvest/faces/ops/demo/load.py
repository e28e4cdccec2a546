"""Writes a demo city into the database in one transaction: the whole city or the former one, never a part."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from itertools import chain
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from redvest.core.clock import day_of
from redvest.core.db.copy import analyze
from redvest.faces.ops.demo.awards import hold_awards
from redvest.faces.ops.demo.bodies import body_rows
from redvest.faces.ops.demo.body_life import enliven_bodies
from redvest.faces.ops.demo.care import ask_for_help
from redvest.faces.ops.demo.chance import Keys, source
from redvest.faces.ops.demo.city import City, draw_city
from redvest.faces.ops.demo.coming import Coming
from redvest.faces.ops.demo.governance import draw_apart, draw_jurors, govern
from redvest.faces.ops.demo.grids import draw_grids
from redvest.faces.ops.demo.history import recent
from redvest.faces.ops.demo.hours import OwnHours, Salts, imported
from redvest.faces.ops.demo.library import fill_library
from redvest.faces.ops.demo.logins import PASSWORD
from redvest.faces.ops.demo.occasions import activity_rows, post_rows, statement_rows
from redvest.faces.ops.demo.pairings import pair_city
from redvest.faces.ops.demo.people import consent_rows, domain_rows
from redvest.faces.ops.demo.places import read_places, station_rows
from redvest.faces.ops.demo.profiles import profile_rows
from redvest.faces.ops.demo.progress import Bar
from redvest.faces.ops.demo.projects import project_rows
from redvest.faces.ops.demo.records import guardian_rows, volunteer_accounts, volunteer_rows
from redvest.faces.ops.demo.size import Figures, Size
from redvest.faces.ops.demo.staff import draw_officers, grant_rows, leaders, staff_accounts
from redvest.faces.ops.demo.station_assess import assess_stations, fill_stations
from redvest.faces.ops.demo.station_life import open_stations
from redvest.faces.ops.demo.station_rows import Site
from redvest.faces.ops.demo.terrain import domain_keys, regions_of, rings_of
from redvest.faces.ops.demo.thanks import thank_people
from redvest.faces.ops.demo.traces import Traces
from redvest.oversight.actions.tally import rebuild
from redvest.registry.actions import bulk as register
from redvest.registry.actions.bulk import Table
from redvest.registry.actions.number import number_key
from redvest.registry.actions.region import load_divisions, load_domains, place_regions
from redvest.service.actions import bulk as service
from redvest.service.actions.ledger import bulk_salts
from redvest.service.actions.ledger_bulk import Batch, append_batches
from redvest.service.actions.log import beat
from redvest.service.actions.log_journal import forget_journals

BULKY = (
    register.ACCOUNTS, register.VOLUNTEERS, register.VOLUNTEER_DOMAINS, register.GUARDIANS, register.CONSENTS,
    register.BODIES, register.BODY_DOMAINS, register.MEMBERSHIPS, service.PROJECTS, service.ACTIVITIES, service.POSTS,
    service.SIGNUPS, service.ATTENDANCES, service.SHEETS,
)  # fmt: skip
LEDGER_TABLES = ("service_hoursentry", "service_personsalt")


def bulky_tables() -> list[str]:
    """The tables that grow with the city."""
    return [*(table.name for table in BULKY), *LEDGER_TABLES]


def rows_of(size: Size) -> int:
    """About how many rows a load writes, for its progress bar."""
    return size.volunteers * 8 + size.minutes // 178 + size.projects + size.bodies


def load_city(figures: Figures, size: Size, seed: int, at: datetime, bar: Bar) -> City:
    """Replace whatever demo was there by this city. Raises NotADemo on a database with real people."""
    with transaction.atomic(), _without_collecting():
        bar.step("清空原来的演示数据")
        _ground(figures, at)
        bar.step("构思一座城市")
        city = draw_city(figures, size, seed, at, regions_of(figures.code), rings_of(figures))
        place_regions(city=figures.code, middles=city.places.middles(), at=at)
        with register.indexes_later(tables=bulky_tables()) if size.large else nullcontext():
            sites = _register(city, bar)
            _serve(city, bar)
            bar.step("建立索引")
        # Whatever reads from here on is planned by these: without them, counting one body's members never ends.
        analyze(*bulky_tables())
        assess_stations(city, sites)
        rebuild(city=figures.code, at=at)
        enliven_bodies(city=figures.code, at=at)
        pair_city(city=figures.code, at=at)
        fill_library(city=figures.code, at=at)
        hold_awards(city=figures.code, at=at)
        thank_people(city=figures.code, at=at)
        bar.step("写入透明日志")
        beat(city=figures.code, at=at)
        loaded = {"city": figures.key, "seed": seed, "volunteers": size.volunteers}
        register.mark_demo(loaded=loaded, at=at)
    return city


def load_nothing(figures: Figures, at: datetime) -> None:
    """An empty city: its places, the service domains and an officer of the centre."""
    with transaction.atomic():
        _ground(figures, at)
        places = read_places(source(0, "places"), figures, regions_of(figures.code), rings_of(figures))
        staff = draw_officers(source(0, "staff"), places.city, [])
        accounts = staff_accounts(staff, figures.code, make_password(PASSWORD))
        register.copy_in(table=register.ACCOUNTS, rows=accounts)
        register.copy_in(table=register.GRANTS, rows=grant_rows(staff))
        govern(city=figures.code, staff=staff, at=at)
        rebuild(city=figures.code, at=at)
        beat(city=figures.code, at=at)
        register.mark_demo(loaded={"city": "none", "seed": 0, "volunteers": 0}, at=at)


def _ground(figures: Figures, at: datetime) -> None:
    """Empty the database, if it is a demo's, and lay out the city's regions and the service domains."""
    register.begin_demo()
    register.empty_demo()
    forget_journals()  # while the tables are locked, so that no worker adds the former city's heads again
    load_divisions(city=figures.code, at=at)
    load_domains()


def _register(city: City, bar: Bar) -> list[Site]:
    """People, organisations, staff and stations."""
    code, people, seed = city.code, city.people, city.seed
    password = make_password(PASSWORD)
    apart = [*draw_apart(source(seed, "apart"), code), *draw_jurors(source(seed, "jurors"), code)]
    staff = [*city.officers, *apart, *leaders(city.teams)]
    accounts = chain(staff_accounts(staff, code, password), volunteer_accounts(people, code, password))
    domains = list(domain_keys(city.figures.scheme).values())
    rng = source(seed, "records")
    stations = station_rows(
        source(seed, "station rows"), Keys(source(seed, "station keys")), city.sites, day_of(city.at)
    )
    plan: list[tuple[str, Table, Iterable[tuple[Any, ...]]]] = [
        ("账号", register.ACCOUNTS, accounts),
        ("志愿者", register.VOLUNTEERS, volunteer_rows(rng, people, code, number_key())),
        ("服务类别", register.VOLUNTEER_DOMAINS, domain_rows(rng, people, domains)),
        ("监护人", register.GUARDIANS, guardian_rows(rng, people)),
        ("同意记录", register.CONSENTS, consent_rows(rng, people)),
        ("个人情况", register.PROFILES, profile_rows(source(seed, "profiles"), people)),
        ("组织", register.BODIES, body_rows(rng, city.teams, city.applicants, code, city.at)),
        ("成员", register.MEMBERSHIPS, city.memberships),
        ("授权", register.GRANTS, grant_rows(staff)),
        ("服务站", register.STATIONS, stations),
    ]
    grids = draw_grids(source(seed, "grids"), city.places.communities, people, day_of(city.at))
    plan += [
        ("网格", register.GRIDS, grids.grids),
        ("卫生片区", register.ZONES, grids.zones),
        ("网格负责", register.KEEPINGS, grids.keepings),
    ]
    for words, table, rows in plan:
        register.copy_in(table=table, rows=bar.rows(words, rows))
    register.raise_serial(least=len(people))
    bar.step("需求和服务菜单")
    ask_for_help(city, grids.grids)
    sites = fill_stations(city, stations, password)
    govern(city=code, staff=staff, keepers=[site.keeper_id for site in sites], at=city.at)
    open_stations(city=code, at=city.at)
    return sites


def _serve(city: City, bar: Bar) -> None:
    """Projects, activities, what came of them, and what comes next. The ledger first: the others trace it."""
    code, seed, at = city.code, city.seed, city.at
    salts = bulk_salts(volunteer_ids=bar.rows("盐值", (person.id for person in city.people)))
    traces = Traces(source(seed, "traces"), code)
    append_batches(batches=bar.batches("服务时长", _ledger(city, traces, salts)))
    coming = Coming(source(seed, "coming"), city.teams, city.projects, city.places, city.people, traces, at)
    coming.fill(city.size.upcoming)
    occasions = [*city.history, *coming.occasions]
    domains, scheme = domain_keys(city.figures.scheme), city.figures.scheme
    plan: list[tuple[str, Table, Iterable[tuple[Any, ...]]]] = [
        ("项目", service.PROJECTS, project_rows(city.projects.all, code, domains, scheme, day_of(at))),
        ("活动", service.ACTIVITIES, activity_rows(occasions, code, domains, scheme)),
        ("岗位", service.POSTS, post_rows(occasions, code)),
        ("公益服务声明", service.STATEMENTS, statement_rows(coming.occasions)),
        ("报名", service.SIGNUPS, traces.signups),
        ("出勤", service.ATTENDANCES, traces.stays),
        ("时长确认单", service.SHEETS, traces.sheets),
    ]
    for words, table, rows in plan:
        register.copy_in(table=table, rows=bar.rows(words, rows))
    service.raise_serials(queue=len(traces.signups), projects=city.size.projects)


def _ledger(city: City, traces: Traces, salts: Salts) -> Iterator[Batch]:
    """Every entry: those of activities, and imported ones up to the exact total."""
    fresh = recent(city.history, city.at)
    own = OwnHours(source(city.seed, "hours"), city.code, city.second_officers, salts)
    for each in city.history:
        batch = own.of(each)
        if each.id in fresh:
            traces.served(each, batch)
        yield batch
    rest, by = city.size.minutes - city.own_minutes, city.officers[0].account_id
    yield from imported(
        source(city.seed, "imported"), city.teams, rest, city.code, by, day_of(city.at), salts
    )


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Nothing of a load is garbage before its end; looking for it takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
