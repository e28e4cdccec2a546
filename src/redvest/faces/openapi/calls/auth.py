"""One-time codes, tokens and passwords."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse

from redvest.core import clock
from redvest.core.errors import Invalid
from redvest.faces.openapi.answers import answer, nothing
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public
from redvest.faces.openapi.once import once, once_apart
from redvest.faces.openapi.shapes.account import CodeForm, CodeSent, PasswordForm, Token, TokenForm
from redvest.faces.shared import strong
from redvest.faces.shared.address import client_address
from redvest.registry.actions.account import issue_token, reset_password, sign_in
from redvest.registry.actions.code import LIFE, send_code
from redvest.registry.actions.second_factor import prove
from redvest.registry.second_factor_errors import SecondFactorNeeded

TOKEN_DAYS = 30

calls = Calls("登录")


@calls.post("/auth/code", public, "发送验证码", CodeSent)
@once
def request_code(request: Asking, form: CodeForm) -> HttpResponse:
    """Sends a code; the answer is the same whether or not the phone has an account."""
    send_code(
        city=settings.REDVEST_CITY,
        phone=form.phone,
        purpose=form.purpose,
        at=clock.now(),
        ip=client_address(request),
    )
    return answer(CodeSent(valid_minutes=int(LIFE.total_seconds()) // 60))


@calls.post("/auth/token", public, "取得令牌", Token)
@once_apart
def request_token(request: Asking, form: TokenForm) -> HttpResponse:
    """A token for a phone with its password or with a code; who holds a role or has added a second factor proves it, too."""
    if bool(form.password) == bool(form.code):
        raise Invalid(errors=[{"field": "password", "sentence": "请填密码或验证码，二者填一个。"}])
    at = clock.now()
    account = sign_in(
        city=settings.REDVEST_CITY,
        phone=form.phone,
        password=form.password,
        code=form.code,
        at=at,
        ip=client_address(request),
    )
    if strong.asked_of(account.pk, clock.day_of(at)):
        if not form.second:
            raise SecondFactorNeeded
        prove(account=account, typed=form.second, at=at)
    access = issue_token(account=account, at=at, label=form.label or "API", days=TOKEN_DAYS)
    return answer(Token(access=access, expires_at=at + timedelta(days=TOKEN_DAYS)))


@calls.post("/auth/password", public, "重设密码", None, status=204)
@once
def change_password(request: Asking, form: PasswordForm) -> HttpResponse:
    """A new password by a code sent to the phone; all tokens end."""
    reset_password(
        city=settings.REDVEST_CITY, phone=form.phone, code=form.code, password=form.password, at=clock.now()
    )
    return nothing()
