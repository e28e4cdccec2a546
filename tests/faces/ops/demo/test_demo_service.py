"""What a loaded demo city has done and will do: the ledger to the minute, places that are really taken, the days to come."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models import Count, F, Q, Sum

from redvest.core.clock import day_of
from redvest.faces.ops.demo.outline import inside
from redvest.faces.ops.demo.size import XINYU
from redvest.faces.ops.demo.terrain import rings_of
from redvest.oversight.models import LastService, Tally
from redvest.oversight.queries.headline import headline
from redvest.registry.models import Account
from redvest.registry.policy import Standing
from redvest.registry.queries.role import standing_of
from redvest.service.actions.activity import approve_activity
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.project import ProjectForm, create_project
from redvest.service.actions.signup import sign_up
from redvest.service.choices import ActivityState, Grade, ProofKind, SignUpState
from redvest.service.models import (
    Activity,
    Attendance,
    HoursEntry,
    HoursSheet,
    PersonSalt,
    Post,
    Project,
    SignUp,
)
from redvest.service.queries.activity import notice_of, search_activities
from redvest.service.queries.log import facts_of
from redvest.service.rules.evidence import Evidence, grade
from redvest.service.rules.ledger import commitment
from redvest.service.rules.notice import missing_items

pytestmark = pytest.mark.django_db

HELD = (SignUpState.CONFIRMED, SignUpState.SERVED)


def somebody_free(at) -> Standing:
    """A volunteer of age without any sign-up."""
    grown = Account.objects.filter(volunteer__birth_on__lt=day_of(at) - timedelta(days=7_000))
    account = grown.filter(volunteer__signups__isnull=True).first()
    assert account is not None
    return standing_of(account, day_of(at))


def test_hours_and_projects_are_exact(xinyu):
    assert HoursEntry.objects.aggregate(total=Sum("minutes"))["total"] == 57_325 * 60
    assert Project.objects.count() == 105
    assert Project.objects.values("code").distinct().count() == 105


def test_grades_have_their_usual_shares(xinyu):
    minutes = headline("360500", xinyu.at).minutes_by_grade
    total = sum(minutes.values())
    shares = {name: 100 * value / total for name, value in minutes.items()}
    assert shares["A"] == pytest.approx(61, abs=2)
    assert shares["B"] == pytest.approx(21, abs=2)
    assert shares["C"] == pytest.approx(12, abs=2)
    assert shares["D"] == pytest.approx(6, abs=1)


def test_the_proofs_of_every_entry_give_its_grade(xinyu):
    seen = HoursEntry.objects.values_list("grade", "proofs", "recorded_by_id", "second_officer_id").distinct()
    for letter, proofs, leader, second in seen:
        evidence = Evidence(
            proofs=frozenset(map(ProofKind, proofs)), countersigned=leader is not None and "imported" not in proofs,
            volunteer_confirmed=second is not None, second_officer=second is not None,
        )  # fmt: skip
        assert grade(evidence).grade == Grade(letter)
        assert second is None or second != leader


def test_every_commitment_is_the_one_that_the_rules_make(xinyu):
    salts = {salt.volunteer_id: bytes(salt.salt) for salt in PersonSalt.objects.all()}
    checked = 0
    for entry in HoursEntry.objects.order_by("id").iterator():
        checked += 1
        if checked % 7:
            continue
        facts = facts_of(entry)
        assert bytes(entry.commitment) == commitment(salts[entry.volunteer_id], facts)
    assert checked > 15_000


def test_nobody_served_twice_at_once_or_before_being_registered(xinyu):
    stays = defaultdict(list)
    for entry in HoursEntry.objects.filter(starts_at__isnull=False).select_related("volunteer").iterator():
        stays[entry.volunteer_id].append((entry.starts_at, entry.ends_at))
        assert entry.starts_at > entry.volunteer.registered_at
        assert entry.minutes == (entry.ends_at - entry.starts_at).total_seconds() // 60
    for times in stays.values():
        times.sort()
        assert all(ends <= begins for (_, ends), (begins, _) in pairwise(times))


def test_entries_are_recorded_after_the_service_and_before_now(xinyu):
    assert not HoursEntry.objects.filter(recorded_at__gt=xinyu.at).exists()
    assert not HoursEntry.objects.filter(recorded_at__lt=F("ends_at")).exists()
    assert not HoursEntry.objects.filter(service_on__gte=day_of(xinyu.at)).exists()


def test_imported_hours_stand_apart(xinyu):
    imported = HoursEntry.objects.filter(grade=Grade.D)
    assert imported.exists()
    assert not imported.exclude(activity__isnull=True, proofs=["imported"], starts_at__isnull=True).exists()
    assert not HoursEntry.objects.exclude(grade=Grade.D).filter(activity__isnull=True).exists()


def test_places_taken_are_places_held_everywhere(xinyu):
    held = Count("signups", filter=Q(signups__state__in=HELD))
    assert not Post.objects.annotate(held=held).exclude(taken=F("held")).exists()
    assert not Post.objects.filter(taken__gt=F("places")).exists()


def test_the_last_ninety_days_have_sign_ups_stays_and_sheets(xinyu):
    since = xinyu.at - timedelta(days=90)
    recent = HoursEntry.objects.filter(activity__isnull=False, starts_at__gte=since)
    assert recent.count() > 300
    assert HoursSheet.objects.count() == recent.count()
    assert not HoursSheet.objects.exclude(
        entry__minutes=F("minutes"), entry__volunteer=F("volunteer")
    ).exists()
    served = set(SignUp.objects.filter(state=SignUpState.SERVED).values_list("activity_id", "volunteer_id"))
    assert set(recent.values_list("activity_id", "volunteer_id")) <= served
    there = set(Attendance.objects.values_list("activity_id", "volunteer_id"))
    assert set(recent.values_list("activity_id", "volunteer_id")) <= there


def test_there_is_plenty_to_sign_up_for(xinyu):
    found = list(search_activities(city="360500", at=xinyu.at, open_only=True))
    coming = [each for each in found if each.starts_at > xinyu.at]
    assert len(coming) >= 55
    assert len({each.domain_id for each in coming}) >= 5
    assert len({each.region_path.split("/")[1] for each in coming}) >= 2
    assert max(each.starts_at for each in coming) < xinyu.at + timedelta(days=32)


def test_published_activities_have_a_complete_notice_and_a_point_in_the_city(xinyu):
    rings = rings_of(XINYU)
    for each in Activity.objects.filter(
        state__in=(ActivityState.PUBLISHED, ActivityState.SUBMITTED)
    ).select_related("region"):
        assert missing_items(notice_of(each)) == ()
        assert inside(rings["360500"], each.lon, each.lat)
        assert each.region.path == each.region_path
        assert each.created_at < each.submitted_at < xinyu.at


def test_several_posts_have_exactly_twenty_places_free_and_nobody_yet(xinyu):
    empty = Post.objects.filter(
        activity__state=ActivityState.PUBLISHED, places=20, taken=0, min_age=None, max_age=None
    )
    assert empty.filter(activity__starts_at__gt=xinyu.at).count() >= 10
    first_page = list(
        search_activities(city="360500", at=xinyu.at, open_only=True).order_by("starts_at", "id")[:20]
    )
    assert any(post.places - post.taken == 20 for each in first_page for post in each.posts.all())


def test_those_who_are_free_can_really_sign_up(xinyu):
    post = Post.objects.filter(places=20, taken=0, activity__state=ActivityState.PUBLISHED).first()
    assert post is not None
    done = sign_up(by=somebody_free(xinyu.at), post_id=post.pk, at=xinyu.at)
    assert done.state == "confirmed"
    queue = SignUp.objects.get(pk=done.id).queue
    assert queue > SignUp.objects.exclude(pk=done.id).order_by("-queue").values_list("queue", flat=True)[0]


def test_some_posts_are_full_and_have_a_line(xinyu):
    waiting = SignUp.objects.filter(state=SignUpState.WAITING).select_related("post")
    assert waiting.exists()
    assert all(each.post.taken == each.post.places for each in waiting)


def test_coming_sign_ups_respect_the_ages_of_their_posts(xinyu):
    for each in SignUp.objects.filter(state__in=("confirmed", "waiting")).select_related(
        "post", "volunteer", "activity"
    ):
        age = (each.activity.starts_at.date() - each.volunteer.birth_on).days / 365.25
        assert age >= (each.post.min_age or 0)
        assert age < (each.post.max_age or 200) + 1
        assert (each.period.lower, each.period.upper) == (each.activity.starts_at, each.activity.ends_at)


def test_at_least_half_of_the_volunteers_are_free_in_the_next_days(xinyu):
    booked = SignUp.objects.filter(state__in=("confirmed", "waiting")).values("volunteer").distinct().count()
    assert 100 < booked < 2_355 / 2


def test_one_activity_goes_on_now_with_people_in_it(xinyu):
    now = Activity.objects.get(state=ActivityState.PUBLISHED, starts_at__lt=xinyu.at, ends_at__gt=xinyu.at)
    assert Attendance.objects.filter(activity=now, out_at__isnull=True).count() >= 5
    assert Attendance.objects.filter(activity=now, out_at__isnull=False).exists()


def test_there_is_something_to_review_and_an_officer_can_approve_it(xinyu):
    waiting = Activity.objects.filter(state=ActivityState.SUBMITTED)
    assert waiting.count() == 8
    one = waiting.select_related("body").first()
    assert one is not None
    centre = Account.objects.get(grants__role="centre")
    assert (
        approve_activity(by=standing_of(centre, day_of(xinyu.at)), activity=one, at=xinyu.at).state
        == "published"
    )


def test_closed_activities_wait_for_their_hours_and_the_leader_can_confirm_them(xinyu):
    waiting = Activity.objects.filter(state=ActivityState.CLOSED, entries__isnull=True).select_related(
        "body", "leader"
    )
    assert waiting.count() == 3
    one = waiting.order_by("-starts_at").first()
    assert one is not None
    people = list(
        SignUp.objects.filter(activity=one, state=SignUpState.SERVED).values_list("volunteer_id", flat=True)
    )
    done = confirm_hours(
        by=standing_of(one.leader, day_of(xinyu.at)),
        activity=one,
        entries=[HoursForm(person) for person in people],
        at=xinyu.at,
    )
    outcomes = {each.outcome for each in done}
    assert "recorded" in outcomes
    assert {each.grade for each in done if each.outcome == "recorded"} >= {"A", "B"}


def test_the_tallies_agree_with_the_ledger(xinyu):
    assert Tally.objects.aggregate(total=Sum("amount"))["total"] == 57_325 * 60
    assert LastService.objects.count() == HoursEntry.objects.values("volunteer").distinct().count()
    assert xinyu.answer["active_volunteers"] > 800


def test_a_new_project_gets_a_number_of_its_own(xinyu):
    account = Account.objects.filter(grants__role="body-admin").first()
    assert account is not None
    body = account.grants.get().body
    form = ProjectForm(name="夜读陪伴", domain_key="xinyu:02", region_code=body.region_id)
    made = create_project(by=standing_of(account, day_of(xinyu.at)), body=body, form=form, at=xinyu.at)
    serials = {int(code[-7:]) for code in Project.objects.exclude(pk=made.pk).values_list("code", flat=True)}
    assert int(made.code[-7:]) > max(serials)


def test_projects_that_ended_have_an_end_and_activities_lie_within(xinyu):
    assert Project.objects.filter(state="running", ends_on__isnull=True).exists()
    assert not Project.objects.filter(state="closed", ends_on__isnull=True).exists()
    within = Q(starts_at__date__gte=F("project__starts_on"))
    assert not Activity.objects.exclude(within).exists()
