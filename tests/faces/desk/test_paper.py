"""What goes by paper: the sheet typed in, slips with one-time codes, a card printed for somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.models import Activity, Attendance, HourCode, VolunteerCard
from tests.faces.desk.conftest import Place, join, said
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def paper(found: Activity) -> str:
    return reverse("desk:paper", args=[found.pk])


def test_many_lines_at_once_are_the_leaders_word(as_leader: Client, over: Activity) -> None:
    people = [join(over, name=name) for name in ("甲一", "乙二", "丙三")]
    typed = {
        f"in-{people[0].pk}": "7:00",
        f"out-{people[0].pk}": "9:00",
        f"in-{people[1].pk}": "7:30",
        f"out-{people[1].pk}": "08:45",
    }

    page = said(as_leader.post(paper(over), typed, follow=True))

    assert "录进来 2 人" in page
    stays = Attendance.objects.order_by("in_at")
    assert [stay.proofs for stay in stays] == [["leader-tick"]] * 2
    assert [(stay.out_at or NOW) - stay.in_at for stay in stays] == [
        timedelta(hours=2),
        timedelta(minutes=75),
    ]
    as_leader.post(paper(over), typed)
    assert Attendance.objects.count() == 2, "typing it again changes nothing"


@pytest.mark.parametrize(
    ("come", "go", "sentence"),
    [
        ("8:xx", "9:00", "写成 8:30 这样"),
        ("8:00", "", "写成 8:30 这样"),
        ("9:00", "8:00", "走的时间要比来的时间晚"),
        ("3:00", "9:00", "不在这场活动的签到时间里"),
    ],
)
def test_a_bad_line_comes_back_with_what_was_typed_and_the_good_one_is_kept(
    as_leader: Client, over: Activity, come: str, go: str, sentence: str
) -> None:
    bad, good = join(over, name="甲一"), join(over, name="乙二")
    typed = {f"in-{bad.pk}": come, f"out-{bad.pk}": go, f"in-{good.pk}": "7:00", f"out-{good.pk}": "8:00"}

    page = said(as_leader.post(paper(over), typed))

    assert sentence in page
    assert f'name="in-{bad.pk}" value="{come}"' in page
    assert Attendance.objects.get().volunteer_id == good.pk


def test_an_empty_sheet_teaches(as_leader: Client, over: Activity) -> None:
    assert "名单还是空的" in said(as_leader.get(paper(over)))
    join(over)
    assert "一行也没有填" in said(as_leader.post(paper(over), {}, follow=True))


def test_the_sheet_of_one_and_of_three_asks_the_same(
    as_leader: Client, over: Activity, django_assert_num_queries: Any
) -> None:
    counts = []
    for names in (["甲一"], ["乙二", "丙三"]):
        for name in names:
            join(over, name=name)
        with django_assert_num_queries(7) as asked:
            as_leader.get(paper(over))
        counts.append(len(asked))
    assert counts == [7, 7]


def test_slips_are_made_and_shown_with_their_codes(as_leader: Client, running: Activity) -> None:
    url = reverse("desk:hour-codes", args=[running.pk])

    page = said(as_leader.post(url, {"count": "3", "minutes": "60"}, follow=True))

    assert "还没用的 3 张" in page
    assert page.count("<svg") >= 3
    assert HourCode.objects.count() == 3


@pytest.mark.parametrize(
    ("count", "minutes"), [("0", "60"), ("301", "60"), ("3", "9999"), ("x", "60"), ("3", "")]
)
def test_slips_that_cannot_be_are_refused_and_the_form_keeps_what_was_typed(
    as_leader: Client, running: Activity, count: str, minutes: str
) -> None:
    page = said(
        as_leader.post(reverse("desk:hour-codes", args=[running.pk]), {"count": count, "minutes": minutes})
    )

    assert 'role="alert"' in page
    assert not HourCode.objects.exists()


def test_a_card_for_somebody_on_the_list_and_a_new_one(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)
    url = reverse("desk:person-card", args=[volunteer.pk])

    assert "志愿者卡" in said(as_leader.get(url))
    assert "<svg" in said(as_leader.post(url, follow=True))
    cards = VolunteerCard.objects.order_by("serial")
    assert [(card.serial, card.revoked_at is None) for card in cards] == [(1, False), (2, True)]


def test_strangers_and_outsiders_get_nothing(place: Place, running: Activity) -> None:
    volunteer = join(running)
    outsider = Client()
    outsider.force_login(registry.make_member().account_id and registry.make_account())
    for url in (
        paper(running),
        reverse("desk:hour-codes", args=[running.pk]),
        reverse("desk:person-card", args=[volunteer.pk]),
    ):
        assert Client().get(url).status_code in (302, 401, 403)
        assert outsider.get(url).status_code in (302, 403, 404)
    assert not VolunteerCard.objects.exists()
