"""Who entered hears what became of it: once, in slices, in words that fit, and nobody who had withdrawn."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.models import Message, OutgoingMessage, Volunteer
from redvest.service import jobs
from redvest.service.actions import draw_notice
from redvest.service.actions.draw_entry import close_entries, withdraw_entry
from redvest.service.actions.lottery import draw
from redvest.service.models import DrawEntry, Opening, SignUp
from tests.factories.opening import CLOSES, DRAWS, HOUR, announce_lottery, enter, someone
from tests.factories.registry import NOW, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keeps_what_it_sends(settings: Any) -> None:
    settings.REDVEST_DEMO = True


def drawn(places: int, entrants: int) -> Opening:
    opening = announce_lottery(make_post(places=places))
    enter(opening, *[someone() for _n in range(entrants)])
    draw(post_id=opening.pk, at=DRAWS)
    return opening


def texts() -> list[str]:
    return list(OutgoingMessage.objects.order_by("id").values_list("text", flat=True))


def test_each_hears_their_own_result_in_the_order_drawn() -> None:
    opening = drawn(places=1, entrants=3)
    assert draw_notice.tell_drawn(post_id=opening.pk, at=DRAWS) == 3
    assert ["抽中了" in text for text in texts()] == [True, False, False]
    assert "候补第 1 位" in texts()[1] and "候补第 2 位" in texts()[2]
    assert all("陪独居老人买菜" in text and "【" in text for text in texts())


def test_slices_go_on_until_everybody_has_heard_and_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw_notice, "SLICE", 2)
    opening = drawn(places=2, entrants=5)
    told = [draw_notice.tell_drawn(post_id=opening.pk, at=DRAWS) for _turn in range(4)]
    assert told == [2, 2, 1, 0]
    assert len(texts()) == 5 == AuditLine.objects.filter(verb=draw_notice.VERB).count()


def test_a_slice_that_fails_is_told_again_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    opening = drawn(places=1, entrants=2)
    calls: list[int] = []

    def breaks(**_said: Any) -> None:
        calls.append(1)
        raise RuntimeError("the line is dead")

    with monkeypatch.context() as broken:
        broken.setattr(draw_notice, "tell_person", breaks)
        with pytest.raises(RuntimeError):
            draw_notice.tell_drawn(post_id=opening.pk, at=DRAWS)
    assert calls and not AuditLine.objects.filter(verb=draw_notice.VERB).exists()
    assert draw_notice.tell_drawn(post_id=opening.pk, at=DRAWS) == 2


def test_who_withdrew_hears_nothing_and_who_was_passed_over_where_to_read_why() -> None:
    opening = announce_lottery()
    gone, passed = someone(), someone()
    enter(opening, gone, passed)
    close_entries(at=CLOSES)
    withdraw_entry(by=gone, post_id=opening.pk, at=CLOSES)
    Volunteer.objects.filter(pk=passed.volunteer_id).update(state="suspended")
    draw(post_id=opening.pk, at=DRAWS)
    assert draw_notice.tell_drawn(post_id=opening.pk, at=DRAWS) == 1
    assert len(texts()) == 1 and "已经不符合报名条件" in texts()[0]


def test_somebody_without_a_phone_is_counted_as_told_and_not_asked_for_again() -> None:
    opening = announce_lottery()
    silent = make_volunteer()
    enter(opening, volunteer_standing(silent))
    Volunteer.objects.filter(pk=silent.pk).update(account=None, phone_sealed=None, phone_hash=None)
    draw(post_id=opening.pk, at=DRAWS)
    told = [draw_notice.tell_drawn(post_id=opening.pk, at=DRAWS) for _turn in range(2)]
    assert told == [1, 0] and texts() == []


def test_the_draw_queues_the_telling_and_the_task_tells_everybody(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        opening = drawn(places=1, entrants=2)
    jobs.tell_drawn.func(str(opening.pk))
    assert len(texts()) == 2
    assert set(DrawEntry.objects.values_list("outcome", flat=True)) == {"won", "waiting"}


def test_the_result_names_the_shift_by_its_own_day_and_leads_to_what_came_of_it() -> None:
    activity = make_activity(starts_at=NOW + 24 * HOUR, hours=72)
    begins = NOW + 72 * HOUR
    post = make_post(activity=activity, places=1, title="晚班", starts_at=begins, ends_at=begins + HOUR)
    opening = announce_lottery(post)
    enter(opening, someone(), someone())
    draw(post_id=opening.pk, at=DRAWS)
    draw_notice.tell_drawn(post_id=opening.pk, at=DRAWS)
    signups = {str(each.pk) for each in SignUp.objects.filter(post=post)}
    for message in Message.objects.all():
        assert "3月8日“陪独居老人买菜”（晚班）的抽签结果" in message.text
        assert (message.kind, message.about_kind) == ("signup", "SignUp")
    assert {each.about_id for each in Message.objects.all()} == signups and len(signups) == 2


def test_what_who_was_passed_over_hears_is_about_the_page_that_says_why() -> None:
    opening = announce_lottery()
    passed = someone()
    enter(opening, passed)
    Volunteer.objects.filter(pk=passed.volunteer_id).update(state="suspended")
    draw(post_id=opening.pk, at=DRAWS)
    draw_notice.tell_drawn(post_id=opening.pk, at=DRAWS)
    message = Message.objects.get()
    assert (message.kind, message.about_kind, message.about_id) == ("signup", "Opening", str(opening.pk))
