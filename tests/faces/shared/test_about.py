"""Where a notice leads: to a page that exists, as its reader may enter it."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import resolve

from redvest.faces.shared.about import _DESK, _OWN, address_of, sender_and_words
from redvest.registry.models import Message
from redvest.registry.rules.standing import Standing

KEY = UUID("01900000-0000-7000-8000-000000000001")
CHILD = UUID("01900000-0000-7000-8000-000000000002")
ME = Standing(KEY, KEY, "360500", "李明霞")


@pytest.mark.parametrize("address", sorted({*_OWN.values(), *_DESK.values()}))
def test_every_address_is_a_page_of_the_house(address: str) -> None:
    assert resolve(address.format(key=KEY)).func.who_may_enter  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "about", "volunteer", "leads"),
    [
        ("signup", "SignUp", KEY, f"/me/signups/{KEY}/"),
        ("signup", "SignUp", None, f"/me/signups/{KEY}/"),
        ("signup", "SignUp", CHILD, f"/me/children/{CHILD}/signups/{KEY}/"),
        ("account", "Volunteer", CHILD, f"/me/children/{CHILD}/"),
        ("work", "Activity", None, f"/desk/activities/{KEY}/"),
        ("work", "Series", None, f"/desk/series/{KEY}/"),
        ("work", "AbsenceAppeal", None, "/desk/absences/"),
        ("letter", "Activity", KEY, f"/activities/{KEY}/"),
        ("signup", "Opening", KEY, f"/posts/{KEY}/opening/"),
        ("signup", "Opening", CHILD, f"/posts/{KEY}/opening/?for={CHILD}"),
        ("signup", "RosterProposal", KEY, "/me/roster/"),
        ("signup", "RosterProposal", CHILD, f"/me/children/{CHILD}/"),
        ("work", "Account", None, ""),
        ("other", "", None, ""),
    ],
)
def test_it_leads_to_ones_own_page_or_the_childs(
    kind: str, about: str, volunteer: UUID | None, leads: str
) -> None:
    message = Message(kind=kind, about_kind=about, about_id=str(KEY), volunteer_id=volunteer)
    assert address_of(message, ME) == leads


@pytest.mark.parametrize(
    ("text", "sender", "words"),
    [
        ("【暖阳队】取消了", "暖阳队", "取消了"),
        ("【暖阳队】【急】取消了", "暖阳队", "【急】取消了"),
        ("没有落款", "", "没有落款"),
        ("【没有完", "", "【没有完"),
        ("【】空", "", "空"),
    ],
)
def test_who_signs_a_notice(text: str, sender: str, words: str) -> None:
    assert sender_and_words(text) == (sender, words)
