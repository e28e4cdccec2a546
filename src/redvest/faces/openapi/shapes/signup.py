"""Sign-ups over the wire."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Moment, Shape


class SignUpBody(Form):
    """What a sign-up may carry; all of it may be left out, and so may the body."""

    take_at_once: bool = Field(False, description="候补轮到时不用再问，直接报上")
    words: str = Field("", max_length=300, description="岗位要审核时，想对组织者说的话")


class SignedUp(Shape):
    id: UUID
    state: Literal["confirmed", "waiting", "applied"]
    position: int | None = Field(description="候补次序，从 1 开始；已报上时为 null")


class ReasonShape(Shape):
    code: str
    sentence: str
    course: str = Field("", description="缺的那门培训的 id，只有 needs-training 才有")


class Reasons(Shape):
    """Why somebody cannot sign up now; an empty list: nothing stands against it."""

    reasons: list[ReasonShape]


class MySignUp(Shape):
    id: UUID
    state: str
    position: int | None
    activity: UUID
    title: str
    post: UUID
    post_title: str
    shift: str = Field("", description="班次；岗位不分班时为空")
    body: str
    starts_at: Moment = Field(description="自己这一班的开始；不分班时是活动的开始")
    ends_at: Moment
    signed_up_at: Moment
    kept_until: Moment | None = Field(None, description="轮到了，名额留到这时候；没有轮到时为 null")
    answer_by: Moment | None = Field(None, description="申请最晚何时有答复；不用审核时为 null")
    reconfirm_by: Moment | None = Field(None, description="请在此前再次确认；没问过时为 null")
    reconfirmed_at: Moment | None = None


class MySignUps(Shape):
    items: list[MySignUp]
    next: str | None


class AnswerForm(Form):
    accept: bool
    words: str = Field("", max_length=300, description="不录用时必填，本人会看到")


class OfferLine(Shape):
    """One turn in a waiting list: made, taken, declined, expired, withdrawn, or skipped with its reason."""

    signup: UUID
    volunteer: str = Field(description="遮去中间的姓名")
    state: str
    reason: str
    made_at: Moment
    expires_at: Moment | None
    ended_at: Moment | None


class Offers(Shape):
    items: list[OfferLine]
    next: str | None


class RosterLine(Shape):
    signup: UUID
    state: str
    post: UUID
    post_title: str
    shift: str = Field("", description="班次；岗位不分班时为空")
    volunteer: UUID
    number: str
    name: str = Field(description="遮去中间的姓名")
    phone: str = Field(description="只有尾号")


class Roster(Shape):
    items: list[RosterLine]
    next: str | None
