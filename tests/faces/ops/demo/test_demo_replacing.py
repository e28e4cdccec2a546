"""Loading again replaces the demo, as a whole or not at all; a database with real people is never touched."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, OperationalError, connection, transaction

from redvest.core.identifiers import uuid7
from redvest.core.models import AuditLine, Installation
from redvest.faces.ops.cli import run as run_cli
from redvest.faces.ops.demo.command import CityUnknown, load
from redvest.faces.ops.demo.load import load_city
from redvest.faces.ops.demo.progress import Bar
from redvest.faces.ops.demo.size import XINYU, ScaleWrong, sized
from redvest.oversight.queries.headline import headline
from redvest.registry.actions.bulk import NotADemo, begin_demo, empty_demo, indexes_later
from redvest.registry.models import Account, Grant, Region, ServiceDomain, Volunteer
from redvest.service.models import Activity, HoursEntry, SignUp
from tests.factories.registry import make_account, make_volunteer

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Content:
    """What can be compared before and after."""

    people: frozenset[str]
    entries: int
    signups: int
    audit: int


def content() -> Content:
    return Content(
        frozenset(Volunteer.objects.values_list("number", flat=True)), HoursEntry.objects.count(),
        SignUp.objects.count(), AuditLine.objects.count(),
    )  # fmt: skip


def triggers() -> set[tuple[str, str]]:
    """The append-only triggers and whether they are on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger WHERE tgname LIKE '%%append_only' OR tgname LIKE '%%truncate'"
        )
        return set(cursor.fetchall())


def structure() -> set[tuple[str, str]]:
    """Every index and constraint of the house's tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        indexes = set(cursor.fetchall())
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) || convalidated FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace"
        )
        return indexes | set(cursor.fetchall())


def test_a_smaller_city_takes_the_place_of_the_former(xinyu):
    before, guards = content(), triggers()
    answer = load(city="xinyu", scale=0.005, seed=8, at=xinyu.at, quiet=True)
    after = content()
    assert answer["volunteers"] == len(after.people) == 589
    assert answer["service_hours"] == 14_331
    assert not before.people <= after.people
    assert triggers() == guards
    assert {state for _, state in guards} == {"O"}


def test_the_same_seed_and_moment_give_the_same_city(xinyu):
    first = list(
        Volunteer.objects.order_by("id").values_list("id", "name", "number", "birth_on", "region_id")
    )
    titles = list(Activity.objects.order_by("id").values_list("id", "title", "starts_at", "lon"))
    load(city="xinyu", scale=0.02, seed=7, at=xinyu.at, quiet=True)
    assert (
        list(Volunteer.objects.order_by("id").values_list("id", "name", "number", "birth_on", "region_id"))
        == first
    )
    assert list(Activity.objects.order_by("id").values_list("id", "title", "starts_at", "lon")) == titles


def test_another_seed_gives_another_city_of_the_same_size(xinyu):
    names = set(Volunteer.objects.values_list("id", flat=True))
    answer = load(city="xinyu", scale=0.02, seed=8, at=xinyu.at, quiet=True)
    assert answer["service_hours"] == 57_325
    assert not names & set(Volunteer.objects.values_list("id", flat=True))


def test_jiaozuo_has_its_own_places_and_classification(xinyu):
    answer = load(city="jiaozuo", scale=0.01, seed=7, at=xinyu.at, quiet=True)
    assert answer["city"] == "410800"
    assert (answer["volunteers"], answer["stations"], answer["service_hours"]) == (1_860, 58, 32_000)
    assert not Region.objects.filter(city="360500").exists()
    assert set(Activity.objects.values_list("domain__scheme", flat=True)) == {"henan"}
    assert Volunteer.objects.filter(number__startswith="4108").count() == 1_860


def test_none_leaves_places_domains_and_one_officer(xinyu):
    answer = load(city="none", at=xinyu.at, quiet=True)
    assert answer["volunteers"] == 0
    assert answer["service_hours"] == 0
    assert Volunteer.objects.count() == 0
    assert HoursEntry.objects.count() == 0
    assert Region.objects.filter(city="360500").count() > 500
    assert ServiceDomain.objects.count() == 50
    assert Grant.objects.get().role == "centre"
    assert Account.objects.count() == 1


def test_a_database_with_real_people_is_refused_and_untouched(xinyu):
    Installation.objects.update(demo=False)
    make_volunteer(name="真实的人")
    before = content()
    with pytest.raises(NotADemo):
        load(city="xinyu", scale=0.005, quiet=True)
    with pytest.raises(NotADemo):
        load(city="none", quiet=True)
    assert content() == before
    assert not Installation.objects.get().demo
    assert Volunteer.objects.filter(name="真实的人").exists()


def test_an_account_alone_makes_a_database_real(xinyu):
    empty_demo()
    Installation.objects.all().delete()
    make_account(name="第一位管理员")
    with pytest.raises(NotADemo):
        begin_demo()
    assert Account.objects.count() == 1


def test_the_command_refuses_with_a_sentence_and_exit_code_two(xinyu, capsys):
    Installation.objects.update(demo=False)
    before = content()
    assert run_cli(["demo", "load", "--scale", "0.005", "--json"]) == 2
    heard = capsys.readouterr()
    assert "真实的数据" in heard.err
    assert heard.out == ""
    assert content() == before


@pytest.mark.parametrize("arguments", [["--scale", "0"], ["--scale", "11"], ["--city", "beijing"]])
def test_bad_input_gets_a_sentence_and_changes_nothing(xinyu, capsys, arguments):
    before = content()
    assert run_cli(["demo", "load", *arguments]) == 2
    assert "。" in capsys.readouterr().err
    assert content() == before


def test_unknown_cities_and_scales_are_errors_of_their_own(xinyu):
    with pytest.raises(CityUnknown):
        load(city="beijing", quiet=True)
    with pytest.raises(ScaleWrong):
        load(city="xinyu", scale=100, quiet=True)


class Interrupted(Exception):
    pass


class BreakingBar(Bar):
    """Stops the load when it comes to a step, as a person or a power cut would."""

    def step(self, words: str) -> None:
        if words == "报名":
            raise Interrupted
        super().step(words)


def test_a_load_that_breaks_off_leaves_the_former_city(xinyu):
    before, guards = content(), triggers()
    with pytest.raises(Interrupted):
        load_city(XINYU, sized(XINYU, 0.005), 9, xinyu.at, BreakingBar(1, quiet=True))
    assert content() == before
    assert triggers() == guards
    assert headline("360500", xinyu.at).volunteers == 2_355


def test_two_loads_wait_for_each_other(xinyu):
    where = connection.settings_dict
    with psycopg.connect(
        dbname=where["NAME"],
        user=where["USER"],
        host=where["HOST"],
        port=where.get("PORT") or None,
        password=where.get("PASSWORD") or None,
    ) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('redvest demo load', 0))")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
        with pytest.raises(OperationalError):
            begin_demo()


def test_a_large_load_builds_every_index_and_key_again(xinyu):
    """PostgreSQL writes a condition a little differently the second time; from then on nothing changes at all."""
    before = structure()
    tables = ["registry_volunteer", "service_signup", "service_hoursentry", "service_post"]
    with indexes_later(tables=tables):
        during = structure()
    after = structure()
    assert len(before - during) > 20
    assert {name for name, _ in after} == {name for name, _ in before}
    assert len(after) == len(before)
    with indexes_later(tables=tables):
        pass
    assert structure() == after
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE NOT convalidated")
        assert cursor.fetchone()[0] == 0


def test_rebuilt_constraints_still_hold(xinyu):
    with indexes_later(tables=["service_signup"]):
        pass
    live = SignUp.objects.filter(state="confirmed").first()
    assert live is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.filter(pk=live.pk).update(volunteer_id="00000000-0000-7000-8000-000000000000")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    live.pk, live.queue = uuid7(), live.queue + 1_000_000
    with pytest.raises(IntegrityError), transaction.atomic():
        live.save(force_insert=True)


def test_the_json_is_one_document_and_the_logins_are_private(xinyu, capsys):
    assert run_cli(["demo", "load", "--scale", "0.005", "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert told["volunteers"] == 589
    file = django_settings.REDVEST_DATA_DIR / "demo-logins.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {login["role"] for login in json.loads(file.read_text())} == {
        "centre",
        "officer",
        "keeper",
        "auditor",
        "juror",
        "leader",
        "volunteer",
    }
