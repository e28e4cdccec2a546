"""Codes, tokens, registering and one's own record over the API."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from redvest.core.models import IdempotentAnswer
from redvest.registry.models import Account, ApiToken, OneTimeCode, OutgoingMessage, Volunteer
from redvest.registry.queries import secret
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make

pytestmark = pytest.mark.django_db

PHONE = "13807900001"


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.REDVEST_DEMO = True  # the developer inbox keeps the texts of codes


def code_for(phone: str, purpose: str, caller: Caller | None = None) -> str:
    """Ask for a code and read it where its owner would."""
    answer = (caller or Caller()).post("/auth/code", {"phone": phone, "purpose": purpose})
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json() == {"sent": True, "valid_minutes": 10}
    text = OutgoingMessage.objects.latest("id").text
    found = re.search(r"\d{6}", text)
    assert found, text
    return found[0]


def form(**changes: Any) -> dict[str, Any]:
    make.make_region_tree()
    make.make_domain()
    return {
        "phone": PHONE,
        "password": make.PASSWORD,
        "name": "李明霞",
        "id_type": "resident-card",
        "id_number": make.next_id_number(),
        "region": "百花湖社区",
        "domains": ["邻里守望"],
        "consents": ["registration"],
        **changes,
    }


def test_registering_makes_account_and_record_together(guest: Caller) -> None:
    answer = guest.post("/volunteers", form(code=code_for(PHONE, "register")))

    assert answer.status_code == 201, answer.content.decode()
    volunteer = Volunteer.objects.get()
    assert answer.json() == {
        "id": str(volunteer.pk),
        "number": volunteer.number,
        "real_name_state": "checked",
    }
    assert volunteer.account == Account.objects.get()
    assert volunteer.region_path == "360500/360502/360502001/360502001001/"
    assert [each.key for each in volunteer.domains.all()] == ["xinyu:02"]


def test_a_wrong_code_makes_neither_and_counts(guest: Caller) -> None:
    code = code_for(PHONE, "register")
    wrong = "000000" if code != "000000" else "111111"

    problem(guest.post("/volunteers", form(code=wrong)), 422, "wrong-code")

    assert not Account.objects.exists()
    assert not Volunteer.objects.exists()
    assert OneTimeCode.objects.get().used_at is None


def test_a_record_that_fails_takes_its_account_with_it(guest: Caller) -> None:
    code = code_for(PHONE, "register")
    found = problem(
        guest.post("/volunteers", form(code=code, id_number="110105194912310021")),
        422,
        "identity-number-invalid",
    )
    assert found["reason"] == "checksum"
    assert not Account.objects.exists()
    assert guest.post("/volunteers", form(code=code)).status_code == 201  # the code was not used up


def test_the_same_registration_sent_again_is_answered_as_the_first(guest: Caller) -> None:
    wanted = form(code=code_for(PHONE, "register"))

    first, again = (guest.post("/volunteers", wanted, key="reg-1") for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert Volunteer.objects.count() == 1
    # Neither password nor ID number can be guessed from what is kept of the request.
    kept = bytes(IdempotentAnswer.objects.get(key="reg-1").request_digest)
    assert kept not in (b"", secret.keyring().keyed_hash(str(wanted), purpose="idempotent-request"))


def test_one_person_one_record(guest: Caller) -> None:
    number = make.next_id_number()
    make.make_volunteer(id_number=number, name="王小路")
    problem(
        guest.post("/volunteers", form(code=code_for(PHONE, "register"), id_number=number)),
        409,
        "already-registered",
    )
    assert Account.objects.count() == 1


def test_with_a_token_the_record_joins_its_account() -> None:
    member = make.make_member()
    wanted = {key: value for key, value in form().items() if key not in ("phone", "password")}

    assert caller_for(member).post("/volunteers", wanted).status_code == 201

    assert Volunteer.objects.get().account_id == member.account_id
    problem(caller_for(member).post("/volunteers", wanted), 409, "account-has-record")


def test_without_a_token_phone_code_and_password_are_asked_for(guest: Caller) -> None:
    found = problem(guest.post("/volunteers", form(phone="", password="")), 422, "invalid")
    assert [each["field"] for each in found["errors"]] == ["phone", "code", "password"]
    assert not Account.objects.exists()


def test_a_child_needs_a_guardians_code(guest: Caller) -> None:
    child = make.next_id_number(date(2012, 6, 1))
    code = code_for(PHONE, "register")
    problem(guest.post("/volunteers", form(code=code, id_number=child)), 422, "guardian-missing")
    assert not Volunteer.objects.exists()
    guardian = {
        "name": "李大山",
        "relation": "父亲",
        "phone": "13807900009",
        "code": code_for("13807900009", "guardian"),
    }
    consents = ["registration", "guardian", "minor-data"]
    answer = guest.post("/volunteers", form(code=code, id_number=child, guardian=guardian, consents=consents))
    assert answer.status_code == 201, answer.content.decode()
    assert Volunteer.objects.get().guardians.get().relation == "父亲"


def test_a_token_by_password_opens_the_doors(guest: Caller) -> None:
    make.make_account(phone=PHONE)

    answer = guest.post("/auth/token", {"phone": PHONE, "password": make.PASSWORD})

    assert answer.status_code == 200, answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    found = answer.json()
    assert found["expires_at"] == "2026-04-04T10:00:00+08:00"
    assert Caller(found["access"]).get("/me").json()["phone"] == "138****0001"
    assert found["access"] not in str(ApiToken.objects.values_list("digest", "label"))


def test_a_token_by_code(guest: Caller) -> None:
    make.make_account(phone=PHONE)
    code = code_for(PHONE, "sign-in")
    assert guest.post("/auth/token", {"phone": PHONE, "code": code}).status_code == 200
    problem(guest.post("/auth/token", {"phone": PHONE, "code": code}), 422, "code-expired")


def test_a_token_asked_for_twice_with_one_key_is_one_token_kept_sealed(guest: Caller) -> None:
    make.make_account(phone=PHONE)
    wanted = {"phone": PHONE, "code": code_for(PHONE, "sign-in")}

    first, again = (guest.post("/auth/token", wanted, key="t-1") for _ in range(2))

    assert first.json() == again.json()
    assert ApiToken.objects.count() == 1
    assert first.json()["access"] not in str(IdempotentAnswer.objects.get(key="t-1").body)
    problem(guest.post("/auth/token", wanted | {"code": "1"}, key="t-1"), 422, "idempotency-key-reused")


def test_unknown_phone_and_wrong_password_sound_alike(guest: Caller) -> None:
    make.make_account(phone=PHONE)
    wrong = problem(
        guest.post("/auth/token", {"phone": PHONE, "password": "wrong-one"}), 401, "sign-in-failed"
    )
    nobody = problem(
        guest.post("/auth/token", {"phone": "13807900777", "password": "x"}), 401, "sign-in-failed"
    )
    assert wrong == nobody
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"password": "a", "code": "1"}])
def test_password_or_code_and_not_both(guest: Caller, sent: dict[str, str]) -> None:
    problem(guest.post("/auth/token", {"phone": PHONE, **sent}), 422, "invalid")


@pytest.mark.parametrize("keyed", [False, True])
def test_trying_passwords_ends_soon_with_keys_or_without(guest: Caller, keyed: bool) -> None:
    make.make_account(phone=PHONE)
    for number in range(10):
        sent = {"phone": PHONE, "password": f"guess-{number}"}
        problem(guest.post("/auth/token", sent, key=f"k{number}" if keyed else ""), 401, "sign-in-failed")
    answer = guest.post(
        "/auth/token", {"phone": PHONE, "password": make.PASSWORD}, key="last" if keyed else ""
    )
    problem(answer, 429, "too-many-tries")
    assert 0 < int(answer["Retry-After"]) <= 900


def test_codes_are_not_sent_one_after_another(guest: Caller) -> None:
    code_for(PHONE, "sign-in")
    answer = guest.post("/auth/code", {"phone": PHONE, "purpose": "sign-in"})
    problem(answer, 429, "codes-sent-too-often")
    assert answer["Retry-After"] == "60"
    assert OneTimeCode.objects.count() == 1
    problem(guest.post("/auth/code", {"phone": "7", "purpose": "sign-in"}), 422, "phone-invalid")
    problem(guest.post("/auth/code", {"phone": PHONE, "purpose": "spying"}), 422, "invalid")


def test_a_new_password_ends_old_tokens(guest: Caller) -> None:
    account = make.make_account(phone=PHONE)
    old = caller_for(account)
    sent = {"phone": PHONE, "code": code_for(PHONE, "reset-password"), "password": "lan-yue-hua-9"}

    answers = [guest.post("/auth/password", sent, key="p-1") for _ in range(2)]

    assert [(each.status_code, each.content) for each in answers] == [(204, b"")] * 2
    problem(old.get("/me"), 401, "bad-token")
    assert guest.post("/auth/token", {"phone": PHONE, "password": "lan-yue-hua-9"}).status_code == 200


def test_who_i_am(travel: Any) -> None:
    volunteer = make.make_volunteer(name="欧阳明霞")
    assert volunteer.account is not None
    caller = caller_for(volunteer.account)
    found = caller.get("/me").json()
    assert (found["volunteer"]["number"], found["volunteer"]["name"]) == (volunteer.number, "欧阳明霞")
    assert found["roles"] == []
    assert caller_for(make.make_member()).get("/me").json()["volunteer"] is None
    officer = caller_for(make.make_officer()).get("/me").json()
    assert officer["roles"] == [{"role": "region-officer", "region": "360500/360502/", "body": None}]
    travel(make.NOW + timedelta(days=31))
    problem(caller.get("/me"), 401, "bad-token")


@pytest.mark.parametrize("header", ["Basic eDp5", "Bearer", "Bearer rv_nobody", "Bearer x", "rv_nobody"])
def test_a_bad_token_is_refused_even_where_none_is_needed(guest: Caller, header: str) -> None:
    for path in ("/me", "/activities"):
        answer = guest.client.get(f"/api/v1{path}", headers={"Authorization": header})
        problem(answer, 401, "bad-token")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_my_code_is_mine_and_renewed() -> None:
    volunteer = make.make_volunteer()
    assert volunteer.account is not None
    found = caller_for(volunteer.account).get("/me/code").json()
    assert found["code"].startswith("RV1.V.")
    assert found["renew_at"] > "2026-03-05T10:00:00+08:00"
    problem(caller_for(make.make_member()).get("/me/code"), 403, "needs-real-name")
    problem(Caller().get("/me/code"), 401, "unauthenticated")
