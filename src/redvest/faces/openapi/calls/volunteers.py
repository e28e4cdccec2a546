"""Coming onto the register, and one's own record."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from redvest.core import clock
from redvest.core.errors import Invalid
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.calls.finding import domain_key, region_of
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, members, public, volunteers
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.account import Me, Record, Registered, RegisterForm, Role, RotatingCode
from redvest.faces.openapi.shapes.base import Words
from redvest.registry.actions.account import register
from redvest.registry.actions.volunteer import register_volunteer
from redvest.registry.choices import RealNameState
from redvest.registry.models import Account, Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.account import masked_phone
from redvest.registry.queries.role import standing_of
from redvest.registry.rules.registration import GuardianForm, VolunteerForm
from redvest.service.actions.attendance import my_code

calls = Calls("志愿者")


@calls.post("/volunteers", public, "注册志愿者", Registered, 409, status=201)
@once
def register_person(request: Asking, form: RegisterForm) -> HttpResponse:
    """Account and record in one transaction; with a token the record alone, for its account."""
    at = clock.now()
    city = request.standing.city or settings.REDVEST_CITY
    wanted = _domain_form(form, city)
    with transaction.atomic():
        by = request.standing if request.standing.signed_in else _new_account(form, city)
        volunteer = register_volunteer(by=by, form=wanted, at=at)
    found = Registered(
        id=volunteer.pk, number=volunteer.number, real_name_state=RealNameState(volunteer.real_name_state)
    )
    return answer(found, status=201)


@calls.get("/me", members, "我是谁", Me)
def whoami(request: Asking) -> HttpResponse:
    """The account behind the token, its record and its roles."""
    standing = request.standing
    account = Account.objects.get(pk=require_member(standing))
    record = Volunteer.objects.select_related("region").filter(account=account).first()
    roles = [Role(role=each.role, region=each.region_path, body=each.body_id) for each in standing.grants]
    return answer(
        Me(
            name=account.name,
            phone=masked_phone(account),
            volunteer=_record(record) if record else None,
            roles=roles,
        )
    )


@calls.get("/me/code", volunteers, "我的码", RotatingCode)
def show_my_code(request: Asking, device: str = "") -> HttpResponse:
    """The text of the code that a leader scans; it changes within seconds and carries the mark of the ``device``."""
    code = my_code(by=request.standing, at=clock.now(), device=device[:64])
    return answer(RotatingCode(code=code.text, renew_at=code.renew_at))


def _new_account(form: RegisterForm, city: str) -> Standing:
    missing = [name for name in ("phone", "code", "password") if not getattr(form, name)]
    if missing:
        raise Invalid(errors=[{"field": name, "sentence": "这一项必须填写。"} for name in missing])
    at = clock.now()
    account = register(
        city=city, phone=form.phone, code=form.code, password=form.password, name=form.name, at=at
    )
    return standing_of(account, clock.day_of(at))


def _domain_form(form: RegisterForm, city: str) -> VolunteerForm:
    guardian = GuardianForm(**form.guardian.model_dump()) if form.guardian else None
    return VolunteerForm(
        name=form.name,
        id_type=form.id_type,
        id_number=form.id_number,
        region_code=region_of(form.region, city).code,
        domains=tuple(domain_key(each, city, field="domains") for each in form.domains),
        consents=frozenset(form.consents),
        sex=form.sex,
        birth_on=form.birth_on,
        skills=form.skills,
        guardian=guardian,
    )


def _record(volunteer: Volunteer) -> Record:
    region = volunteer.region
    return Record(
        id=volunteer.pk,
        number=volunteer.number,
        name=volunteer.name,
        state=volunteer.state,
        real_name_state=RealNameState(volunteer.real_name_state),
        region=Words(key=region.code, name=region.name) if region else None,
        skills=volunteer.skills,
        registered_at=volunteer.registered_at,
    )
