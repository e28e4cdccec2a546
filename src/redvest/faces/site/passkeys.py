"""Passkeys in a browser: what the house asks of it and what it answers (WebAuthn level 2). Sums by the fido2 library.

The challenge waits in the session between the two steps and is good once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, RawPostDataException
from fido2.server import Fido2Server
from fido2.webauthn import AttestedCredentialData, AuthenticationResponse, PublicKeyCredentialRpEntity
from fido2.webauthn import PublicKeyCredentialUserEntity as User
from fido2.webauthn import UserVerificationRequirement as Verification

from redvest.registry.second_factor_errors import SecondFactorExpired, SecondFactorWrong

_ADDING, _PROVING = "passkey_adding", "passkey_proving"
LARGEST = 20_000  # bytes of an answer


@dataclass(frozen=True)
class Registered:
    """A passkey that was just made."""

    credential_id: bytes
    credential: bytes
    sign_count: int


def ask_to_add(request: HttpRequest, *, account_id: bytes, name: str, known: list[bytes]) -> dict[str, Any]:
    """What the browser needs to make a passkey. Those that are there already are not made again."""
    options, state = _server(request).register_begin(
        User(id=account_id, name=name, display_name=name),
        credentials=[AttestedCredentialData(each) for each in known],
        user_verification=Verification.PREFERRED,
    )
    request.session[_ADDING] = state
    return dict(options)


def read_added(request: HttpRequest, answer: bytes) -> Registered:
    """The passkey that the browser made. Raises SecondFactorExpired, SecondFactorWrong."""
    state = request.session.pop(_ADDING, None)
    if state is None:
        raise SecondFactorExpired
    try:
        made = _server(request).register_complete(state, _parsed(answer))
    except Exception as fault:  # a forged answer may break its reader anywhere and in any way
        raise SecondFactorWrong from fault
    if made.credential_data is None:
        raise SecondFactorWrong
    return Registered(made.credential_data.credential_id, bytes(made.credential_data), made.counter)


def ask_to_prove(request: HttpRequest, known: list[bytes]) -> dict[str, Any]:
    """What the browser needs to sign with one of these passkeys."""
    options, state = _server(request).authenticate_begin(
        [AttestedCredentialData(each) for each in known], user_verification=Verification.PREFERRED
    )
    request.session[_PROVING] = state
    return dict(options)


def read_proof(request: HttpRequest, answer: bytes, known: list[bytes]) -> tuple[bytes, int]:
    """Which passkey signed, and its counter. Raises SecondFactorExpired, SecondFactorWrong."""
    state = request.session.pop(_PROVING, None)
    if state is None:
        raise SecondFactorExpired
    try:
        response = AuthenticationResponse.from_dict(_parsed(answer))
        used = _server(request).authenticate_complete(
            state, [AttestedCredentialData(each) for each in known], response
        )
    except Exception as fault:  # a forged answer may break its reader anywhere and in any way
        raise SecondFactorWrong from fault
    return used.credential_id, response.response.authenticator_data.counter


def sent(request: HttpRequest) -> bytes:
    """What the browser's script sent; nothing where a form came instead."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def _parsed(answer: bytes) -> Mapping[str, Any]:
    if len(answer) > LARGEST:
        raise SecondFactorWrong
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise SecondFactorWrong
    return found


def _server(request: HttpRequest) -> Fido2Server:
    """Bound to the host that was asked for, which Django has checked against the hosts that are served."""
    host = request.get_host().rsplit(":", 1)[0]
    here = f"{request.scheme}://{request.get_host()}"
    name = str(getattr(settings, "REDVEST_SITE_NAME", "") or host)
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name=name), verify_origin=lambda origin: origin == here
    )
