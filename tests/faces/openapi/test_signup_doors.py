"""The calls of openings, stand-ins, groups and one's own coming, asked by everybody and asked twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.actions.message import tell_person
from redvest.registry.models import Message, Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.hand_over import Called, ask_stand_in
from redvest.service.actions.party import PartyForm, sign_up_party
from redvest.service.choices import SignUpState
from redvest.service.models import (
    AbsenceAppeal,
    DrawEntry,
    HandOver,
    Opening,
    Post,
    RoomTicket,
    SignUp,
    SignUpParty,
)
from tests.faces.openapi.conftest import Caller, caller_for
from tests.factories import registry as make
from tests.factories import service
from tests.factories.opening import OPENS, announce, announce_lottery, enter
from tests.factories.registry import NOW
from tests.factories.service import HOUR

pytestmark = pytest.mark.django_db


@dataclass
class Ground:
    """One thing of every kind, of one body and of two people, and everybody who may knock."""

    plain: Post  # nobody signed up for it and nothing is announced
    later: Post  # an announced opening that is still to come
    lottery: Post  # its entry is open
    room: Post  # with a waiting room
    held: SignUp  # the giver's place
    swapped: SignUp  # another of the giver's, on an activity where the taker has a place, too
    missed: SignUp  # where the giver did not come
    asked: HandOver  # the taker is asked to stand in for the giver
    party: SignUpParty  # the giver's group, with the taker in it
    member_of_party: SignUp
    notice: Message  # the giver's
    taker: Volunteer
    people: dict[str, Caller]


@pytest.fixture
def ground() -> Ground:
    tree = make.make_region_tree()
    body = make.make_body(region=tree.yushui)
    project = service.make_project(body=body)
    giver, taker = make.make_volunteer(name="李明霞"), make.make_volunteer(name="欧阳明霞")
    me = make.volunteer_standing(giver)
    days = iter(range(2, 60, 2))

    def post(**given: Any) -> Post:
        activity = service.make_activity(project=project, starts_at=NOW + next(days) * 24 * HOUR)
        return service.make_post(activity=activity, **given)

    plain, later, lottery, room = (post() for _n in range(4))
    announce(later)
    since = {"at": NOW - 2 * HOUR, "opens_at": NOW - HOUR}
    announce_lottery(lottery, **since, closes_at=NOW + HOUR, draws_at=NOW + 2 * HOUR)
    announce(room, waiting_room=True, **since)
    enter(Opening.objects.get(pk=lottery.pk), make.volunteer_standing(taker), at=NOW)
    held = service.make_signup(post=post(), volunteer=giver)
    swapped = service.make_signup(post=post(), volunteer=giver)
    service.make_signup(post=service.make_post(activity=swapped.activity, title="引导员"), volunteer=taker)
    SignUp.objects.filter(pk=held.pk).update(reconfirm_by=NOW + 5 * HOUR)
    past = service.make_activity(project=project, starts_at=NOW - timedelta(days=2))
    missed = service.make_signup(
        post=service.make_post(activity=past), volunteer=giver, state=SignUpState.ABSENT
    )
    given = service.make_signup(post=post(), volunteer=giver)
    asked = ask_stand_in(by=me, signup_id=given.pk, who=Called(taker.number, taker.name), at=NOW)
    party = group(me, post(places=2), taker)
    notice = tell(giver)
    people = {
        "guest": Caller(),
        "member": caller_for(make.make_member()),
        "stranger": caller_for(account_of(make.make_volunteer())),
        "giver": caller_for(account_of(giver)),
        "taker": caller_for(account_of(taker)),
        "leader": caller_for(make.make_leader(body)),
        "officer": caller_for(make.make_officer(tree.yushui)),
        "other-leader": caller_for(make.make_leader(make.make_body(region=tree.yushui))),
        "far-officer": caller_for(make.make_officer(tree.fenyi)),
    }
    theirs = SignUp.objects.filter(party=party).exclude(volunteer=giver).get()
    return Ground(
        plain, later, lottery, room, held, swapped, missed, asked, party, theirs, notice, taker, people
    )


def account_of(person: Volunteer) -> Any:
    assert person.account is not None
    return person.account


def group(by: Standing, post: Post, other: Volunteer) -> SignUpParty:
    form = PartyForm(people=[(other.number, other.name)])
    return sign_up_party(by=by, post_id=post.pk, form=form, at=NOW)


def tell(person: Volunteer) -> Message:
    tell_person(volunteer=person, text="【暖阳队】周六见", at=NOW)
    return Message.objects.filter(account=person.account).latest("created_at")


Ask = Callable[[Caller, Ground, str], Any]
STAFF = {"leader", "officer", "other-leader", "far-officer"}
PEOPLE = {"stranger", "giver", "taker"}
EVERYBODY = {"member", *PEOPLE, *STAFF}
PLAN = {"mode": "first-come", "opens_at": OPENS.isoformat()}


def call(verb: str, path: str, body: Any = None) -> Ask:
    """A call whose path and body may name things of the ground in braces."""

    def ask(caller: Caller, ground: Ground, key: str) -> Any:
        names = {name: row.pk for name, row in vars(ground).items() if hasattr(row, "pk")}
        names |= {"number": ground.taker.number, "name": ground.taker.name}
        address = path.format(**names)
        if verb == "POST":
            return caller.post(address, filled(body, names), key=key)
        if verb == "PUT":
            return caller.put(address, body)
        return caller.delete(address) if verb == "DELETE" else caller.get(address)

    return ask


def filled(body: Any, names: dict[str, Any]) -> Any:
    if isinstance(body, dict):
        return {key: filled(each, names) for key, each in body.items()}
    if isinstance(body, list):
        return [filled(each, names) for each in body]
    return body.format(**names) if isinstance(body, str) else body


NAMED = {"number": "{number}", "name": "{name}"}
CALLS: dict[str, tuple[Ask, set[str], int]] = {
    "put_opening": (call("PUT", "/posts/{plain}/opening", PLAN), {"leader", "officer"}, 200),
    "delete_opening": (call("DELETE", "/posts/{later}/opening"), {"leader", "officer"}, 204),
    "enter_lottery": (call("POST", "/posts/{lottery}/draw-entries"), {"stranger", "giver"}, 201),
    "leave_lottery": (call("DELETE", "/posts/{lottery}/draw-entries"), {"taker"}, 204),
    "take_ticket": (call("POST", "/posts/{room}/room-ticket"), PEOPLE, 200),
    "ask_stand_in": (call("POST", "/signups/{held}/stand-ins", NAMED), {"giver"}, 201),
    "ask_swap": (call("POST", "/signups/{swapped}/swaps", NAMED), {"giver"}, 201),
    "my_hand_overs": (call("GET", "/me/hand-overs"), EVERYBODY, 200),
    "answer_hand_over": (call("POST", "/hand-overs/{asked}/answer", {"accept": True}), {"taker"}, 200),
    "withdraw_request": (call("DELETE", "/hand-overs/{asked}"), {"giver"}, 204),
    "sign_up_party": (call("POST", "/posts/{plain}/parties", {"people": [NAMED]}), {"stranger", "giver"}, 201),
    "get_party": (call("GET", "/parties/{party}"), {"giver", "leader", "officer"}, 200),
    "cancel_party": (call("DELETE", "/parties/{party}"), {"giver", "leader"}, 204),
    "leave_out": (
        call("DELETE", "/parties/{party}/people/{member_of_party}"), {"giver", "leader"}, 204,
    ),
    "reconfirm": (call("POST", "/signups/{held}/reconfirm"), {"giver"}, 200),
    "my_reliability": (call("GET", "/me/reliability"), PEOPLE, 200),
    "appeal_absence": (call("POST", "/signups/{missed}/appeal", {"words": "住院了"}), {"giver"}, 204),
    "read_message": (call("POST", "/me/messages/{notice}/read"), {"giver"}, 200),
    "read_messages": (call("POST", "/me/messages/read"), EVERYBODY, 200),
}  # fmt: skip
# The taker names themselves, or is in already: another answer than a refusal at the door, and as little done.
HINDERED = {
    ("enter_lottery", "taker"): 201, ("ask_stand_in", "taker"): 422, ("ask_swap", "taker"): 422,
    ("sign_up_party", "taker"): 422,
}  # fmt: skip
POSTS = {
    "enter_lottery", "take_ticket", "ask_stand_in", "ask_swap", "answer_hand_over", "sign_up_party", "reconfirm",
    "appeal_absence", "read_message", "read_messages",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CALLS))
def test_only_who_may_gets_through_and_the_others_change_nothing(ground: Ground, name: str) -> None:
    ask, may, _status = CALLS[name]
    before = counts()
    for who, caller in ground.people.items():
        if who in may:
            continue
        refused = {401} if who == "guest" else {403, 404}
        expected = {HINDERED[name, who]} if (name, who) in HINDERED else refused
        answer = ask(caller, ground, "")
        assert answer.status_code in expected, (name, who, answer.status_code, answer.content.decode())
    assert counts() == before


@pytest.mark.parametrize(
    ("name", "who"), [(name, who) for name in sorted(CALLS) for who in sorted(CALLS[name][1])]
)
def test_who_may_gets_through(ground: Ground, name: str, who: str) -> None:
    ask, _may, status = CALLS[name]
    answer = ask(ground.people[who], ground, "")
    assert answer.status_code == status, answer.content.decode()


@pytest.mark.parametrize("name", sorted(POSTS))
def test_a_repeat_is_answered_as_the_first_and_does_nothing(ground: Ground, name: str) -> None:
    ask, may, status = CALLS[name]
    caller = ground.people[min(may)]
    first = ask(caller, ground, "a-key")
    assert first.status_code == status, first.content.decode()
    after = counts()
    again = ask(caller, ground, "a-key")
    assert again.status_code == status and read(again) == read(first)
    assert counts() == after


def test_a_notice_is_nobody_elses_to_read(ground: Ground) -> None:
    assert CALLS["read_messages"][0](ground.people["taker"], ground, "").status_code == 200
    ground.notice.refresh_from_db()
    assert ground.notice.read_at is None


def read(answer: Any) -> Any:
    return answer.json() if answer.content else None


def counts() -> list[int]:
    """What any of these calls would change."""
    states = [SignUp.objects.filter(state=state).count() for state in SignUpState]
    told = AuditLine.objects.exclude(verb__in=("issue_token", "sign_in")).count()
    return [
        *states, told, Opening.objects.count(), DrawEntry.objects.filter(withdrawn_at__isnull=True).count(),
        RoomTicket.objects.count(), HandOver.objects.filter(state="open").count(), SignUpParty.objects.count(),
        AbsenceAppeal.objects.count(), Message.objects.filter(read_at__isnull=False).count(),
        SignUp.objects.filter(reconfirmed_at__isnull=False).count(),
    ]  # fmt: skip
