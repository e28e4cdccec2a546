"""What if at the desk: a plan in the address, counts by place and time, and nobody named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.choices import ProjectInvites, QualificationState, Role
from redvest.registry.models import Profile, Qualification
from redvest.registry.rules.availability import encode
from redvest.service.queries.what_if import Line, Plan, by_place, look
from redvest.service.roster_errors import BadPlan
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
HOLIDAY = encode(["holiday-morning"])
PLAN = {
    "first": "2026-10-01", "last": "2026-10-02", "region": f"{CITY}/360502/", "most_each": "2",
    "line0-place": "仙女湖检票口", "line0-people": "3", "line0-parts": ["morning", "afternoon"],
    "line1-place": "急救点", "line1-people": "1", "line1-parts": ["morning"], "line1-asks": "skill:first-aid",
}  # fmt: skip


def person(name: str, slots: int, *, skills: str = "", **profile: object) -> object:
    found = make.make_volunteer(name=name)
    found.skills = skills
    found.save()
    Profile.objects.create(volunteer=found, slots=slots, changed_at=NOW, **profile)
    return found


@pytest.fixture
def crowd() -> None:
    person("李明霞", HOLIDAY, skills="急救、拍照")
    person("王小路", HOLIDAY)
    person("只有周四", encode(["thu-morning"]))
    person("不接", HOLIDAY, project_invites=ProjectInvites.REFUSE)
    make.make_volunteer(name="没写")


def test_a_plan_says_who_is_missing_where(as_officer: Client, crowd: None) -> None:
    page = said(as_officer.get(reverse("desk:what-if"), PLAN))
    # Two days: three in the morning and afternoon, one first-aider. Two people are free on holiday mornings.
    assert "要的人次" in page and ">14<" in page and ">4<" in page and ">10<" in page
    assert "仙女湖检票口" in page and "10月1日" in page and "急救点 · 急救" in page
    assert "另有 1 人没写过什么时候有空" in page
    for name in ("李明霞", "王小路"):
        assert name not in page


def test_the_sums_of_a_plan(crowd: None) -> None:
    lines = (Line("检票口", ("morning",), 2), Line("急救点", ("morning",), 1, skill="first-aid"))
    plan = Plan(OCTOBER, OCTOBER, lines, f"{CITY}/", most_each=1)
    found = look(plan)
    assert (found.people, found.unsaid) == (3, 1)
    (gate, at_gate), (aid, at_aid) = by_place(plan, found.seen)
    assert (gate.place, aid.skill) == ("检票口", "first-aid")
    when = (OCTOBER, "morning")
    assert (at_gate[when].free, at_gate[when].filled, at_aid[when].free, at_aid[when].filled) == (2, 1, 1, 1)
    elsewhere = Plan(OCTOBER, OCTOBER, lines, f"{CITY}/360521/")
    assert look(elsewhere).people == 0


def test_papers_have_to_last_to_the_end() -> None:
    for name, until in (("够", date(2026, 12, 1)), ("不够", date(2026, 10, 1))):
        holder = person(name, HOLIDAY)
        Qualification.objects.create(
            city=CITY, volunteer=holder, kind="lifeguard", issued_by="水上协会", issued_on=date(2024, 1, 1), expires_on=until,
            proof_key="x", proof_type="image/png", state=QualificationState.VERIFIED, submitted_at=NOW,
        )  # fmt: skip
    plan = Plan(
        OCTOBER, OCTOBER + timedelta(days=1), (Line("湖边", ("morning",), 2, paper="lifeguard"),), f"{CITY}/"
    )
    assert [each.free for each in look(plan).seen] == [1, 1]


@pytest.mark.parametrize(
    "plan",
    [
        Plan(OCTOBER, OCTOBER - timedelta(days=1), (Line("a", ("morning",), 1),), f"{CITY}/"),
        Plan(OCTOBER, OCTOBER + timedelta(days=31), (Line("a", ("morning",), 1),), f"{CITY}/"),
        Plan(OCTOBER, OCTOBER, (), f"{CITY}/"),
        Plan(OCTOBER, OCTOBER, (Line("a", (), 1),), f"{CITY}/"),
        Plan(OCTOBER, OCTOBER, (Line("a", ("morning",), 0),), f"{CITY}/"),
    ],
)  # fmt: skip
def test_a_plan_that_is_none_is_refused(plan: Plan) -> None:
    with pytest.raises(BadPlan):
        look(plan)


def test_the_form_says_what_lacks(as_officer: Client, place: Place, sign_in: SignIn) -> None:
    page = reverse("desk:what-if")
    empty = as_officer.get(page)
    assert empty.status_code == 200 and "errorlist" not in said(empty)
    wrong = as_officer.get(page, {**PLAN, "first": "x", "line1-people": "", "line0-parts": []})
    assert wrong.status_code == 422
    assert "请写人数。" in said(wrong) and "请选至少一个时段。" in said(wrong) and "日期看不懂" in said(wrong)
    backwards = as_officer.get(page, {**PLAN, "last": "2026-09-01"})
    assert backwards.status_code == 422 and "推演要有开始和结束日期" in said(backwards)
    assert as_officer.get(page, {**PLAN, "region": "410800/"}).status_code == 422
    assert "line8-place" in said(as_officer.get(page, {"rows": "9"}))
    assert sign_in(place.leader).get(page).status_code == 200
    assert sign_in(place.member).get(page).status_code == 403


def test_a_plan_is_counted_in_a_fixed_number_of_queries(as_officer: Client, crowd: None) -> None:
    as_officer.get(reverse("desk:what-if"), PLAN)
    with CaptureQueriesContext(connection) as caught:
        as_officer.get(reverse("desk:what-if"), PLAN)
    assert len(caught) <= 9


def test_more_lines_keep_what_is_typed_and_judge_nothing(as_officer: Client, crowd: None) -> None:
    typed = PLAN | {"line2-place": "南门", "rows": "4"}  # a line half typed
    more = as_officer.get(reverse("desk:what-if"), {**typed, "more": "8"})
    page = more.content.decode()
    assert more.status_code == 200 and "推演结果" not in page and "请写人数" not in page
    for kept in (
        'value="仙女湖检票口"',
        'value="南门"',
        'value="2026-10-02"',
        'name="rows" value="8"',
        "line7-place",
    ):
        assert kept in page, kept
    assert page.count(" checked") == 3 and 'value="skill:first-aid" selected' in page
    shown = said(as_officer.get(reverse("desk:what-if"), {**PLAN, "rows": "8"}))
    assert "推演结果" in shown
    most = as_officer.get(reverse("desk:what-if"), {**PLAN, "rows": "99"}).content.decode()
    assert 'name="more"' not in most


def test_who_leads_a_body_of_the_city_chooses_among_all_its_districts(place: Place, sign_in: SignIn) -> None:
    leader = make.make_account(name="刘领队")
    make.make_grant(account=leader, role=Role.ACTIVITY_LEADER, body=make.make_body(region=place.tree.city))
    page = sign_in(leader).get(reverse("desk:what-if")).content.decode()
    for region in (place.tree.city, place.tree.yushui, place.tree.fenyi):
        assert f'<option value="{region.path}">{region.name}</option>' in page
    own = sign_in(place.leader).get(reverse("desk:what-if")).content.decode()
    assert f'value="{place.tree.yushui.path}"' in own and f'value="{place.tree.fenyi.path}"' not in own
