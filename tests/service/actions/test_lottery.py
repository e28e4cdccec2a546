"""The draw: the published order and no other, all of it or nothing, once, and nobody with a place who may not have one."""

from __future__ import annotations

import pytest

from redvest.core.models import AuditLine
from redvest.registry.choices import VolunteerState
from redvest.registry.models import OutgoingMessage, Volunteer
from redvest.service.actions.draw_entry import close_entries, withdraw_entry
from redvest.service.actions.draw_notice import tell_drawn
from redvest.service.actions.log_head import sign_head
from redvest.service.actions.lottery import draw, draw_due
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.models import DrawEntry, LogHead, Opening, Post, SignUp
from redvest.service.queries.lottery import draws_due
from redvest.service.rules.lottery import beacon_of, draw_order, seed_digest
from tests.factories.opening import CLOSES, DRAWS, HOUR, MINUTE, OPENS, announce_lottery, enter, someone
from tests.factories.registry import CITY
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db


def outcomes(opening: Opening) -> list[tuple[int, str]]:
    rows = DrawEntry.objects.filter(opening=opening, rank__isnull=False).order_by("rank")
    return list(rows.values_list("number", "outcome"))


def test_places_and_line_follow_the_published_order() -> None:
    opening = announce_lottery(make_post(places=3))
    sign_head(city=CITY, at=CLOSES - MINUTE)
    head = sign_head(city=CITY, at=CLOSES)
    sign_head(city=CITY, at=CLOSES + MINUTE)
    enter(opening, *[someone() for _n in range(8)])
    assert draw_due(at=DRAWS - MINUTE) == 0
    assert draw_due(at=DRAWS) == 1

    opening.refresh_from_db()
    assert (opening.head, opening.beacon) == (head, beacon_of(head.checkpoint))
    assert seed_digest(opening.seed) == opening.seed_digest and opening.seed_sealed is None
    order = draw_order(opening.seed, opening.beacon, range(1, 9))
    assert outcomes(opening) == [(n, "won" if turn < 3 else "waiting") for turn, n in enumerate(order)]
    line = SignUp.objects.filter(post=opening.post).order_by("queue").values_list("volunteer", "state")
    people = dict(DrawEntry.objects.values_list("number", "volunteer"))
    assert list(line) == [(people[n], "confirmed" if turn < 3 else "waiting") for turn, n in enumerate(order)]
    assert Post.objects.get(pk=opening.pk).taken == 3
    assert AuditLine.objects.filter(verb="draw_place", target_kind="SignUp").count() == 8


def test_drawn_twice_is_drawn_once() -> None:
    opening = announce_lottery(make_post(places=1))
    enter(opening, someone(), someone())
    assert draw(post_id=opening.pk, at=DRAWS)
    before = (outcomes(opening), list(SignUp.objects.values_list("pk", "state")), LogHead.objects.count())
    assert not draw(post_id=opening.pk, at=DRAWS + HOUR)
    assert draw_due(at=DRAWS + HOUR) == 0
    assert before == (
        outcomes(opening), list(SignUp.objects.values_list("pk", "state")), LogHead.objects.count(),
    )  # fmt: skip


def test_who_may_not_serve_any_more_is_passed_over_with_the_reason_and_the_next_has_the_place() -> None:
    opening, elsewhere = announce_lottery(make_post(places=2)), make_post()
    gone, busy, left, *rest = people = [someone() for _n in range(6)]
    entries = enter(opening, *people)
    Volunteer.objects.filter(pk=gone.volunteer_id).update(state=VolunteerState.SUSPENDED)
    sign_up(by=busy, post_id=elsewhere.pk, at=OPENS)
    assert close_entries(at=CLOSES) == 1
    withdraw_entry(by=left, post_id=opening.pk, at=CLOSES + MINUTE)
    draw(post_id=opening.pk, at=DRAWS)
    found = dict(outcomes(opening))
    assert sorted(found) == [each.number for each in entries]
    assert [found[entry.number] for entry in entries[:3]] == ["inactive", "overlaps", "withdrawn"]
    assert sorted(found[entry.number] for entry in entries[3:]) == ["waiting", "won", "won"]
    assert set(SignUp.objects.filter(post=opening.post).values_list("volunteer", flat=True)) == {
        each.volunteer_id for each in rest
    }


def begun(own: bool) -> Post:
    """A post whose service begins an hour after its draw, by its own shift or with the activity."""
    if not own:
        return make_post(activity=make_activity(starts_at=DRAWS + HOUR))
    activity = make_activity(starts_at=DRAWS - 2 * HOUR, signup_closes_at=CLOSES, hours=9)
    return make_post(activity=activity, starts_at=DRAWS + HOUR, ends_at=DRAWS + 3 * HOUR)


@pytest.mark.parametrize("own", [True, False])
def test_nothing_is_drawn_once_the_service_has_begun(own: bool) -> None:
    opening = announce_lottery(begun(own))
    enter(opening, someone(), someone())
    for late in (DRAWS + HOUR, DRAWS + 30 * HOUR):
        assert draws_due(late, 20) == [] and draw_due(at=late) == 0
        assert not draw(post_id=opening.pk, at=late)
    opening.refresh_from_db()
    assert (opening.seed, opening.drawn_at) == ("", None) and outcomes(opening) == []
    assert not SignUp.objects.exists() and Post.objects.get(pk=opening.pk).taken == 0
    assert not AuditLine.objects.filter(verb="draw_lottery").exists()


@pytest.mark.parametrize("own", [True, False])
def test_a_draw_that_is_late_is_drawn_up_to_the_start(own: bool) -> None:
    opening = announce_lottery(begun(own))
    enter(opening, someone())
    assert draw_due(at=DRAWS + HOUR - MINUTE) == 1 and outcomes(opening) == [(1, "won")]


def test_fewer_entries_than_places_and_none_at_all() -> None:
    few, none = announce_lottery(make_post(places=5)), announce_lottery()
    enter(few, someone())
    assert draw_due(at=DRAWS) == 2
    assert outcomes(few) == [(1, "won")] and outcomes(none) == []
    assert sign_up(by=someone(), post_id=few.pk, at=DRAWS).state == "confirmed"
    assert Post.objects.get(pk=few.pk).taken == 2


def test_a_winner_who_leaves_makes_room_for_the_next_drawn() -> None:
    opening = announce_lottery(make_post(places=1))
    people = {entry.number: by for by in [someone() for _n in range(3)] for entry in enter(opening, by)}
    draw(post_id=opening.pk, at=DRAWS)
    first, second, _third = (number for number, _outcome in outcomes(opening))
    won = SignUp.objects.get(volunteer=people[first].volunteer_id)
    cancel_signup(by=people[first], signup_id=won.pk, at=DRAWS)
    assert SignUp.objects.get(volunteer=people[second].volunteer_id).state == "offered"


def test_a_failure_in_the_middle_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    opening = announce_lottery(make_post(places=1))
    enter(opening, someone(), someone())
    monkeypatch.setattr(
        "redvest.service.actions.lottery._OUTCOMES", "SELECT 1/0 FROM (SELECT %s, %s, %s) AS x"
    )
    with pytest.raises(Exception, match="division by zero"):
        draw(post_id=opening.pk, at=DRAWS)
    opening.refresh_from_db()
    assert (opening.seed, opening.list_digest, opening.drawn_at) == ("", "", None)
    assert not SignUp.objects.exists() and Post.objects.get(pk=opening.pk).taken == 0


def test_everybody_hears_once(settings: object) -> None:
    settings.REDVEST_DEMO = True  # type: ignore[attr-defined] - keeps what it sends
    opening = announce_lottery(make_post(places=1))
    enter(opening, someone(), someone())
    draw(post_id=opening.pk, at=DRAWS)
    assert [tell_drawn(post_id=opening.pk, at=DRAWS) for _turn in range(2)] == [2, 0]
    texts = sorted(OutgoingMessage.objects.values_list("text", flat=True))
    assert len(texts) == 2 and "抽中了" in "".join(texts) and "候补第 1 位" in "".join(texts)
