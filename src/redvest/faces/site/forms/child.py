"""What a guardian fills in to put a child on the register; the guardian is the account that is signed in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.site.forms.real_name import RealNameForm
from redvest.registry.actions.volunteer import VolunteerForm
from redvest.registry.choices import ConsentPurpose, IdType, Sex

_CONSENTS = {
    "consent": ConsentPurpose.REGISTRATION,
    "publish_name": ConsentPurpose.PUBLISH_NAME,
    "guardian_consent": ConsentPurpose.GUARDIAN,
    "minor_data": ConsentPurpose.MINOR_DATA,
}


class ChildForm(RealNameForm):
    """The form of one's own real name without the guardian's phone and code."""

    guardian_name = None  # type: ignore[assignment]
    guardian_phone = None  # type: ignore[assignment]
    guardian_code = None  # type: ignore[assignment]
    guardian_relation = forms.CharField(
        label=_("您是孩子的"), help_text=_("比如：妈妈、爸爸、奶奶。"), max_length=20,
        error_messages={"required": _("请写明您和孩子的关系。")},
    )  # fmt: skip

    def asked(self) -> VolunteerForm:
        """The form as the registry takes it."""
        typed = self.cleaned_data
        return VolunteerForm(
            name=typed["name"],
            id_type=IdType(typed["id_type"]),
            id_number=typed["id_number"],
            sex=Sex(typed["sex"]) if typed["sex"] else None,
            birth_on=typed["birth_on"],
            region_code=self.region_code(),
            domains=tuple(typed["domains"]),
            skills=typed["skills"],
            consents=frozenset(purpose for name, purpose in _CONSENTS.items() if typed[name]),
            guardian=None,
        )
