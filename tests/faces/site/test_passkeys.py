"""Passkeys from end to end, with a key made here in the authenticator's place: taken on, proven, copied, forged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Account, SecondFactor
from redvest.registry.queries.second_factor import codes_left, passkeys_of
from redvest.registry.rules.second_factor import code_at
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
HOST, ORIGIN = "testserver", "http://testserver"
FLAG = AuthenticatorData.FLAG
ADD, ASK = "/me/security/passkey/add/", "/me/security/passkey/"
PROVE, ASK_PROOF = "/login/second/passkey/prove/", "/login/second/passkey/"


@dataclass
class Key:
    """A security key: one private key, one id, a counter that grows by each use (unless it does not count)."""

    id: bytes = b"a key of the tests"
    counts: bool = True
    counter: int = 0
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def registered(self, challenge: str, *, origin: str = ORIGIN, host: str = HOST) -> dict[str, Any]:
        """What the browser sends after `navigator.credentials.create`."""
        made = AttestedCredentialData.create(
            bytes(16), self.id, ES256.from_cryptography_key(self.private.public_key())
        )
        data = self._data(host, FLAG.UP | FLAG.AT, made)
        seen = CollectedClientData.create("webauthn.create", challenge, origin)
        response = {
            "clientDataJSON": websafe_encode(seen),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._sent(response)

    def signed(
        self,
        challenge: str,
        *,
        origin: str = ORIGIN,
        host: str = HOST,
        kind: str = "webauthn.get",
        flags: Any = FLAG.UP,
    ) -> dict[str, Any]:
        """What the browser sends after `navigator.credentials.get`."""
        self.counter += self.counts
        data = self._data(host, flags)
        seen = CollectedClientData.create(kind, challenge, origin)
        signature = self.private.sign(bytes(data) + seen.hash, ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(seen),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
        }
        return self._sent(response)

    def _data(self, host: str, flags: Any, made: bytes = b"") -> AuthenticatorData:
        return AuthenticatorData.create(hashlib.sha256(host.encode()).digest(), flags, self.counter, made)

    def _sent(self, response: dict[str, str]) -> dict[str, Any]:
        key = websafe_encode(self.id)
        return {
            "id": key,
            "rawId": key,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }


@pytest.fixture(autouse=True)
def in_earnest(settings: Any) -> None:
    settings.REDVEST_SECOND_FACTOR = True


@pytest.fixture
def officer() -> Account:
    account = registry.make_account(name="刘区域")
    registry.make_grant(account=account, role=Role.REGION_OFFICER, region=registry.make_region_tree().yushui)
    return account


def sit_down(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def send(client: Client, address: str, answer: Any) -> Any:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return client.post(address, text, content_type="application/json")


def asked(client: Client, address: str) -> str:
    """The challenge that the house gives out."""
    return str(client.post(address).json()["publicKey"]["challenge"])


def took_on(client: Client, key: Key, label: str = "") -> Any:
    challenge = asked(client, ASK)
    return send(client, f"{ADD}?label={label}&next=/desk/hours/", key.registered(challenge))


@pytest.fixture
def key(officer: Account) -> Key:
    """Taken on in a session of its own."""
    found = Key()
    assert took_on(sit_down(officer), found, "蓝色钥匙").status_code == 200
    return found


def refused(answer: Any, code: str) -> bool:
    return (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_passkey_that_was_just_made_opens_the_desk_in_this_session_alone(officer: Account) -> None:
    client = sit_down(officer)
    answer = took_on(client, Key(), "蓝色钥匙")
    assert answer.json() == {"next": "/desk/hours/"}
    assert client.get("/desk/hours/").status_code == 200
    assert sit_down(officer).get("/desk/hours/").status_code == 302
    factor = SecondFactor.objects.get()
    assert (factor.kind, factor.label, factor.account_id) == ("passkey", "蓝色钥匙", officer.pk)
    page = client.get("/me/security/").content.decode()
    assert "蓝色钥匙" in page and "没有能用的备用码了" in page
    assert codes_left(officer.pk) == 0  # a script cannot show a sheet


def test_a_passkey_without_a_name_is_called_a_passkey(officer: Account) -> None:
    took_on(sit_down(officer), Key())
    assert SecondFactor.objects.get().label == "通行密钥"


@pytest.mark.parametrize("label", ["长" * 41, "%20%20"])
def test_a_name_that_cannot_be_takes_nothing_on(officer: Account, label: str) -> None:
    client = sit_down(officer)
    assert refused(took_on(client, Key(), label), "second-factor-label")
    assert not SecondFactor.objects.exists()
    assert client.get("/desk/").status_code == 302


def test_what_is_asked_of_the_browser_names_the_house_and_what_is_there_already(
    officer: Account, key: Key
) -> None:
    client = sit_down(officer)
    assert send(client, PROVE, key.signed(asked(client, ASK_PROOF))).status_code == 200
    wanted = client.post(ASK).json()["publicKey"]
    assert wanted["rp"]["id"] == HOST and wanted["user"]["name"] == "刘区域"
    assert [each["id"] for each in wanted["excludeCredentials"]] == [websafe_encode(key.id)]
    proof = client.post(ASK_PROOF).json()["publicKey"]
    assert [each["id"] for each in proof["allowCredentials"]] == [websafe_encode(key.id)]


@pytest.mark.parametrize(
    "break_it",
    [
        lambda key, challenge: key.registered(challenge, origin="https://elsewhere.example"),
        lambda key, challenge: key.registered(challenge, host="elsewhere.example"),
        lambda key, challenge: key.registered(websafe_encode(bytes(32))),
        lambda key, challenge: key.signed(challenge),  # a proof where a new key was asked for
        lambda key, challenge: key.registered(challenge) | {"id": "b3RoZXI"},
        lambda key, challenge: [key.registered(challenge)],
        lambda key, challenge: json.dumps(key.registered(challenge)) + " " * 20_000,
    ],
    ids=["origin", "house", "challenge", "proof", "id", "list", "too-long"],
)
def test_a_new_key_from_elsewhere_is_not_taken_on(
    officer: Account, break_it: Callable[[Key, str], Any]
) -> None:
    client = sit_down(officer)
    answer = send(client, ADD, break_it(Key(), asked(client, ASK)))
    assert refused(answer, "second-factor-wrong")
    assert not SecondFactor.objects.exists() and not AuditLine.objects.exists()
    assert client.get("/desk/").status_code == 302


def test_a_challenge_is_good_once_even_for_the_right_answer(officer: Account) -> None:
    client = sit_down(officer)
    challenge = asked(client, ASK)
    assert refused(send(client, ADD, "{}"), "second-factor-wrong")
    assert refused(send(client, ADD, Key().registered(challenge)), "second-factor-expired")
    assert not SecondFactor.objects.exists()


def test_one_key_is_not_taken_on_twice_by_anybody(officer: Account, key: Key) -> None:
    other = registry.make_account(name="张中心")
    answer = took_on(sit_down(other), key)
    assert (answer.status_code, answer.json()["code"]) == (409, "second-factor-taken")
    assert SecondFactor.objects.get().account_id == officer.pk


# ---- proving


def test_the_key_opens_the_desk_and_leads_on(officer: Account, key: Key) -> None:
    client = sit_down(officer)
    session_key = client.session.session_key
    answer = send(client, f"{PROVE}?next=/desk/hours/", key.signed(asked(client, ASK_PROOF)))
    assert answer.json() == {"next": "/desk/hours/"}
    assert client.get("/desk/").status_code == 200
    assert client.session.session_key != session_key  # a planted session is worth nothing
    assert SecondFactor.objects.get().sign_count == 1
    assert AuditLine.objects.filter(verb="prove_second_factor", actor_id=officer.pk).count() == 1


def test_it_leads_to_no_other_house(officer: Account, key: Key) -> None:
    client = sit_down(officer)
    sent = key.signed(asked(client, ASK_PROOF))
    assert send(client, f"{PROVE}?next=https://elsewhere.example/", sent).json() == {"next": "/desk/"}


@pytest.mark.parametrize(
    "forge",
    [
        lambda key, challenge: key.signed(challenge, origin="https://testserver"),
        lambda key, challenge: key.signed(challenge, origin="http://testserver:8000"),
        lambda key, challenge: key.signed(challenge, host="elsewhere.example"),
        lambda key, challenge: key.signed(websafe_encode(bytes(32))),
        lambda key, challenge: key.signed(challenge, kind="webauthn.create"),
        lambda key, challenge: key.signed(challenge, flags=FLAG.UV),  # nobody touched it
        lambda key, challenge: Key(id=key.id).signed(challenge),  # signed by another key under its id
        lambda key, challenge: Key(id=b"unknown").signed(challenge),
        lambda key, challenge: {},
        lambda key, challenge: key.signed(challenge) | {"response": {"signature": 1}},
    ],
)
def test_a_forged_proof_opens_nothing(officer: Account, key: Key, forge: Callable[[Key, str], Any]) -> None:
    client = sit_down(officer)
    answer = send(client, PROVE, forge(key, asked(client, ASK_PROOF)))
    assert refused(answer, "second-factor-wrong")
    assert client.get("/desk/").status_code == 302
    assert SecondFactor.objects.get().sign_count == 0


def test_a_proof_is_good_once_and_only_in_its_own_session(officer: Account, key: Key) -> None:
    first, second = sit_down(officer), sit_down(officer)
    sent = key.signed(asked(first, ASK_PROOF))
    assert refused(send(second, PROVE, sent), "second-factor-expired")
    asked(second, ASK_PROOF)
    assert refused(send(second, PROVE, sent), "second-factor-wrong")
    assert send(first, PROVE, sent).status_code == 200
    assert refused(send(first, PROVE, sent), "second-factor-expired")
    assert second.get("/desk/").status_code == 302


def test_a_copied_key_is_told_by_its_counter(officer: Account, key: Key) -> None:
    copy = Key(id=key.id, private=key.private)
    for _turn in range(2):
        client = sit_down(officer)
        assert send(client, PROVE, key.signed(asked(client, ASK_PROOF))).status_code == 200
    thief = sit_down(officer)
    assert refused(send(thief, PROVE, copy.signed(asked(thief, ASK_PROOF))), "second-factor-wrong")
    assert thief.get("/desk/").status_code == 302
    assert SecondFactor.objects.get().sign_count == 2


def test_a_key_that_does_not_count_proves_again_and_again(officer: Account) -> None:
    still = Key(counts=False)
    took_on(sit_down(officer), still)
    for _turn in range(2):
        client = sit_down(officer)
        assert send(client, PROVE, still.signed(asked(client, ASK_PROOF))).status_code == 200


def test_nobody_enters_by_the_key_of_somebody_else(officer: Account, key: Key) -> None:
    other = registry.make_account(name="张中心")
    registry.make_grant(account=other, role=Role.CENTRE, region=registry.make_region_tree().city)
    took_on(sit_down(other), Key(id=b"their own"))
    client = sit_down(other)
    assert refused(send(client, PROVE, key.signed(asked(client, ASK_PROOF))), "second-factor-wrong")
    assert client.get("/desk/").status_code == 302


def test_a_removed_key_opens_nothing_any_more(officer: Account, key: Key) -> None:
    client, second = sit_down(officer), Key(id=b"second")
    assert send(client, PROVE, key.signed(asked(client, ASK_PROOF))).status_code == 200
    took_on(client, second)
    gone = SecondFactor.objects.get(credential_id=key.id)
    thief = sit_down(officer)
    challenge = asked(thief, ASK_PROOF)  # asked before the key was given up
    client.post(f"/me/security/{gone.pk}/remove/")
    assert len(passkeys_of(officer.pk)) == 1
    assert refused(send(thief, PROVE, key.signed(challenge)), "second-factor-wrong")
    assert thief.get("/desk/").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_safety_asks_the_same_for_one_and_three(
    officer: Account, django_assert_num_queries: Any, count: int
) -> None:
    client = sit_down(officer)
    for turn in range(count):
        took_on(client, Key(id=b"key %d" % turn), f"钥匙{turn}")
    with django_assert_num_queries(5):
        page = client.get("/me/security/").content.decode()
    assert page.count("/remove/") == count


def test_an_app_taken_on_by_a_wrong_code_keeps_its_secret_for_the_next_try(
    officer: Account, on_the_tests_day: Any
) -> None:
    client = sit_down(officer)
    client.get("/me/security/app/")
    secret = client.session["new_app_secret"]
    wrong = client.post("/me/security/app/", {"code": "000000", "label": "手机"})
    assert wrong.status_code == 422 and client.session["new_app_secret"] == secret
    code = code_at(bytes.fromhex(secret), NOW)
    assert client.post("/me/security/app/", {"code": code, "label": " "}).status_code == 422
    assert not SecondFactor.objects.exists()
    assert client.post("/me/security/app/", {"code": code, "label": "手机"}).status_code == 200
    assert "new_app_secret" not in client.session and SecondFactor.objects.count() == 1
