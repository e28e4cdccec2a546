"""Signing in, registering and one's own record over the wire."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenDay, Moment, Shape, Words
from redvest.registry.choices import CodePurpose, ConsentPurpose, IdType, RealNameState, Sex

PHONE = Field(min_length=1, max_length=30, examples=["13800138000"])
CODE = Field(max_length=20, description="短信里的六位验证码", examples=["123456"])


class CodeForm(Form):
    phone: str = PHONE
    purpose: CodePurpose


class CodeSent(Shape):
    sent: Literal[True] = True
    valid_minutes: int


class TokenForm(Form):
    """A password or a code, not both."""

    phone: str = PHONE
    password: str = Field("", max_length=128)
    code: str = Field("", max_length=20)
    second: str = Field(
        "", max_length=40, description="有角色或设了第二重验证的人：验证器上的六位数字，或一张备用码"
    )
    label: str = Field("", max_length=60, description="给令牌起个名字，例如“公众号”")


class Token(Shape):
    access: str = Field(description="放在 Authorization: Bearer 后面；只在这里出现一次")
    expires_at: Moment


class PasswordForm(Form):
    phone: str = PHONE
    code: str = CODE
    password: str = Field(max_length=128)


class GuardianForm(Form):
    name: str = Field(max_length=60)
    relation: str = Field(max_length=20, examples=["母亲"])
    phone: str = PHONE
    code: str = CODE


class RecordForm(Form):
    """Order 67 art. 5: what a volunteer's record holds."""

    name: str = Field(max_length=60, description="证件上的姓名")
    id_type: IdType = IdType.RESIDENT_CARD
    id_number: str = Field(max_length=40)
    region: str = Field(max_length=40, description="居住的区划代码或名称")
    domains: list[str] = Field(min_length=1, max_length=4, description="愿意参加的服务类别：键或名称")
    consents: list[ConsentPurpose] = Field(max_length=10, description="同意的事项，至少有 registration")
    sex: Sex | None = Field(None, description="证件上没有时填写")
    birth_on: GivenDay | None = Field(None, description="证件上没有时填写")
    skills: str = Field("", max_length=200)
    guardian: GuardianForm | None = Field(None, description="未成年人的监护人；验证码发到监护人的手机")


class RegisterForm(RecordForm):
    """With a token only the record is made, for the token's account; phone, code and password are then left out."""

    phone: str = Field("", max_length=30, examples=["13800138000"])
    code: str = Field("", max_length=20, description="purpose 为 register 的验证码")
    password: str = Field("", max_length=128)


class Registered(Shape):
    id: UUID
    number: str
    real_name_state: RealNameState


class Role(Shape):
    role: str
    region: str | None = Field(description="管理的区域（路径）")
    body: UUID | None


class Record(Shape):
    id: UUID
    number: str
    name: str
    state: str
    real_name_state: RealNameState
    region: Words | None
    skills: str
    registered_at: Moment


class Me(Shape):
    name: str
    phone: str = Field(description="中间遮住")
    volunteer: Record | None
    roles: list[Role]


class RotatingCode(Shape):
    code: str
    renew_at: Moment = Field(description="到这一刻要显示新的码")
