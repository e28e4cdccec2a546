"""Activities and their posts over the wire."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenDay, GivenMoment, Moment, Named, Shape, Words

DAYS = r"^([1-7](,[1-7]){0,6})?$"
NEAR = r"^-?\d{1,3}(\.\d{1,9})?,-?\d{1,2}(\.\d{1,9})?$"


class Place(Shape):
    name: str
    region: Words = Field(description="区划代码和名称")
    lon: float | None = Field(description="WGS-84 经度")
    lat: float | None = Field(description="WGS-84 纬度")


class PostShape(Shape):
    id: UUID
    title: str
    description: str
    places: int
    taken: int
    waiting: int = Field(description="候补人数")
    min_age: int | None
    max_age: int | None


class ActivityShape(Shape):
    """An activity as a list shows it."""

    id: UUID
    title: str
    state: str
    starts_at: Moment
    ends_at: Moment
    signup_opens_at: Moment
    signup_closes_at: Moment
    place: Place
    domain: Words
    body: Named
    posts: list[PostShape]
    series: UUID | None = Field(description="属于哪个系列；各场见 /series/{id}")


class ActivityPage(Shape):
    items: list[ActivityShape]
    next: str | None = Field(description="下一页的 after；没有下一页时为 null")


class PostTerms(Shape):
    """What one has to know of a post besides its numbers."""

    post: UUID
    shift: str = Field(description="班次名称")
    starts_at: Moment = Field(description="班次自己的时间；没有就是活动的时间")
    ends_at: Moment
    break_minutes: int
    meeting_point: str
    qualifications: list[str] = Field(description="要有的资格")
    skills: list[str] = Field(description="用得上的技能")


class ActivityDetail(ActivityShape):
    """An activity with its whole recruitment notice."""

    project: UUID
    content: str
    conditions: str
    how_to_apply: str
    risks: str
    guarantees: str
    contact_name: str
    contact_phone: str
    leader_name: str
    dangerous: bool
    break_minutes: int
    review_note: str = Field(description="退回或取消的原因")
    kind: str = Field(description="活动类型")
    audience_places: int | None = Field(description="听众席")
    audience: dict[str, int] = Field(description="来了多少听众，按人群；开始以后由领队登记")
    terms: list[PostTerms] = Field(description="各岗位的时间和要求，次序和 posts 一样")


class ActivityState(Shape):
    """What a step on an activity's way answers."""

    id: UUID
    state: str
    posts: list[PostShape]


class ActivityQuery(Form):
    """Which activities are looked for."""

    q: str = Field("", max_length=100, description="标题、地点、内容里的字词，拼音或首字母")
    domain: str = Field("", max_length=24, description="服务类别的键或名称")
    region: str = Field("", max_length=40, description="区划代码或名称，含其下各级")
    near: str | None = Field(
        None, pattern=NEAR, description="lon,lat：这一点附近，多远见 within", examples=["114.93,27.81"]
    )
    from_: GivenDay | None = Field(None, alias="from", description="这一天起（含）")
    to: GivenDay | None = Field(None, description="到这一天（含）")
    within: int = Field(20, ge=1, le=50, description="near 多少公里以内")
    open: bool = Field(False, description="1：只要正在报名、还有名额的")
    days: str = Field("", pattern=DAYS, description="星期几开始：1–7，逗号分开", examples=["6,7"])
    part: Literal["", "morning", "afternoon", "evening"] = Field("", description="一天里什么时候开始")
    age: int | None = Field(None, ge=1, le=120, description="几岁的人能参加")
    easy: bool = Field(False, description="1：只要不用先培训、不要资格的")
    after: str | None = Field(None, max_length=400, description="上一页的 next")
    limit: int = Field(20, ge=1, le=100)


class PostForm(Form):
    title: str = Field(max_length=40)
    places: int = Field(ge=1, le=100_000)
    description: str = Field("", max_length=200)
    min_age: int | None = Field(None, ge=0, le=120)
    max_age: int | None = Field(None, ge=0, le=120)
    courses: list[UUID] = Field(default_factory=list, max_length=10, description="要先参加的培训")
    qualifications: list[str] = Field(
        default_factory=list, max_length=10, description="要有的资格，名单里的代码"
    )
    meeting_point: str = Field("", max_length=80)
    needs_review: bool = Field(False, description="先申请，由组织者挑人")
    answer_hours: int | None = Field(None, ge=1, le=240, description="多少小时内答复，不填是 72")
    skills: list[str] = Field(default_factory=list, max_length=20, description="用得上的技能，名单里的代码")
    shift: str = Field("", max_length=20, description="班次名称")
    starts_at: GivenMoment | None = Field(None, description="班次自己的时间；两个都填或都不填")
    ends_at: GivenMoment | None = None
    break_minutes: int = Field(0, ge=0, le=1_440, description="班次中间休息，不算时长")


class StatementForm(Form):
    """Whether it is volunteer service (民政部令第 67 号第 19 条)."""

    not_duty: bool = Field(False, description="不是履行职务")
    unpaid: bool = Field(False, description="没有报酬")
    public_benefit: bool = Field(False, description="为了公益")
    party_service: bool = Field(False, description="党员双报到：每人要另外声明在业余时间参加")
    off_duty: bool = Field(False, description="双报到活动安排在工作时间以外")


class ActivityForm(Form):
    """A draft. What the recruitment notice still lacks is asked for on submitting, not here."""

    project: UUID
    title: str = Field(min_length=1, max_length=60)
    domain: str = Field(max_length=24, description="服务类别的键或名称")
    region: str = Field(max_length=40, description="区划代码或名称")
    starts_at: GivenMoment
    ends_at: GivenMoment
    content: str = Field("", max_length=10_000)
    place: str = Field("", max_length=80, description="集合地点")
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    posts: list[PostForm] = Field(default_factory=list, max_length=50)
    conditions: str = Field("", max_length=2_000)
    how_to_apply: str = Field("", max_length=2_000)
    risks: str = Field("", max_length=2_000)
    guarantees: str = Field("", max_length=2_000)
    contact_name: str = Field("", max_length=60)
    contact_phone: str = Field("", max_length=20)
    dangerous: bool = False
    danger_note: str = Field("", max_length=200, description="写到了水边、高处这些但没有危险时的理由")
    kind: str = Field("service", max_length=16, description="活动类型；讲座和演出有听众")
    audience_places: int | None = Field(None, ge=1, le=100_000, description="听众席，讲座和演出才有")
    agreement: bool = Field(False, description="报上后要不要同意一份志愿服务协议")
    break_minutes: int = Field(0, ge=0, le=1_440)
    signup_opens_at: GivenMoment | None = None
    signup_closes_at: GivenMoment | None = None
    service_statement: StatementForm | None = Field(
        None, description="不填：由批准的人核实；填了就要属实，缺哪条会列在 missing 里"
    )


class AudienceForm(Form):
    """How many of each group came to listen; what is left out is nobody."""

    people: dict[str, int] = Field(
        max_length=20, description="residents elders children students workers entrepreneurs disabled other"
    )


class AudienceShape(Shape):
    people: dict[str, int]
    total: int


class Note(Form):
    note: str = Field(min_length=1, max_length=200, description="要改什么，让对方知道下一步怎么办")


class Reason(Form):
    reason: str = Field(min_length=1, max_length=200)
