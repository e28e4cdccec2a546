"""What people and officers pass on: to the pool, a group, the family, out of budgets; and what expires."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from redvest.core import events
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.honour.actions.ledger_forget import forget_owner
from redvest.honour.actions.ledger_give import (
    contribute,
    donate,
    expire_due,
    fund_budget,
    give_from_pool,
    give_to_family,
    grant_from_budget,
)
from redvest.honour.actions.ledger_hours import earn_for_hours
from redvest.honour.choices import AccountKind, FamilyRelation, Hardship, TransferKind
from redvest.honour.jobs import expire_units
from redvest.honour.ledger_errors import (
    LedgerReasonMissing,
    NotEnoughHeld,
    NotInGroup,
    NotYourFamily,
    TransferRefused,
)
from redvest.honour.models import FamilyTie, LedgerLine, LedgerTransfer
from redvest.honour.queries.ledger import lots_of
from redvest.registry.events import PersonErased
from redvest.registry.models import Membership, Volunteer
from tests.factories import registry as make
from tests.factories.ledger import (
    POINTS,
    TIMEBANK,
    adds_up,
    fill,
    fill_pool,
    held,
    of_city,
    purse,
    purse_of_group,
)
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.service import make_entry
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def rich(amount: int = 100, **more: Any) -> Volunteer:
    person = make.make_volunteer(**more)
    fill(purse(person), amount)
    return person


def refused(error: type[Exception], act: Callable[[], Any]) -> None:
    """Nothing moved, and the trail says nothing."""
    before = (LedgerLine.objects.count(), LedgerTransfer.objects.count(), AuditLine.objects.count())
    with pytest.raises(error):
        act()
    assert before == (LedgerLine.objects.count(), LedgerTransfer.objects.count(), AuditLine.objects.count())
    adds_up()


def test_a_donation_goes_to_the_pool_once() -> None:
    person = rich()
    by = make.volunteer_standing(person)
    for _ in range(2):
        donate(by=by, account=purse(person), amount=30, key="form-1", at=NOW)
    assert (held(purse(person)), held(of_city(AccountKind.POOL))) == (70, 30)
    line = AuditLine.objects.get(verb="ledger_donate")
    assert line.details == {"ledger": "points", "amount": 30}


def test_nobody_donates_what_is_not_theirs() -> None:
    person = rich()
    for by in (make.volunteer_standing(make.make_volunteer()), make.make_officer(), make.make_centre()):
        refused(NotAllowed, lambda by=by: donate(by=by, account=purse(person), amount=1, key="a", at=NOW))


def test_members_fill_the_account_of_their_group_and_its_head_gives_it_away() -> None:
    person, body = rich(), make.make_body()
    by, head = make.volunteer_standing(person), make.make_body_admin(body)

    def pay() -> LedgerTransfer:
        return contribute(by=by, account=purse(person), body=body, amount=40, key="a", at=NOW)

    refused(NotInGroup, pay)
    Membership.objects.create(city=CITY, body=body, volunteer=person, joined_on=TODAY)
    pay()
    group = purse_of_group(body)
    refused(NotAllowed, lambda: donate(by=by, account=group, amount=10, key="b", at=NOW))
    refused(NotAllowed, lambda: donate(by=make.make_leader(body), account=group, amount=10, key="b", at=NOW))
    donate(by=head, account=group, amount=10, key="b", at=NOW)
    assert (held(purse(person)), held(group), held(of_city(AccountKind.POOL))) == (60, 30, 10)
    refused(NotInGroup, lambda: contribute(by=head, account=group, body=body, amount=1, key="c", at=NOW))
    adds_up()


def tied(giver: Volunteer, relative: Volunteer, relation: str, **more: Any) -> FamilyTie:
    facts = {"asked_at": NOW, "agreed_at": NOW} | more
    return FamilyTie.objects.create(city=CITY, giver=giver, relative=relative, relation=relation, **facts)


def give(giver: Volunteer, tie: FamilyTie, amount: int = 10) -> LedgerTransfer:
    by = make.volunteer_standing(giver)
    return give_to_family(by=by, account=purse(giver), tie=tie, amount=amount, key="a", at=NOW)


def test_units_go_to_a_spouse_and_to_parents_of_sixty() -> None:
    giver, spouse = rich(), make.make_volunteer()
    parent = make.make_volunteer(birth_on=date(TODAY.year - 60, TODAY.month, TODAY.day))
    give(giver, tied(giver, spouse, FamilyRelation.SPOUSE))
    assert held(purse(spouse)) == 10
    by = make.volunteer_standing(giver)
    tie = tied(giver, parent, FamilyRelation.PARENT)
    give_to_family(by=by, account=purse(giver), tie=tie, amount=20, key="b", at=NOW)
    assert (held(purse(parent)), held(purse(giver))) == (20, 70)


@pytest.mark.parametrize(
    ("born", "more"),
    [
        (TODAY.replace(year=TODAY.year - 60) + DAY, {}),
        (None, {}),
        (date(1940, 1, 1), {"agreed_at": None}),
        (date(1940, 1, 1), {"ended_at": NOW}),
    ],
)
def test_units_go_to_no_parent_who_is_younger_or_has_not_agreed(
    born: date | None, more: dict[str, Any]
) -> None:
    giver, parent = rich(), make.make_volunteer()
    if born is None:  # as an import leaves it
        Volunteer.objects.filter(pk=parent.pk).update(birth_on=None, real_name_state="missing")
    else:
        Volunteer.objects.filter(pk=parent.pk).update(birth_on=born)
    tie = tied(giver, parent, FamilyRelation.PARENT, **more)
    refused(NotYourFamily, lambda: give(giver, tie))
    assert held(purse(parent)) == 0


def test_a_tie_leads_one_way_and_is_ones_own() -> None:
    giver, spouse, stranger = rich(), rich(), rich()
    tie = tied(giver, spouse, FamilyRelation.SPOUSE)
    refused(NotYourFamily, lambda: give(spouse, tie))
    refused(NotYourFamily, lambda: give(stranger, tie))
    by = make.volunteer_standing(stranger)
    refused(
        NotAllowed, lambda: give_to_family(by=by, account=purse(giver), tie=tie, amount=1, key="x", at=NOW)
    )


def test_rewards_come_out_of_a_budget_that_the_centre_filled() -> None:
    tree, person, officer = make.make_region_tree(), make.make_volunteer(), make.make_officer()
    to = {"ledger": POINTS, "region": tree.yushui, "reason": "年度表彰", "at": NOW}

    def reward(amount: int, key: str, **more: Any) -> LedgerTransfer:
        return grant_from_budget(
            **{"by": officer, "volunteer": person, "amount": amount, "key": key} | to | more
        )

    refused(NotAllowed, lambda: fund_budget(by=officer, amount=50, key="a", **to))
    fund_budget(by=make.make_centre(), amount=50, key="a", **to)
    reward(30, "b")
    reward(30, "b")
    refused(NotEnoughHeld, lambda: reward(21, "c"))
    refused(LedgerReasonMissing, lambda: reward(1, "c", reason="  "))
    refused(NotAllowed, lambda: reward(1, "c", by=make.volunteer_standing(person)))
    assert (held(purse(person)), held(of_city(AccountKind.BUDGET, name=tree.yushui.code))) == (30, 20)
    assert lots_of([purse(person).pk])[purse(person).pk] == {date(2028, 4, 1): 30}
    assert LedgerTransfer.objects.get(kind=TransferKind.GRANT).reason == "年度表彰"


def test_an_officer_rewards_people_of_their_place_and_never_themselves() -> None:
    tree, officer = make.make_region_tree(), make.make_officer()
    fund_budget(
        by=make.make_centre(), ledger=POINTS, region=tree.yushui, amount=50, key="a", reason="年度", at=NOW
    )
    elsewhere = make.make_volunteer()
    Volunteer.objects.filter(pk=elsewhere.pk).update(region_path=f"{CITY}/360521/")
    elsewhere.refresh_from_db()
    account = make.make_account(name="刘区域")
    make.make_grant(account=account, role=make.Role.REGION_OFFICER, region=tree.yushui)
    own = make.make_volunteer(account=account)
    for by, person in ((officer, elsewhere), (make.standing_of(account), own)):
        refused(
            NotAllowed,
            lambda by=by, person=person: grant_from_budget(
                by=by,
                ledger=POINTS,
                region=tree.yushui,
                volunteer=person,
                amount=1,
                key="b",
                reason="好",
                at=NOW,
            ),
        )
        refused(
            NotAllowed,
            lambda by=by, person=person: give_from_pool(
                ground=Hardship.ALONE,
                by=by,
                ledger=POINTS,
                volunteer=person,
                amount=1,
                key="b",
                reason="好",
                at=NOW,
            ),
        )


def test_what_was_donated_goes_to_who_needs_it() -> None:
    person, old = rich(), make.make_volunteer()
    donate(by=make.volunteer_standing(person), account=purse(person), amount=30, key="a", at=NOW)
    by = make.make_officer()
    for _ in range(2):
        give_from_pool(
            ground=Hardship.ALONE,
            by=by,
            ledger=POINTS,
            volunteer=old,
            amount=20,
            key="b",
            reason="独居老人",
            at=NOW,
        )
    refused(
        NotEnoughHeld,
        lambda: give_from_pool(
            ground=Hardship.ALONE,
            by=by,
            ledger=POINTS,
            volunteer=old,
            amount=11,
            key="c",
            reason="独居",
            at=NOW,
        ),
    )
    assert (held(of_city(AccountKind.POOL)), held(purse(old))) == (10, 20)


def test_each_account_loses_what_is_due_once() -> None:
    one, other = make.make_volunteer(), make.make_volunteer()
    fill(purse(one), 10, TODAY - DAY)
    fill(purse(one), 5, TODAY)
    fill(purse(one), 7, TODAY + DAY)
    fill(purse(other, TIMEBANK), 60, TODAY)
    assert expire_due(city=CITY, at=NOW) == 2
    assert expire_due(city=CITY, at=NOW) == 0
    assert (held(purse(one)), held(of_city(AccountKind.EXPIRED))) == (7, 15)
    assert (held(purse(other, TIMEBANK)), held(of_city(AccountKind.EXPIRED, TIMEBANK))) == (0, 60)
    assert AuditLine.objects.filter(verb="ledger_expire").count() == 2
    assert expire_units(NOW + DAY) == 1 and held(purse(one)) == 0
    adds_up()


def test_another_citys_ledger_is_out_of_reach() -> None:
    person = rich()
    Volunteer.objects.filter(pk=person.pk).update(city="360100")
    person.refresh_from_db()
    by = make.make_centre()
    with pytest.raises((NotAllowed, TransferRefused)):
        give_from_pool(
            ground=Hardship.ALONE, by=make.make_officer(make.make_other_city()),
            ledger=POINTS, volunteer=person, amount=1, key="a",
            reason="好", at=NOW,
        )  # fmt: skip
    assert by.city == CITY and held(purse(person)) == 100


def test_who_is_erased_leaves_what_they_held_to_the_pool_and_is_nobodys_family() -> None:
    person, spouse = rich(), make.make_volunteer()
    fill(purse(person, TIMEBANK), 60, TODAY + DAY)
    tied(person, spouse, FamilyRelation.SPOUSE)
    tied(spouse, person, FamilyRelation.SPOUSE)
    events.publish(PersonErased(CITY, person.pk, NOW))
    assert (held(purse(person)), held(purse(person, TIMEBANK))) == (0, 0)
    assert (held(of_city(AccountKind.POOL)), held(of_city(AccountKind.POOL, TIMEBANK))) == (100, 60)
    assert not FamilyTie.objects.filter(ended_at__isnull=True).exists()
    adds_up()
    forget_owner(PersonErased(CITY, person.pk, NOW))
    assert held(of_city(AccountKind.POOL)) == 100


def test_an_officer_gives_nothing_to_a_child_they_answer_for() -> None:
    tree = make.make_region_tree()
    account = make.make_account(name="刘区域")
    make.make_volunteer(account=account)
    make.make_grant(account=account, role=make.Role.REGION_OFFICER, region=tree.yushui)
    child = registered(account)
    fill_pool(30)
    by = make.standing_of(account)
    refused(
        NotAllowed,
        lambda: give_from_pool(
            ground=Hardship.ALONE,
            by=by,
            ledger=POINTS,
            volunteer=child,
            amount=1,
            key="c",
            reason="好",
            at=NOW,
        ),
    )
    assert held(of_city(AccountKind.POOL)) == 30


def test_what_is_earned_after_an_erasure_is_everybodys() -> None:
    person = make.make_volunteer()
    entry = make_entry(volunteer=person, body=make.make_body(), minutes=120)
    Volunteer.objects.filter(pk=person.pk).update(state="erased")
    earn_for_hours(entry_id=entry.pk, at=NOW)
    assert held(purse(person, TIMEBANK)) == 0 and held(of_city(AccountKind.POOL, TIMEBANK)) == 120
    adds_up()
