"""What is typed about a service: the words, a few pictures, and whether others may read it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.shared.photos import PhotosField, read_photos
from redvest.service.rules.reflection import LARGEST_PICTURE, LONGEST

FIELDS = {"reflection-length": "text", "reflection-pictures": "pictures"}


class ReflectionFields(forms.Form):
    """Pictures of an earlier draft are ticked beside it to stay."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("心得"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("20 到 2000 个字。别人的名字、电话和住址不要写。"),
        error_messages={"required": _("写几句再交，20 个字就够。")},
    )
    pictures = PhotosField(label=_("照片"))
    public = forms.BooleanField(
        label=_("审核通过以后，公开给大家看"),
        required=False,
        help_text=_("不勾就只有你自己和审核的人看得到，以后随时能改。"),
    )

    def photos(self) -> list[bytes]:
        return read_photos(self.cleaned_data["pictures"], LARGEST_PICTURE)
