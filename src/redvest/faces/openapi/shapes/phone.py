"""Changing the phone of one's account over the wire."""

from __future__ import annotations

from pydantic import Field

from redvest.faces.openapi.shapes.account import CODE, PHONE
from redvest.faces.openapi.shapes.base import Form
from redvest.registry.choices import PhoneProof

PROOF = Field(description="old：旧手机的验证码；factor：验证器或备用码；id：证件号码（有角色的人不能用）")


class PhoneCodeForm(Form):
    phone: str = PHONE
    proof: PhoneProof = PROOF


class PhoneForm(Form):
    phone: str = PHONE
    code: str = CODE
    proof: PhoneProof = PROOF
    typed: str = Field(max_length=40, description="proof 要的那一样")
