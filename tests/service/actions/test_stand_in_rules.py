"""Taking a place over is under the same rules as signing up: one place for one person, caps, groups, and the line first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from redvest.core.errors import DomainError
from redvest.core.models import AuditLine
from redvest.service.actions.hand_over_answer import answer_hand_over
from redvest.service.choices import CancelKind, SignUpState
from redvest.service.models import HandOver, Post, SignUp
from redvest.service.signup_errors import AlreadySignedUp
from tests.factories.registry import NOW, volunteer_standing
from tests.factories.service import HOUR, make_signup
from tests.service.actions.test_hand_over import Handed
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db


def everything(post: Post) -> tuple[Any, ...]:
    signups = SignUp.objects.filter(post=post).order_by("pk").values()
    return (
        list(signups),
        list(HandOver.objects.values()),
        Post.objects.get(pk=post.pk).taken,
        AuditLine.objects.count(),
    )


def refused(
    handed: Handed, asked: HandOver, error: type[DomainError], at: datetime = NOW + HOUR
) -> DomainError:
    """A yes that is refused and changes nothing."""
    before = everything(handed.post)
    with pytest.raises(error) as fault:
        answer_hand_over(by=handed.other, hand_over_id=asked.pk, accept=True, at=at)
    assert everything(handed.post) == before
    return fault.value


class TwoRecords(Handed):
    """The taker has an older record, merged into theirs, that is on this post."""

    def __init__(self, state: SignUpState) -> None:
        super().__init__(places=2)
        old, self.taker = two_records()
        merged(old, self.taker)
        self.other = volunteer_standing(self.taker)
        self.asked = self.ask()
        self.row = make_signup(post=self.post, volunteer=old, state=state)


@pytest.mark.parametrize("state", [SignUpState.CONFIRMED, SignUpState.APPLIED, SignUpState.OFFERED])
def test_a_place_under_another_record_is_a_place_already(state: SignUpState) -> None:
    two = TwoRecords(state)
    fault = refused(two, two.asked, AlreadySignedUp)
    assert fault.details == {"signup": str(two.row.pk), "state": state}


def test_who_waited_under_another_record_leaves_the_line_with_it() -> None:
    two = TwoRecords(SignUpState.WAITING)
    two.yes(two.asked)
    two.row.refresh_from_db()
    assert (two.row.state, two.row.cancel_kind, two.row.cancelled_at) == (
        SignUpState.CANCELLED, CancelKind.EARLY, NOW + HOUR,
    )  # fmt: skip
    mine = SignUp.objects.get(post=two.post, state=SignUpState.CONFIRMED)
    assert (mine.volunteer_id, two.taken) == (two.taker.pk, 1)
