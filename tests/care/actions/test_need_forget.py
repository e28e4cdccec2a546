"""Who a need was about is let go of: a dated time after it ended, and when who asked is erased."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.care import jobs
from redvest.care.actions.need_forget import empty_ended, empty_needs
from redvest.care.actions.need_picture import add_pictures
from redvest.care.actions.need_verify import verify_need
from redvest.care.choices import NeedState, VerifyResult, VerifyWay
from redvest.care.models import Need, NeedPicture, NeedVerification
from redvest.care.queries.need_reading import private_of
from redvest.care.rules.need_private import Private
from redvest.connectors.storage import storage
from redvest.core.models import AuditLine
from redvest.registry.actions.leaving import ask_erasure, erase_due
from redvest.registry.models import DatedSetting
from tests.factories.care import GRANNY, make_dispatch, make_need
from tests.factories.intake import png
from tests.factories.registry import NOW, TODAY, make_officer, make_region_tree, make_volunteer, standing_of

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def test_a_year_after_its_end_only_that_it_was_is_left(django_capture_on_commit_callbacks: object) -> None:
    officer = make_officer(make_region_tree().baihua)
    need = make_need(risks="家里有狗")
    (picture,) = add_pictures(by=officer, need=need, files=[png()], at=NOW)
    verify_need(by=officer, need=need, way=VerifyWay.CALL, result=VerifyResult.TRUE, words="腿疼", at=NOW)
    Need.objects.filter(pk=need.pk).update(
        state=NeedState.CLOSED, closed_at=NOW, due_at=None, score_words="谢谢小李"
    )

    assert empty_ended(at=NOW + YEAR) == 0
    assert private_of(Need.objects.get()) == GRANNY
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert empty_ended(at=NOW + YEAR + timedelta(minutes=1)) == 1

    need.refresh_from_db()
    assert private_of(need) == Private()
    assert (need.phone_hash, need.phone_tail, need.risks, need.score_words) == (None, "", "", "")
    assert need.title == "帮独居老人买药" and need.private_gone_at == NOW + YEAR + timedelta(minutes=1)
    assert not NeedPicture.objects.exists() and not storage().exists(picture.key)
    assert bytes(NeedVerification.objects.get().words_sealed) == b""
    assert AuditLine.objects.get(verb="empty_needs").details == {"needs": 1}
    assert empty_ended(at=NOW + 2 * YEAR) == 0, "once"


def test_a_place_may_keep_them_shorter_and_open_ones_stay() -> None:
    tree = make_region_tree()
    DatedSetting.objects.create(
        key="need.keep_days",
        region=tree.chengnan,
        effective_on=TODAY,
        value=30,
        set_at=NOW,
    )
    here = make_need(state=NeedState.CLOSED)
    make_need(state=NeedState.CLOSED, region=tree.qiandong)
    make_need(state=NeedState.OFFERED)
    assert empty_ended(at=NOW + timedelta(days=31)) == 1
    assert list(Need.objects.filter(private_gone_at__isnull=False)) == [here]


def test_many_go_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redvest.care.actions.need_forget.BATCH", 2)
    for _turn in range(5):
        make_need(state=NeedState.CANCELLED)
    jobs.empty_needs(NOW + YEAR + timedelta(days=1))
    assert not Need.objects.filter(private_gone_at__isnull=True).exists()
    assert [line.details["needs"] for line in AuditLine.objects.order_by("pk")] == [2, 2, 1]


def test_an_open_need_is_never_emptied() -> None:
    need = make_need()
    assert empty_needs(needs=[need.pk], at=NOW) == 0
    assert private_of(Need.objects.get()) == GRANNY


def test_with_who_asked_go_their_needs() -> None:
    """What nobody is on the way to is taken back; what somebody is on the way to is emptied after its end."""
    person = make_volunteer()
    assert person.account is not None
    me = standing_of(person.account)
    ended = make_need(requester=person.account, state=NeedState.CLOSED)
    waiting = make_need(requester=person.account, state=NeedState.OFFERED)
    round_ = make_dispatch(need=waiting)
    met = make_need(requester=person.account, state=NeedState.ACCEPTED)
    others = make_need(state=NeedState.CLOSED)
    wish = ask_erasure(by=me, at=NOW)
    erase_due(at=wish.due_at)

    for row in (ended, waiting, met, others, round_):
        row.refresh_from_db()
    assert private_of(ended) == private_of(waiting) == Private()
    assert (waiting.state, round_.state) == (NeedState.CANCELLED, "withdrawn")
    assert private_of(met) == GRANNY and met.state == NeedState.ACCEPTED
    assert private_of(others) == GRANNY
    assert (ended.requester_id, waiting.requester_id) == (None, None)

    Need.objects.filter(pk=met.pk).update(state=NeedState.CLOSED, closed_at=wish.due_at, due_at=None)
    assert empty_ended(at=wish.due_at + timedelta(hours=1)) == 1
    met.refresh_from_db()
    assert private_of(met) == Private() and met.requester_id is None
