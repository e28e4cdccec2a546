"""The form by which a certificate's file is sent in to be checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from redvest.service.queries.file_check import LARGEST, FileTooLarge


class VerifyFileForm(forms.Form):
    """One file, small enough to stay in memory."""

    file = forms.FileField(
        label=_("证明文件"),
        help_text=_("PDF 证明、.jwt 凭证或者徽章图片，不超过 1 MB。看完就丢，不会保存。"),
        error_messages={"required": _("请选择一个文件。"), "empty": _("这个文件是空的，请重新选择。")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.jwt,.json,.png"}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(FileTooLarge().message)
        return file
