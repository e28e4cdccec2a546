"""What reviewers found of needs that go back, end or lose somebody: nobody stands at a door for nothing, nothing stays behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from redvest.care.actions.ask_answer import accept_need
from redvest.care.actions.dispatch import open_for_grabbing, withdraw_dispatch
from redvest.care.actions.dispatch_answer import decline_for_body
from redvest.care.actions.need import ask_need
from redvest.care.actions.need_activity import follow_activities
from redvest.care.actions.need_confirm import confirm_by_call
from redvest.care.actions.need_forget import empty_needs
from redvest.care.actions.need_picture import MOST, add_pictures
from redvest.care.actions.need_verify import look_at_picture
from redvest.care.actions.serving import begin_serving, finish_serving
from redvest.care.actions.serving_hours import countersign_serving
from redvest.care.choices import (
    AskState,
    ConfirmAnswer,
    DispatchState,
    DispatchWay,
    NeedState,
    ServingState,
)
from redvest.care.dispatch_errors import NotFitForNeed, ServiceCodeTriedOut, WrongServiceCode
from redvest.care.intake_errors import NeedEmptied, NeedPicturesFull, NeedReasonMissing
from redvest.care.models import Dispatch, Need, NeedAsk, NeedPicture, NeedServing, NeedStep
from redvest.connectors.storage import storage
from redvest.core.errors import NotAllowed
from redvest.registry.actions import leaving
from redvest.registry.models import Message, Volunteer
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, HoursEntry
from tests.factories import dispatch as going
from tests.factories import registry as make
from tests.factories import service
from tests.factories.care import make_dispatch, make_need, make_serving
from tests.factories.intake import filled, grid_worker, make_grid, png
from tests.factories.registry import NOW
from tests.service.actions.test_person import DAY

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DOOR = "刘桂英家 2 栋 301 室有狗，13907900001"


def told(person: Volunteer) -> list[str]:
    return list(
        Message.objects.filter(volunteer=person).order_by("created_at").values_list("text", flat=True)
    )


class TestNotDone:
    def test_a_need_of_an_activity_starts_anew_without_it(self) -> None:
        activity = service.make_activity(state=ActivityState.PUBLISHED)
        need = make_need(state=NeedState.SERVED, served_at=NOW, activity=activity)
        Activity.objects.filter(pk=activity.pk).update(state=ActivityState.CLOSED)
        officer = make.make_officer()

        confirm_by_call(by=officer, need=need, answer=ConfirmAnswer.NOT_DONE, at=NOW)

        need = Need.objects.get()
        assert (need.state, need.activity, need.taken) == (NeedState.QUEUED, None, 0)
        open_for_grabbing(by=officer, need=need, at=NOW)
        accept_need(by=going.person(), need=Need.objects.get(), at=NOW)
        assert follow_activities(city=need.city, at=NOW + HOUR) == 0
        assert Need.objects.get().state == NeedState.ACCEPTED

    def test_who_was_still_to_come_hears_that_they_need_not(self) -> None:
        need = make_need(state=NeedState.SERVED, served_at=NOW, hands=2)
        late = make.make_volunteer()
        make_serving(need=need, volunteer=late)
        make_serving(need=need, state=ServingState.SERVED, started_at=NOW - HOUR, ended_at=NOW, minutes=60)
        confirm_by_call(by=make.make_officer(), need=need, answer=ConfirmAnswer.DONE, at=NOW)
        assert NeedServing.objects.get(volunteer=late).state == ServingState.CANCELLED
        assert any("你不用去了" in text for text in told(late))


class TestSomebodyErased:
    def test_is_on_the_way_no_more(self, django_capture_on_commit_callbacks: Any) -> None:
        person = make.make_volunteer()
        by = make.volunteer_standing(person)
        need = going.offered()
        accept_need(by=by, need=need, at=NOW)
        other = make_need(state=NeedState.OFFERED)
        round_ = make_dispatch(need=other, way=DispatchWay.WAVES)
        NeedAsk.objects.create(
            city=other.city,
            dispatch=round_,
            need=other,
            volunteer=person,
            wave=1,
            asked_at=NOW,
            due_at=NOW + DAY,
        )
        with django_capture_on_commit_callbacks(execute=True):
            leaving.ask_erasure(by=by, at=NOW)
            assert leaving.erase_due(at=NOW + 7 * DAY) == 1

        need.refresh_from_db()
        assert (need.state, need.taken) == (NeedState.QUEUED, 0)
        assert NeedServing.objects.get().state == ServingState.CANCELLED
        assert NeedAsk.objects.get(need=other).state == AskState.LAPSED


class TestTimes:
    def test_a_start_alone_has_its_end_and_two_at_one_time_are_seen(self) -> None:
        need = ask_need(by=None, form=filled(starts_at=NOW + DAY + HOUR, minutes=90), at=NOW)
        assert need.ends_at == NOW + DAY + HOUR + timedelta(minutes=90)
        busy = make.make_volunteer()
        service.make_signup(
            post=service.make_post(activity=service.make_activity(starts_at=NOW + DAY)), volunteer=busy
        )
        Need.objects.filter(pk=need.pk).update(state=NeedState.QUEUED)
        need.refresh_from_db()
        open_for_grabbing(by=make.make_officer(), need=need, at=NOW)
        need.refresh_from_db()
        with pytest.raises(NotFitForNeed) as caught, transaction.atomic():
            accept_need(by=make.volunteer_standing(busy), need=need, at=NOW)
        assert "overlaps" in str(caught.value.details)
        assert not NeedServing.objects.exists()


class TestWords:
    def test_a_reason_with_a_door_in_it_is_refused_and_kept_nowhere(self) -> None:
        need, officer = going.offered(), make.make_officer()
        with pytest.raises(NeedReasonMissing), transaction.atomic():
            withdraw_dispatch(by=officer, need=need, reason=DOOR, at=NOW)
        body = make.make_body()
        other = make_need(state=NeedState.OFFERED)
        round_ = make_dispatch(need=other, way=DispatchWay.BODY, body=body)
        with pytest.raises(NeedReasonMissing), transaction.atomic():
            decline_for_body(by=make.make_body_admin(body), dispatch=round_, reason=DOOR, at=NOW)
        assert not NeedStep.objects.filter(words__contains="301").exists()
        assert not Dispatch.objects.filter(reason__contains="301").exists()

    def test_nobody_took_what_was_taken_back(self) -> None:
        need = make_need(state=NeedState.OFFERED)
        round_ = make_dispatch(need=need, way=DispatchWay.WAVES)
        person = make.make_volunteer()
        NeedAsk.objects.create(
            city=need.city,
            dispatch=round_,
            need=need,
            volunteer=person,
            wave=1,
            asked_at=NOW,
            due_at=NOW + DAY,
        )
        withdraw_dispatch(by=make.make_officer(), need=need, reason="换一个组织", at=NOW)
        assert NeedAsk.objects.get().state == AskState.LAPSED

    def test_what_helpers_wrote_goes_with_the_rest(self) -> None:
        need = make_need(state=NeedState.CLOSED)
        round_ = make_dispatch(need=need, state=DispatchState.DECLINED, reason="刘奶奶不在家")
        serving = make_serving(
            need=need, state=ServingState.CONFIRMED, words="陪刘奶奶看病", cancel_words="x"
        )
        NeedAsk.objects.create(
            city=need.city, dispatch=round_, need=need, volunteer=serving.volunteer, wave=1, asked_at=NOW,
            due_at=NOW, words="刘奶奶是我邻居",
        )  # fmt: skip
        assert empty_needs(needs=[need.pk], at=NOW) == 1
        serving.refresh_from_db()
        round_.refresh_from_db()
        assert (serving.words, serving.cancel_words, round_.reason) == ("", "", "")
        assert NeedAsk.objects.get().words == ""


class TestWhoMay:
    def test_a_body_of_another_place_takes_no_service_on(self) -> None:
        serving = going.taken()
        me = going.by_of(serving)
        begin_serving(by=me, serving=serving, at=NOW + HOUR)
        finish_serving(by=me, serving=serving, at=NOW + 2 * HOUR)
        serving.refresh_from_db()
        far = make.make_body(region=make.make_region_tree().fenyi)
        with pytest.raises(NotAllowed), transaction.atomic():
            countersign_serving(by=make.make_body_admin(far), serving=serving, body=far, at=NOW + 3 * HOUR)
        assert not HoursEntry.objects.exists()
        here = make.make_body(region=make.make_region_tree().yushui)
        countersign_serving(by=make.make_body_admin(here), serving=serving, body=here, at=NOW + 3 * HOUR)
        assert HoursEntry.objects.get().body == here

    def test_a_grid_worker_of_yesterday_opens_no_picture(self) -> None:
        grid = make_grid()
        worker = grid_worker(grid)
        need = make_need(entered_by_id=worker.account_id, grid=grid)
        (picture,) = add_pictures(by=worker, need=need, files=[png()], at=NOW)
        assert look_at_picture(by=worker, picture=picture, at=NOW)
        grid.keepings.all().delete()
        with pytest.raises(NotAllowed), transaction.atomic():
            look_at_picture(by=worker, picture=picture, at=NOW)


class TestPictures:
    @pytest.fixture(autouse=True)
    def own_files(self, settings: Any, tmp_path: Any) -> Any:
        settings.MEDIA_ROOT = tmp_path
        return tmp_path

    def test_one_too_many_leaves_no_file(self, own_files: Any) -> None:
        officer, need = make.make_officer(), make_need()
        add_pictures(by=officer, need=need, files=[png(n) for n in range(MOST)], at=NOW)
        stored = sorted(own_files.rglob("*.png"))
        with pytest.raises(NeedPicturesFull), transaction.atomic():
            add_pictures(by=officer, need=need, files=[png(200)], at=NOW)
        assert sorted(own_files.rglob("*.png")) == stored and len(stored) == MOST
        assert all(storage().exists(each.key) for each in NeedPicture.objects.all())

    def test_nothing_is_added_to_what_was_let_go_of(self) -> None:
        officer, need = make.make_officer(), make_need(state=NeedState.CLOSED)
        empty_needs(needs=[need.pk], at=NOW)
        with pytest.raises(NeedEmptied), transaction.atomic():
            add_pictures(by=officer, need=need, files=[png()], at=NOW)
        assert not NeedPicture.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_are_still_five() -> None:
    serving = going.taken()
    me, right = going.by_of(serving), going.code_of(serving)
    guesses = [f"{n:04d}" for n in range(9000, 9020) if f"{n:04d}" != right][:19]

    def guess(code: str) -> str:
        try:
            begin_serving(by=me, serving=serving, code=code, at=NOW)
            return "begun"
        except (WrongServiceCode, ServiceCodeTriedOut) as fault:
            return type(fault).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(guess, guesses))
    assert found.count("WrongServiceCode") == 5
    assert set(found) == {"WrongServiceCode", "ServiceCodeTriedOut"}
    serving.refresh_from_db()
    assert (serving.code_tries, serving.state) == (5, ServingState.ACCEPTED)
