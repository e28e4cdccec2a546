"""Changes with proof: asked by the head, decided by somebody else who governs, history kept."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from redvest.connectors.storage import storage
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.body_change import (
    LARGEST,
    ask_change,
    decide_change,
    open_change_proof,
    withdraw_change,
)
from redvest.registry.body_change_errors import (
    ChangeDecided,
    ChangeOwn,
    ChangeProofWrong,
    ChangeWaiting,
    ChangeWrong,
)
from redvest.registry.body_errors import BodyTaken, NoteMissing
from redvest.registry.choices import BodyKind, BodyState, JoinState, Role
from redvest.registry.errors import BodyNotActive
from redvest.registry.models import Account, Body, BodyChange
from redvest.registry.policy import Standing
from redvest.registry.queries.body import search_bodies
from redvest.registry.queries.body_life import changes_to_decide, heads_history
from redvest.registry.rules.credit_code import CreditCodeFault
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import NOW, TODAY
from tests.registry.actions.test_qualification import PDF

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


def ask(body: Body, by: Standing | None = None, **given: Any) -> BodyChange:
    said = {"fact": "name", "after": "晨光志愿服务队", "reason": "换届改名", "proof": PDF, **given}
    return ask_change(by=by or make.make_body_admin(body), body=body, at=NOW, **said)


def test_a_rename_holds_from_the_decision_on_and_the_old_name_stays() -> None:
    body = make.make_body(name="黎明志愿队")
    change = ask(body)
    body.refresh_from_db()
    assert body.name == "黎明志愿队"
    officer = make.make_officer()
    assert list(changes_to_decide(officer)) == [change]

    decide_change(by=officer, change=change, accept=True, note="", at=NOW)

    body.refresh_from_db()
    assert (body.name, change.before, change.state) == ("晨光志愿服务队", "黎明志愿队", JoinState.ACCEPTED)
    assert list(search_bodies(city=make.CITY, q="晨光")) == [body]
    assert not changes_to_decide(officer).exists()


def test_the_other_facts_change_too() -> None:
    body, officer = make.make_body(), make.make_officer()
    code = make.next_credit_code()
    for fact, after in (("credit-code", code.lower()), ("responsible", "王小路")):
        decide_change(by=officer, change=ask(body, fact=fact, after=after), accept=True, note="", at=NOW)
    body.refresh_from_db()
    assert (body.credit_code, body.responsible_name) == (code, "王小路")


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"fact": "address"}, ChangeWrong),
        ({"after": "队"}, ChangeWrong),
        ({"after": "长" * 81}, ChangeWrong),
        ({"reason": " "}, ChangeWrong),
        ({"after": "黎明志愿队"}, ChangeWrong),
        ({"fact": "credit-code", "after": "91350100M000100Y44"}, CreditCodeFault),
        ({"proof": b""}, ChangeProofWrong),
        ({"proof": b"MZ" + b"0" * 400}, ChangeProofWrong),
        ({"proof": PDF + b"0" * LARGEST}, ChangeProofWrong),
    ],
)
def test_what_is_refused_leaves_nothing(given: dict[str, Any], refused: type[Exception]) -> None:
    body = make.make_body(name="黎明志愿队")
    with pytest.raises(refused):
        ask(body, **given)
    assert not BodyChange.objects.exists() and not AuditLine.objects.exists()


def test_a_team_without_a_code_gets_none_and_one_that_rests_asks_nothing() -> None:
    team = make.make_body(kind=BodyKind.CONSENTED_TEAM)
    with pytest.raises(ChangeWrong):
        ask(team, fact="credit-code", after=make.next_credit_code())
    resting = make.make_body()
    head = make.make_body_admin(resting)
    Body.objects.filter(pk=resting.pk).update(state=BodyState.SUSPENDED)
    with pytest.raises(BodyNotActive):
        ask(resting, head)
    assert not BodyChange.objects.exists()


def test_what_was_read_before_the_end_asks_nothing_and_leaves_no_file() -> None:
    body = make.make_body()
    head = make.make_body_admin(body)
    Body.objects.filter(pk=body.pk).update(state=BodyState.EXITED)
    with pytest.raises(BodyNotActive):
        ask(body, head)
    Body.objects.filter(pk=body.pk).update(state=BodyState.ACTIVE)
    folder = storage().local_path(ask(body, head).proof_key).parent
    before = set(folder.iterdir())
    with pytest.raises(ChangeWaiting):
        ask(body, head, after="另一个名字")
    assert set(folder.iterdir()) == before


def test_who_asks_and_who_decides() -> None:
    body = make.make_body()
    for by in (make.make_leader(body), make.make_officer(), make.make_body_admin(make.make_body())):
        with pytest.raises(NotAllowed):
            ask(body, by)
    change = ask(body)
    for by in (make.make_body_admin(body), make.make_officer(make.make_region_tree().fenyi)):
        with pytest.raises(NotAllowed):
            decide_change(by=by, change=change, accept=True, note="", at=NOW)
        with pytest.raises(NotAllowed):
            withdraw_change(by=make.make_officer(), change=change, at=NOW)
    assert BodyChange.objects.get().state == JoinState.OPEN


@pytest.mark.parametrize(
    ("grant", "decides"), [({}, False), ({"starts_on": TODAY}, False), ({"ends_on": YESTERDAY}, True)]
)
def test_an_officer_decides_no_change_of_an_organisation_they_run(
    grant: dict[str, Any], decides: bool
) -> None:
    body = make.make_body()
    change, account = ask(body), make.make_account(name="身兼两职")
    make.make_grant(account=account, role=Role.BODY_ADMIN, body=body, **grant)
    make.make_grant(account=account, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui)
    both = make.standing_of(account)
    if decides:
        decide_change(by=both, change=change, accept=True, note="", at=NOW)
    else:
        for accept in (True, False):
            with pytest.raises(NotAllowed):
                decide_change(by=both, change=change, accept=accept, note="看过了", at=NOW)
    state = BodyChange.objects.get().state
    assert state == (JoinState.ACCEPTED if decides else JoinState.OPEN)
    assert AuditLine.objects.filter(verb="decide_body_change").count() == decides


def test_who_asked_does_not_decide_even_as_an_officer() -> None:
    body = make.make_body()
    account = make.make_account(name="身兼两职")
    make.make_grant(account=account, role=Role.BODY_ADMIN, body=body)
    make.make_grant(account=account, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui)
    both = make.standing_of(Account.objects.get(pk=account.pk))
    change = ask(body, both)
    with pytest.raises(ChangeOwn):
        decide_change(by=both, change=change, accept=True, note="", at=NOW)
    assert BodyChange.objects.get().state == JoinState.OPEN


def test_one_at_a_time_refused_with_a_reason_taken_back() -> None:
    body, officer = make.make_body(), make.make_officer()
    change = ask(body)
    with pytest.raises(ChangeWaiting):
        ask(body, after="另一个名字")
    with pytest.raises(NoteMissing):
        decide_change(by=officer, change=change, accept=False, note=" ", at=NOW)
    decide_change(by=officer, change=change, accept=False, note="证明看不清", at=NOW)
    with pytest.raises(ChangeDecided):
        withdraw_change(by=make.make_body_admin(body), change=change, at=NOW)
    again = ask(body)
    withdraw_change(by=make.make_body_admin(body), change=again, at=NOW)
    with pytest.raises(ChangeDecided):
        decide_change(by=officer, change=again, accept=True, note="", at=NOW)
    assert Body.objects.get(pk=body.pk).name != "晨光志愿服务队"


def test_a_name_that_is_taken_by_now_leaves_the_request_open() -> None:
    body = make.make_body()
    change = ask(body)
    make.make_body(name="晨光志愿服务队")
    with pytest.raises(BodyTaken):
        decide_change(by=make.make_officer(), change=change, accept=True, note="", at=NOW)
    assert BodyChange.objects.get().state == JoinState.OPEN


def test_the_document_opens_for_the_head_and_the_officers_and_leaves_a_line() -> None:
    change = ask(make.make_body())
    assert open_change_proof(by=make.make_officer(), change=change, at=NOW) == PDF
    assert AuditLine.objects.filter(verb="open_change_proof").count() == 1
    for by in (make.make_leader(change.body), make.make_member()):
        with pytest.raises(NotAllowed):
            open_change_proof(by=by, change=change, at=NOW)


def test_the_heads_of_then_and_now() -> None:
    body = make.make_body()
    first = make.make_body_admin(body)
    body_heads = [grant.account_id for grant in heads_history(body)]
    assert body_heads == [first.account_id]


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_decide_once() -> None:
    change = ask(make.make_body())
    officers = [make.make_officer() for _ in range(2)]
    outcomes = at_once(
        *[
            partial(decide_change, by=by, change=BodyChange.objects.select_related("body").get(), accept=True, note="", at=NOW)
            for by in officers
        ]
    )  # fmt: skip
    assert Counter(type(each) for each in outcomes) == {BodyChange: 1, ChangeDecided: 1}
    assert Body.objects.get(pk=change.body_id).name == "晨光志愿服务队"
