"""The form by which a sheet is sent in: people, organisations, stations or projects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.activity import Choices

LARGEST = 10 * 1024 * 1024
VOLUNTEERS, MEMBERS, PROJECTS = "volunteers", "members", "projects"
BODIES, STATIONS = "organizations", "stations"
OF_PEOPLE = {VOLUNTEERS, MEMBERS}
_KINDS = [
    (VOLUNTEERS, _("还没登记的志愿者")),
    (MEMBERS, _("已经登记、要加入组织的人")),
    (PROJECTS, _("项目")),
]
# What belongs to a place and not to one organisation.
_OF_A_PLACE = [(BODIES, _("组织")), (STATIONS, _("服务站"))]


class UploadFields(forms.Form):
    """Larger files than this go by the command line, which shows its progress."""

    what = forms.ChoiceField(
        label=_("表里是什么"), required=False,
        help_text=_("组织、服务站和项目的表头和导出的一样。组织导入后就是正常状态，要再给负责人角色；服务站的等级不能导入。"),
    )  # fmt: skip
    sheet = forms.FileField(
        label=_("Excel 表格"),
        help_text=_(
            "第一行是表头：姓名、证件号码一定要有，其他列有就带上，次序不限。加入组织的表要有志愿者编号、姓名和本人同意加入。"
        ),
        error_messages={"required": _("请选择一个 .xlsx 文件。"), "empty": _("这个文件是空的，请重新选择。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    body = forms.ChoiceField(label=_("哪个组织的"), required=False)
    consent_on_file = forms.BooleanField(
        label=_("每个人的书面同意都已存档"), required=False,
        help_text=_("表里没有“本人同意登记”这一列时要勾选。组织代为登记要经本人同意。"),
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: Choices, whole_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = [("", _("不属于一个组织，或者表里写了组织代码"))] if whole_place else []
        self.fields["what"].choices = [*_KINDS, *(_OF_A_PLACE if whole_place else [])]  # type: ignore[attr-defined]
        self.fields["body"].choices = [*nobody, *bodies]  # type: ignore[attr-defined]

    def clean_sheet(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["sheet"]
        if file.size and file.size > LARGEST:
            limit = filesizeformat(LARGEST)
            said = _("文件太大，最多 %(limit)s。可以分成几份，或者请系统管理员用命令导入。") % {
                "limit": limit
            }
            raise forms.ValidationError(said)
        return file
