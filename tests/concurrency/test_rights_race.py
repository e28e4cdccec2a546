"""Two officers answer one request at once, two tabs ask for one thing, two runs send it upward: each happens once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.models import AuditLine
from redvest.registry.actions.rights_request import answer_right, ask_right, escalate_rights
from redvest.registry.choices import RefusalGround
from redvest.registry.models import RightsRequest
from redvest.registry.rights_errors import RightAlreadyAsked, RightDecided
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_asked_once_answered_once_and_sent_upward_once() -> None:
    person = make.make_volunteer(region=make.make_region_tree().baihua)
    me = make.standing_of(person.account)
    one, two = make.make_officer(), make.make_centre()
    asks = at_once(
        *[lambda: ask_right(by=me, volunteer=person, kind="deletion", words="请删除我的技能", at=NOW)] * 2
    )
    assert sum(isinstance(each, RightAlreadyAsked) for each in asks) == 1
    asked = RightsRequest.objects.get()

    runs = at_once(*[lambda: escalate_rights(city=person.city, at=NOW + timedelta(days=60))] * 2)
    assert sorted(runs) == [0, 1]  # type: ignore[type-var]

    ground = RefusalGround.KEPT_BY_LAW.value
    answers = at_once(
        lambda: answer_right(by=one, key=asked.pk, grant=True, ground="", answer="已经删了", at=NOW),
        lambda: answer_right(by=two, key=asked.pk, grant=False, ground=ground, answer="记录要留着", at=NOW),
    )
    assert sum(isinstance(each, RightDecided) for each in answers) == 1
    assert AuditLine.objects.filter(verb="answer_right").count() == 1
