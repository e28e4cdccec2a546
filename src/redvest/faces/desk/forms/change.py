"""The form that changes an announced activity: when, where, what, with whom, how many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import LaterNumber, MomentField, WholeField, text_area
from redvest.service.actions.activity_form import MOST_PLACES
from redvest.service.actions.change import TEXTS, ChangeForm
from redvest.service.choices import EditScope
from redvest.service.models import Activity, Post


class ScopeField(forms.ChoiceField):
    """Which occurrences of a series; asked only there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("改哪几场"),
            choices=EditScope.choices,
            initial=EditScope.ONE,
            widget=forms.RadioSelect,
            **kwargs,
        )


class ScopeFields(forms.Form):
    """Beside the form of a draft that belongs to a series."""

    scope = ScopeField()

    @property
    def chosen(self) -> EditScope:
        return EditScope(self.cleaned_data["scope"])


class ChangeFields(forms.Form):
    """Filled with what stands now; ``post-0`` and so on are the places of the posts in their order."""

    use_required_attribute = False

    starts_at = MomentField(label=_("开始时间"))
    ends_at = MomentField(label=_("结束时间"))
    place_name = forms.CharField(label=_("集合地点"), max_length=80)
    lon = LaterNumber(label=_("经度"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    lat = LaterNumber(label=_("纬度"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    content = forms.CharField(label=_("服务内容"), max_length=5000, widget=text_area(4))
    contact_name = forms.CharField(label=_("联系人"), max_length=60)
    contact_phone = forms.CharField(
        label=_("联系电话"), max_length=20, widget=forms.TextInput(attrs={"type": "tel"})
    )

    def __init__(self, *args: Any, activity: Activity, posts: list[Post], **kwargs: Any) -> None:
        names = ("starts_at", "ends_at", "lon", "lat", *TEXTS)
        kwargs["initial"] = {name: getattr(activity, name) for name in names}
        super().__init__(*args, **kwargs)
        self.posts = posts
        for number, post in enumerate(posts):
            self.fields[f"post-{number}"] = WholeField(
                label=gettext("“%(post)s”要几个人") % {"post": post.label}, least=1, most=MOST_PLACES,
                initial=post.places,
            )  # fmt: skip
        if activity.series_id is not None:
            self.fields["scope"] = ScopeField()

    @property
    def seen(self) -> list[tuple[str, str]]:
        """What stood in each field when the page was opened; it is sent along."""
        return [(f"was-{name}", self._was(name)) for name in self.fields if name != "scope"]

    def _was(self, name: str) -> str:
        sent = self.data.get(f"was-{name}") if self.is_bound else None
        if sent is not None:
            return str(sent)
        field = self.fields[name]
        stands = field.prepare_value(self.get_initial_for_field(field, name))
        return str(field.widget.format_value(stands) or "")

    @property
    def touched(self) -> set[str]:
        """What somebody changed on the page: what another leader has changed meanwhile is not undone by it."""
        if not any(name.startswith("was-") for name in self.data):
            return set(self.changed_data)
        names = set(self.fields) - {"scope"}
        return {name for name in names if str(self.data.get(name, "")).strip() != self._was(name).strip()}

    @property
    def post_fields(self) -> list[forms.BoundField]:
        return [self[f"post-{number}"] for number in range(len(self.posts))]

    def clean(self) -> dict[str, Any]:
        """A place on the map is moved, not taken away, and it has two numbers."""
        typed: dict[str, Any] = super().clean() or {}
        for name in ("lon", "lat"):
            if typed.get(name) is None and name not in self.errors and {"lon", "lat"} & self.touched:
                self.add_error(name, gettext("经度和纬度要一起填。"))
        return typed

    @property
    def chosen(self) -> EditScope:
        return EditScope(self.cleaned_data.get("scope") or EditScope.ONE)

    def to_form(self) -> ChangeForm:
        """Only what is different from what stands, so that other occurrences keep what is their own."""
        typed, touched = self.cleaned_data, self.touched
        given = {name: typed[name] for name in ("lon", "lat", *TEXTS) if name in touched}
        times = ("starts_at", "ends_at")
        if any(name in touched for name in times):
            given |= {name: typed[name] for name in times}
        if "lon" in given or "lat" in given:
            given |= {"lon": typed["lon"], "lat": typed["lat"]}
        numbers = range(len(self.posts))
        places = {n: typed[f"post-{n}"] for n in numbers if f"post-{n}" in touched}
        return ChangeForm(**given, places=places)
