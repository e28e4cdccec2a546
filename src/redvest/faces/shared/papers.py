"""The field by which people send pictures and PDFs as evidence. What a file really is, the domain says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ACCEPT = "image/png,image/jpeg,image/webp,application/pdf"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PapersField(forms.FileField):
    """One or more files; its clean value is a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", SeveralFiles(attrs={"accept": ACCEPT}))
        kwargs.setdefault("help_text", _("照片或 PDF，一份最多 5 MB，最多 6 份。"))
        messages = {"required": _("请附上至少一份材料。"), "empty": _("有一个文件是空的，请重新选择。")}
        kwargs.setdefault("error_messages", messages)
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(PapersField, self).clean(each, initial) for each in given or [None]]
