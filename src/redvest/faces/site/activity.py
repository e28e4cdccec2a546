"""One activity's page: everything of its notice, its posts, and what this person can do with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.recurrence_words import rule_words
from redvest.faces.site.activities import point_map
from redvest.faces.site.opening_words import openings_of
from redvest.faces.site.places import locator
from redvest.faces.site.post_words import post_words
from redvest.faces.site.words import countdown_words, hours_words, moment_words, span_words, where_words
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import children_of
from redvest.registry.queries.on_behalf import standing_for_child
from redvest.service.choices import LIVE_SIGNUPS, ActivityState, SignUpState
from redvest.service.models import Activity, Post, SignUp, TrainingCourse
from redvest.service.queries.activity import visible_to, waiting_counts, with_card_facts
from redvest.service.queries.activity_kind import kind_of
from redvest.service.queries.application import response_hours
from redvest.service.queries.opening import HINDRANCES
from redvest.service.queries.reflection import top_of_activity
from redvest.service.queries.signup import Reason, position, reasons_against, signups_of
from redvest.service.queries.training import needs_of


@dataclass(frozen=True)
class PostShown:
    """A post as this person sees it: what is left, what stands against it, and the one button."""

    post: Post
    left: int
    waiting: int
    ages: str
    reasons: tuple[str, ...]
    signup: SignUp | None
    position: int | None
    offer: str  # the words on the button; empty where there is none
    key: str
    courses: Sequence[TrainingCourse]  # the trainings that it asks for
    opening: Mapping[str, str]  # an announced opening: its words, its page, the way there while it decides
    when: str  # its own times, where it is a shift
    papers: str  # the qualifications that it asks for
    skills: str  # what helps


def activity_or_404(by: Standing, key: UUID) -> Activity:
    """An activity that this person may see."""
    rows = Activity.objects.filter(pk=key, city=settings.REDVEST_CITY)
    activity = (
        with_card_facts(rows)
        .select_related("body", "domain", "region", "project", "agreement", "insurance", "series")
        .first()
    )
    if activity is None or not visible_to(by, activity):
        raise NotFound(_("没有找到这场活动。它可能已经取消，或者地址抄错了一位。"))
    return activity


@require_safe
@public
def activity(request: HouseRequest, key: UUID) -> HttpResponse:
    """When, where, what, for whom, how safe, with whom: then the posts."""
    found, at = activity_or_404(request.standing, key), clock.now()
    by, child, children = _for_whom(request, at)
    posts = posts_shown(by, found, at)
    today = clock.day_of(at)
    context: dict[str, Any] = {
        "tab": "find",
        "activity": found,
        "posts": posts,
        "child": child,
        "children": children,
        "mine": next((post for post in posts if post.signup), None),
        "can_act": any(post.offer for post in posts),
        "when": span_words(found.starts_at, found.ends_at, today),
        "region": where_words("", found.region.name),
        "countdown": countdown_words(found.starts_at, found.ends_at, at),
        "closes": moment_words(found.signup_closes_at, today),
        "opens": moment_words(found.signup_opens_at, today),
        "not_open_yet": at < found.signup_opens_at,
        "over": at >= found.ends_at,
        "cancelled": found.state == ActivityState.CANCELLED,
        "kind_name": _(kind.name) if (kind := kind_of(found)).audience else "",
        "series_words": rule_words(found.series.rule, found.series.first_on) if found.series else "",
        "answered_in": _answered_in(found, posts, at),
        "terms": getattr(found, "agreement", None),
        "reflections": top_of_activity(found, at),
        "insured": getattr(found, "insurance", None),
    }
    if found.lon is not None and found.lat is not None:
        if settings.REDVEST_TILES:
            context["map_data"] = point_map(found.city, found.lon, found.lat, found.place_name, found.pk)
        else:  # without streets underneath, a map of one point says less than where in the city it lies
            context["locator"] = locator(found.city, found.lon, found.lat)
        context["geo"] = f"geo:{found.lat},{found.lon}?q={found.lat},{found.lon}"
    return render(request, "site/activity.html", context)


def _answered_in(found: Activity, posts: Sequence[PostShown], at: datetime) -> str:
    """How soon the organisation answers applications, where a post takes some and enough were answered lately."""
    if not any(each.post.needs_review for each in posts):
        return ""
    return hours_words(response_hours(found.body_id, at))


def _for_whom(request: HouseRequest, at: datetime) -> tuple[Standing, Volunteer | None, list[Volunteer]]:
    """For whom the posts are looked at: oneself, or with ``?for=`` one of one's children; and all of these."""
    children = children_of(request.standing, at)
    if not children or (wanted := key_typed(request.GET.get("for", ""))) is None:
        return request.standing, None, children
    child, by = standing_for_child(request.standing, wanted, at)
    return by, child, children


def posts_shown(by: Standing, activity: Activity, at: datetime) -> list[PostShown]:
    """The posts with this person's own sign-up, or with every reason that stands against one."""
    posts = list(activity.posts.all())
    waiting = waiting_counts(post.pk for post in posts)
    mine: dict[UUID, SignUp] = {}
    if by.volunteer_id is not None:
        live = signups_of(by.volunteer_id).filter(
            activity=activity, state__in=[*LIVE_SIGNUPS, SignUpState.SERVED]
        )
        mine = {signup.post_id: signup for signup in live}
    needs = needs_of(post.pk for post in posts)
    today = clock.day_of(at)
    against = _reasons(by, posts, needs, mine, at)
    openings = openings_of(posts, at)
    return [
        _shown(
            post,
            waiting.get(post.pk, 0),
            mine.get(post.pk),
            against[post.pk],
            needs.get(post.pk, ()),
            openings.get(post.pk, {}),
            today,
        )
        for post in posts
    ]


def _reasons(
    by: Standing,
    posts: list[Post],
    needs: Mapping[UUID, list[TrainingCourse]],
    mine: Collection[UUID],
    at: datetime,
) -> dict[UUID, list[Reason]]:
    """Every reason for each post; posts with the same limits share one answer, so ten posts cost as one."""
    if mine and not any(post.starts_at for post in posts):  # of shifts one may take several
        word = Reason("already-signed-up", _("你已经报了这场活动的一个岗位；想换岗位，先取消那一个。"))
        return {post.pk: [word] for post in posts}
    asked: dict[object, list[Reason]] = {}
    limits = {post.pk: (post.pk in mine, _limits(post, needs.get(post.pk, ()))) for post in posts}
    for post in posts:
        if limits[post.pk] not in asked:
            asked[limits[post.pk]] = reasons_against(volunteer_id=by.volunteer_id, post_id=post.pk, at=at)
    # Whoever has not registered is led there by the button; only time can stand against them here.
    known = by.volunteer_id is not None
    return {
        post.pk: [
            reason for reason in asked[limits[post.pk]] if known or reason.code in ("closed", *HINDRANCES)
        ]
        for post in posts
    }


def _limits(post: Post, courses: Sequence[TrainingCourse]) -> tuple[object, ...]:
    """What reasons depend on besides the activity; a post that chooses its people has its own overdue answers."""
    times, papers = (post.starts_at, post.ends_at), tuple(sorted(post.qualifications))
    own = post.pk if post.needs_review or post.gated or post.opens_at else None
    return (post.min_age, post.max_age, *times, papers, own, *(course.pk for course in courses))


def _shown(
    post: Post,
    waiting: int,
    signup: SignUp | None,
    reasons: list[Reason],
    courses: Sequence[TrainingCourse],
    opening: Mapping[str, str],
    today: date,
) -> PostShown:
    left = post.places - post.taken
    offer = ""
    if signup is None and not reasons:
        said = _("报名做%(post)s") if left > 0 else _("排%(post)s的候补")
        offer = (_("申请做%(post)s") if post.needs_review else said) % {"post": post.label}
    return PostShown(
        post=post,
        left=left,
        waiting=waiting,
        ages=_ages(post),
        reasons=tuple(reason.sentence for reason in reasons),
        signup=signup,
        position=position(signup) if signup else None,
        offer=offer,
        key=uuid4().hex,
        courses=courses,
        opening=opening,
        **post_words(post, today),
    )


def _ages(post: Post) -> str:
    """Who is looked for, by age, in a word."""
    if post.min_age is not None and post.max_age is not None:
        return _("%(low)d–%(high)d 岁") % {"low": post.min_age, "high": post.max_age}
    if post.min_age is not None:
        return _("%(low)d 岁以上") % {"low": post.min_age}
    return _("%(high)d 岁及以下") % {"high": post.max_age} if post.max_age is not None else ""
