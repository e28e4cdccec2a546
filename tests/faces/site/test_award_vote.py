"""The public vote by addresses and forms: one press one vote, refusals in words, and what did not count is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.core.identifiers import uuid7
from redvest.honour.actions.award_vote import TRIES, set_votes_aside
from redvest.honour.choices import EditionState
from redvest.honour.models import AwardNomination, AwardVote
from redvest.registry.actions.consent import give_consent
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Volunteer
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.award_jury import (
    DAY,
    end_vote,
    make_category,
    make_entry,
    make_judged,
    make_vote,
    move_to,
)
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> AwardNomination:
    return make_entry(make_category(make_judged(state=EditionState.VOTING)), words="赵候选常年照看独居老人")


def url(entry: AwardNomination, category: Any = "") -> str:
    return f"/awards/{entry.edition_id}/vote/{f'{category}/' if category else ''}"


def cast(client: Client, entry: AwardNomination, **more: Any) -> Any:
    return client.post(url(entry, entry.category_id), {"nomination": str(entry.pk), **more}, follow=True)


class TestThePage:
    def test_everybody_reads_it_and_is_led_to_sign_in(self, guest: Client, entry: AwardNomination) -> None:
        page = guest.get(url(entry))
        assert (
            "赵*选" in words(page) and "赵候选" not in words(page) and "某某常年照看独居老人" in words(page)
        )
        assert "占总分的 20%" in words(page) and f'href="/login/?next={url(entry)}"' in html(page)
        assert "<form" not in html(page).split("<main")[1]

    def test_a_name_that_may_be_read_is_read(self, guest: Client, entry: AwardNomination) -> None:
        assert entry.volunteer is not None
        by = registry.volunteer_standing(entry.volunteer)
        for purpose in (ConsentPurpose.REGISTRATION, ConsentPurpose.PUBLISH_NAME):
            give_consent(by=by, volunteer=entry.volunteer, purpose=purpose, at=NOW)
        assert "赵候选常年照看独居老人" in words(guest.get(url(entry)))

    def test_a_minor_has_none(self, guest: Client) -> None:
        child = registry.make_volunteer(name="王小明", birth_on=NOW.date() - 15 * 365 * DAY)
        entry = make_entry(make_category(make_judged(state=EditionState.VOTING)), volunteer=child)
        page = words(guest.get(url(entry)))
        assert "一位未成年志愿者" in page and "王" not in page

    def test_one_red_button_at_a_time(self, me: Client, entry: AwardNomination) -> None:
        make_entry(make_category(entry.edition, name="别的奖", order=2))
        assert html(me.get(url(entry))).count('class="btn block"') == 1
        assert html(me.get(url(entry))).count('class="btn block q"') == 1

    @pytest.mark.parametrize(
        "state", [EditionState.NOMINATING, EditionState.CHECKING, EditionState.CALLED_OFF]
    )
    def test_before_the_vote_there_is_none(
        self, guest: Client, entry: AwardNomination, state: EditionState
    ) -> None:
        move_to(entry.edition, state, **({"reason": "取消了"} if state == EditionState.CALLED_OFF else {}))
        assert guest.get(url(entry)).status_code == 404
        assert guest.get(f"/awards/{uuid7()}/vote/").status_code == 404

    def test_what_did_not_count_is_shown_with_its_reason(self, guest: Client, entry: AwardNomination) -> None:
        for n in range(6):
            make_vote(entry, device=b"one", at=NOW - n * n * DAY / 100)
        make_vote(entry)
        set_votes_aside(edition_id=entry.edition_id, at=NOW)
        page = words(guest.get(url(entry)))
        assert "1 票" in page and "另有 6 票没有计入：同一台设备投了太多票，6 票" in page
        end_vote(entry.edition)
        page = words(guest.get(url(entry)))
        assert "投票结束了" in page and "另有 6 票没有计入" in page

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, me: Client, many: int) -> None:
        edition = make_judged(state=EditionState.VOTING)
        for n in range(many):
            category = make_category(edition, name=f"奖项{n}")
            for _ in range(many):
                make_vote(make_entry(category))
        with CaptureQueriesContext(connection) as spent:
            assert me.get(f"/awards/{edition.pk}/vote/").status_code == 200
        assert len(spent) == 10


class TestVoting:
    def test_once_and_shown_to_oneself(self, me: Client, person: Volunteer, entry: AwardNomination) -> None:
        page = cast(me, entry)
        assert "投好了" in words(page) and "你投的" in words(page) and "你都投过了" in words(page)
        vote = AwardVote.objects.get()
        assert vote.volunteer_id == person.pk and len(vote.network) == len(vote.device) == 32
        assert "一人一票" in words(cast(me, entry)) and AwardVote.objects.count() == 1

    def test_the_same_browser_and_network_are_known_again(
        self, guest: Client, entry: AwardNomination
    ) -> None:
        other = make_entry(make_category(entry.edition, name="别的奖"))
        for _ in range(2):
            client = browser_of(registry.make_volunteer().account)  # type: ignore[arg-type]
            client.get(url(entry))
            cast(client, entry, REMOTE_ADDR="117.136.4.9")
            cast(client, other)
        votes = list(AwardVote.objects.order_by("at", "pk"))
        assert bytes(votes[0].device) == bytes(votes[1].device) != bytes(votes[2].device)
        assert len({bytes(each.network) for each in votes}) == 1

    @pytest.mark.parametrize("typed", ["", "x", "01976f00-0000-7000-8000-000000000000"])
    def test_nothing_chosen_is_said(self, me: Client, entry: AwardNomination, typed: str) -> None:
        page = me.post(url(entry, entry.category_id), {"nomination": typed}, follow=True)
        assert "请先选一个候选" in words(page) and not AwardVote.objects.exists()

    def test_a_choice_of_another_category_is_none(self, me: Client, entry: AwardNomination) -> None:
        other = make_entry(make_category(entry.edition, name="别的奖"))
        page = me.post(url(entry, entry.category_id), {"nomination": str(other.pk)}, follow=True)
        assert "请先选一个候选" in words(page) and not AwardVote.objects.exists()

    def test_not_for_oneself(self, entry: AwardNomination) -> None:
        assert entry.volunteer is not None and entry.volunteer.account is not None
        page = cast(browser_of(entry.volunteer.account), entry)
        assert "不能投给自己" in words(page) and not AwardVote.objects.exists()

    def test_without_a_real_name_there_is_no_vote(
        self, guest: Client, member: Client, entry: AwardNomination
    ) -> None:
        assert guest.post(url(entry, entry.category_id)).status_code in (302, 401)
        page = member.post(url(entry, entry.category_id), {"nomination": str(entry.pk)})
        assert page.status_code == 403 and "实名" in words(page)
        assert not AwardVote.objects.exists()

    def test_after_the_last_day(self, me: Client, entry: AwardNomination) -> None:
        move_to(entry.edition, EditionState.VOTING, vote_until=NOW.date() - DAY)
        assert "不在投票的日子里" in words(cast(me, entry)) and "<fieldset" not in html(me.get(url(entry)))

    def test_a_script_is_slowed_down(self, me: Client, entry: AwardNomination) -> None:
        for _ in range(TRIES["account"]):
            me.post(url(entry, entry.category_id), {"nomination": ""})
        me.get(url(entry))
        page = words(cast(me, entry))
        assert "操作太频繁" in page and "投好了" not in page and not AwardVote.objects.exists()
