"""Changing the phone of one's account: all tokens end with it, the one that asked included."""

from __future__ import annotations

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer, nothing
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, members
from redvest.faces.openapi.once import once, once_apart
from redvest.faces.openapi.shapes.account import CodeSent
from redvest.faces.openapi.shapes.phone import PhoneCodeForm, PhoneForm
from redvest.faces.shared.address import client_address
from redvest.registry.actions.code import LIFE
from redvest.registry.actions.phone import change_phone, send_phone_codes

calls = Calls("登录")


@calls.post("/me/phone/codes", members, "换手机号：发验证码", CodeSent, 409)
@once
def phone_codes(request: Asking, form: PhoneCodeForm) -> HttpResponse:
    """One to the new phone, and one to the old where that is the proof."""
    ip = client_address(request)
    send_phone_codes(by=request.standing, phone=form.phone, proof=form.proof, at=clock.now(), ip=ip)
    return answer(CodeSent(valid_minutes=int(LIFE.total_seconds()) // 60))


@calls.post("/me/phone", members, "换手机号", None, 409, status=204)
@once_apart
def move_account(request: Asking, form: PhoneForm) -> HttpResponse:
    """Every session and token ends; the old phone is told."""
    change_phone(
        by=request.standing,
        phone=form.phone,
        code=form.code,
        proof=form.proof,
        typed=form.typed,
        at=clock.now(),
    )
    return nothing()
