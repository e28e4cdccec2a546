"""The form of an activity and the rows of its posts, filled from and turned into the service's own forms."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from redvest.core import clock
from redvest.faces.desk.forms.inputs import LaterNumber, LaterText, MomentField, WholeField, text_area
from redvest.registry.queries.profile import people_list
from redvest.registry.queries.skill import skills_on
from redvest.service.actions.activity_form import LONGEST_ANSWER, MOST_PLACES, ActivityForm, PostForm
from redvest.service.models import Activity
from redvest.service.queries.activity_kind import ORDINARY, kind_choices
from redvest.service.queries.protection import terms_of
from redvest.service.queries.training import needs_of
from redvest.service.rules.statement import Statement

NEW_PROJECT = "new"
STATED = tuple(field.name for field in dataclasses.fields(Statement))
Choices = Sequence[tuple[str, object]]


class ActivityFields(forms.Form):
    """A draft needs a title, a time, a region and a kind of service; the notice's other items may come later."""

    use_required_attribute = False

    project = forms.ChoiceField(
        label=_("所属项目"), error_messages={"required": _("请选择这场活动属于哪个项目。")}
    )
    new_project = forms.CharField(
        label=_("新项目的名称"), required=False, max_length=80, help_text=_("上面选了“新建一个项目”才要填。")
    )
    title = forms.CharField(
        label=_("标题"),
        max_length=60,
        help_text=_("一眼看懂什么时候、做什么，例如“周六上午，陪独居老人买菜”。"),
        error_messages={"required": _("给活动起个标题，让人一眼看懂要做什么。")},
    )
    domain = forms.ChoiceField(label=_("服务类别"), error_messages={"required": _("请选择服务类别。")})
    kind = forms.ChoiceField(
        label=_("活动类型"), required=False, help_text=_("讲座和演出有听众，听众的人数由领队在现场登记。")
    )
    audience_places = WholeField(
        label=_("听众席"), least=1, most=MOST_PLACES, later=True, help_text=_("只有讲座和演出才填。")
    )
    content = LaterText(
        label=_("服务内容"), max_length=5000, widget=text_area(4), help_text=_("到了做什么，怎么分工。")
    )
    starts_at = MomentField(label=_("开始时间"))
    ends_at = MomentField(label=_("结束时间"))
    break_minutes = WholeField(
        label=_("中间休息几分钟"),
        least=0,
        most=1440,
        later=True,
        help_text=_("休息不算服务时长。没有就填 0。"),
    )
    signup_opens_at = MomentField(
        label=_("报名开始"),
        required=False,
        help_text=_("不填就是发布后马上开始；重复的活动，后面各场提前同样多天，从零点开始。"),
    )
    signup_closes_at = MomentField(
        label=_("报名截止"), required=False, help_text=_("不填就是活动开始时截止。")
    )
    region = forms.ChoiceField(label=_("所在区域"), error_messages={"required": _("请选择活动所在的区域。")})
    place_name = LaterText(
        label=_("集合地点"), max_length=80, help_text=_("写到找得到的程度，例如“百花湖社区服务站门口”。")
    )
    lon = LaterNumber(
        label=_("经度"), min_value=-180, max_value=180, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    lat = LaterNumber(
        label=_("纬度"), min_value=-90, max_value=90, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    conditions = LaterText(
        label=_("志愿者条件"), max_length=2000, widget=text_area(2), help_text=_("没有特别要求就写“不限”。")
    )
    how_to_apply = LaterText(
        label=_("报名方式"), max_length=2000, widget=text_area(2), initial=_("在本平台选岗位报名。")
    )
    risks = LaterText(
        label=_("可能的风险"), max_length=2000, widget=text_area(2),
        help_text=_("例如过马路、提重物、天气。真的没有也要写明。"),
    )  # fmt: skip
    guarantees = LaterText(
        label=_("提供的保障"), max_length=2000, widget=text_area(2), help_text=_("保险、饮水、马甲、交通等。")
    )
    contact_name = LaterText(label=_("联系人"), max_length=60)
    contact_phone = LaterText(
        label=_("联系电话"), max_length=20, help_text=_("会公开显示，建议用组织的电话。"),
        widget=forms.TextInput(attrs={"type": "tel"}),
    )  # fmt: skip
    leader = forms.ChoiceField(
        label=_("领队"), required=False, help_text=_("领队负责签到和确认时长，不能审核自己带的活动。")
    )
    not_duty = forms.BooleanField(
        label=_("这不是谁的本职工作，来的人不是在履行职务"), required=False,
        help_text=_("单位派的工作、值班、会议和学习，不能记成志愿服务。"),
    )  # fmt: skip
    unpaid = forms.BooleanField(
        label=_("没有报酬"), required=False, help_text=_("交通、误餐等必要补贴不算报酬。")
    )
    public_benefit = forms.BooleanField(
        label=_("为了公益，帮的是别人和社会"), required=False, help_text=_("为单位或个人营利的不算。")
    )
    party_service = forms.BooleanField(
        label=_("这是党员“双报到”活动"), required=False,
        help_text=_("每位志愿者要自己声明是业余时间参加的，时长才会入账。"),
    )  # fmt: skip
    off_duty = forms.BooleanField(label=_("双报到活动安排在工作时间以外"), required=False)
    dangerous = forms.BooleanField(label=_("有一定危险（抢险、攀高、涉水等），只招成年人"), required=False)
    danger_note = LaterText(
        label=_("为什么不算危险"), max_length=200,
        help_text=_("内容里写到水边、高处、夜间这些、但没有危险时，写一句理由，审核的人会看到。"),
    )  # fmt: skip
    agreement = forms.BooleanField(
        label=_("要和志愿者签协议"), required=False,
        help_text=_("有危险、时间长或对方要求时签。文字由上面填的内容生成，报上的人在网上看过并同意。"),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        projects: Choices,
        domains: Choices,
        regions: Choices,
        leaders: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", _("请选择"))
        self.fields["project"].choices = [*projects, (NEW_PROJECT, _("＋ 新建一个项目"))]  # type: ignore[attr-defined]
        self.fields["domain"].choices = [nothing, *domains]  # type: ignore[attr-defined]
        self.fields["region"].choices = [nothing, *regions]  # type: ignore[attr-defined]
        self.fields["leader"].choices = list(leaders)  # type: ignore[attr-defined]
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("project") == NEW_PROJECT and not typed.get("new_project"):
            self.add_error("new_project", _("给新项目起个名称，或者在上面选一个已有的项目。"))
        return typed

    def to_form(self, project_id: UUID) -> ActivityForm:
        """What the service asks for. Call it when the form is valid."""
        typed = self.cleaned_data
        same = ActivityForm.COPIED - {"break_minutes", "kind"}
        return ActivityForm(
            project_id=project_id,
            domain_key=typed["domain"],
            region_code=typed["region"],
            signup_opens_at=typed["signup_opens_at"],
            signup_closes_at=typed["signup_closes_at"],
            leader_id=UUID(typed["leader"]) if typed["leader"] else None,
            break_minutes=typed["break_minutes"] or 0,
            statement=Statement(**{name: typed[name] for name in STATED}),
            agreement=typed["agreement"],
            kind=typed["kind"] or ORDINARY,
            **{name: typed[name] for name in same},
        )


class PostFields(forms.Form):
    """One post. A row left empty is no post."""

    use_required_attribute = False

    title = LaterText(label=_("岗位名称"), max_length=40)
    places = WholeField(label=_("人数"), least=1, most=MOST_PLACES, later=True)
    min_age = WholeField(label=_("最小年龄"), most=120, later=True)
    max_age = WholeField(label=_("最大年龄"), most=120, later=True)
    description = LaterText(label=_("说明"), max_length=200)
    courses = forms.MultipleChoiceField(
        label=_("要先参加的培训"), required=False, widget=forms.CheckboxSelectMultiple
    )

    qualifications = forms.MultipleChoiceField(
        label=_("要有的资格"), required=False, widget=forms.CheckboxSelectMultiple
    )
    skills = forms.MultipleChoiceField(
        label=_("用得上的技能（没有也能报）"), required=False, widget=forms.CheckboxSelectMultiple
    )
    shift = LaterText(label=_("班次名称（例如早班）"), max_length=20)
    starts_at = MomentField(label=_("班次开始"), required=False)
    ends_at = MomentField(label=_("班次结束"), required=False)
    break_minutes = WholeField(label=_("班次中间休息几分钟"), most=1440, later=True)
    meeting_point = LaterText(label=_("集合的地方（和活动地点不同时填）"), max_length=80)
    needs_review = forms.BooleanField(label=_("先申请，由你挑人"), required=False)
    answer_hours = WholeField(
        label=_("多少小时内答复（不填就是 72 小时）"), least=1, most=LONGEST_ANSWER, later=True
    )

    def __init__(self, *args: Any, courses: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["qualifications"].choices = list(people_list("qualification").items())  # type: ignore[attr-defined]
        self.fields["courses"].choices = list(courses)  # type: ignore[attr-defined]
        self.fields["skills"].choices = _skills()  # type: ignore[attr-defined]

    @property
    def has_shift(self) -> bool:
        """Whether this post has times of its own, or what was typed for them is wrong."""
        names = ("shift", "starts_at", "ends_at", "break_minutes")
        return any(self[name].value() or self[name].errors for name in names)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if not self.filled:
            return typed
        if not typed.get("title") and "title" not in self.errors:
            self.add_error("title", _("给这个岗位起个名称。"))
        if typed.get("places") is None and "places" not in self.errors:
            self.add_error("places", _("这个岗位要几个人？"))
        return typed

    @property
    def filled(self) -> bool:
        """Whether anything was typed into this row."""
        return any(self.cleaned_data.get(name) not in (None, "", [], False) for name in self.fields) or bool(
            self.errors
        )

    def to_form(self) -> PostForm:
        typed = self.cleaned_data
        return PostForm(
            title=typed["title"],
            places=typed["places"],
            description=typed["description"],
            min_age=typed["min_age"],
            max_age=typed["max_age"],
            courses=tuple(UUID(key) for key in typed["courses"]),
            qualifications=tuple(typed["qualifications"]),
            meeting_point=typed["meeting_point"],
            needs_review=typed["needs_review"],
            answer_hours=typed["answer_hours"],
            skills=tuple(typed["skills"]),
            shift=typed["shift"],
            starts_at=typed["starts_at"],
            ends_at=typed["ends_at"],
            break_minutes=typed["break_minutes"] or 0,
        )


def _skills() -> list[tuple[str, str]]:
    """What may be chosen today; groups stay together."""
    return [(each.key, each.name) for each in skills_on(clock.day_of(clock.now()))]


class PostRows(BaseFormSet[PostFields]):
    """All posts of an activity: those there are, and three empty rows."""

    def to_forms(self) -> list[PostForm]:
        return [form.to_form() for form in self.forms if form.filled]


PostFormSet: type[PostRows] = formset_factory(PostFields, formset=PostRows, extra=3, max_num=40)  # type: ignore[assignment]


def initial_of(activity: Activity) -> dict[str, Any]:
    """What an activity's form starts with."""
    same = (*ActivityForm.COPIED, "signup_opens_at", "signup_closes_at")
    stated = getattr(activity, "statement", None)
    # Left empty it opens at once; the minute of that is nobody's wish, and would move through a whole series.
    if activity.signup_opens_at == activity.created_at:
        same = tuple(name for name in same if name != "signup_opens_at")
    return {
        **{name: getattr(activity, name) for name in same},
        **{name: getattr(stated, name, False) for name in STATED},
        "project": str(activity.project_id),
        "domain": activity.domain_id,
        "region": activity.region_id,
        "leader": str(activity.leader_id),
        "agreement": terms_of(activity) is not None,
    }


def initial_posts(activity: Activity) -> list[dict[str, Any]]:
    names = (
        "title", "places", "min_age", "max_age", "description", "qualifications", "meeting_point", "needs_review",
        "answer_hours", "skills", "shift", "starts_at", "ends_at",
    )  # fmt: skip
    posts = list(activity.posts.all())
    needs = needs_of(post.pk for post in posts)
    return [
        {name: getattr(post, name) for name in names}
        | {"courses": [str(course.pk) for course in needs.get(post.pk, ())]}
        | {"break_minutes": post.break_minutes or None}
        for post in posts
    ]
