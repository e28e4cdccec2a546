"""What a volunteer says about themselves, over the wire."""

from __future__ import annotations

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Shape
from redvest.registry.choices import ProjectInvites, TeamInvites

SLOT = "24 个代码：mon–sun 和 holiday，配 morning、afternoon、evening，例如 sat-morning"


class ProfileForm(Form):
    """The whole profile: what is left out is emptied."""

    slots: list[str] = Field(default_factory=list, max_length=24, description=SLOT)
    languages: list[str] = Field(default_factory=list, max_length=20)
    affiliation: str = Field("", max_length=2, description="政治面貌，建议填写；不填留空")
    affiliation_agreed: bool = Field(False, description="填写政治面貌时必须为 true：单独同意")
    project_invites: ProjectInvites = ProjectInvites.ASK
    team_invites: TeamInvites = TeamInvites.REFUSE


class ProfileShape(Shape):
    slots: list[str] = Field(description=SLOT)
    languages: list[str]
    affiliation: str
    project_invites: ProjectInvites
    team_invites: TeamInvites
    missing: list[str] = Field(description="还可以补上的，供提示用")
