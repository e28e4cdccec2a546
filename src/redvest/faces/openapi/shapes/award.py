"""Awards and contests over the wire, as everybody may read them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Moment, PageQuery, Shape, Words


class EditionShape(Shape):
    id: UUID
    title: str
    programme: str
    year: int
    state: Words
    granted_by: str = Field(description="授予单位")
    nominate_from: date
    nominate_until: date
    vote_from: date | None
    vote_until: date | None
    vote_percent: int = Field(description="投票占总分的百分之几，供评审参考")
    judge_until: date
    publicity_from: date | None
    publicity_until: date | None
    document_number: str = Field(description="表彰文件的文号；没有决定以前是空的")
    reason: str = Field(description="取消的话，为什么")


class EditionsShape(Shape):
    items: list[EditionShape]
    next: str | None


class EditionsQuery(PageQuery):
    over: bool = Field(False, description="1：已经表彰、归档或取消的")


class NomineeShape(Shape):
    id: UUID
    name: str = Field(description="没有同意公开姓名的遮住一部分，未成年人不写")
    place: str


class CategoryShape(Shape):
    id: UUID
    name: str
    places: int = Field(description="名额")
    asked: list[str] = Field(description="参评条件，一条一句，按记录核对")
    nominees: list[NomineeShape] = Field(description="审核通过的；公示以后只有当选的")


class AwardShape(EditionShape):
    categories: list[CategoryShape]
    scores: str | None = Field(
        description="评分记录的地址，用 /awards/recompute.py 可以自己重算；没有冻结以前是 null"
    )


class ContestShape(Shape):
    id: UUID
    title: str
    kind: Words
    state: Words
    organiser: str
    words: str
    enter_from: Moment
    enter_until: Moment
    judge_until: Moment
    pupils_only: bool
    rights: str = Field(description="作品怎么用")


class ContestsShape(Shape):
    items: list[ContestShape]
    next: str | None


class ContestsQuery(PageQuery):
    kind: str = Field("", max_length=12)
    over: bool = Field(False, description="1：已经截稿的")


class WorkShape(Shape):
    id: UUID
    title: str
    words: str
    link: str = Field(description="视频在别的网站的地址；没有是空的")
    author: str = Field(description="作者同意署名才写，没有是空的")
    pictures: list[str] = Field(description="图片的地址")


class WorksShape(Shape):
    items: list[WorkShape]
    next: str | None
