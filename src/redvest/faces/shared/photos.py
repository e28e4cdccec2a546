"""The field by which people send a few photos. What they really are, and what is taken out of them, says the domain."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from redvest.faces.shared.papers import PapersField, SeveralFiles

ACCEPT = "image/png,image/jpeg,image/webp"


class PhotosField(PapersField):
    """None or several pictures, never more than ``most``; its clean value is a list."""

    def __init__(self, *, most: int = 9, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", SeveralFiles(attrs={"accept": ACCEPT}))
        kwargs.setdefault("help_text", _("最多三张，一张最多 5 MB。照片里的拍摄位置会自动去掉。"))
        kwargs.setdefault("error_messages", {"empty": _("有一张照片是空的，请重新选择。")})
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        if isinstance(data, list | tuple) and len(data) > self.most:  # before any of them is read
            raise ValidationError(_("最多 %(n)d 张图片，请少选几张。"), params={"n": self.most})
        return [each for each in super().clean(data, initial) if each]


def read_photos(sent: list[UploadedFile[Any]], most_bytes: int) -> list[bytes]:
    """The content of each; no more than one byte beyond what is taken."""
    return [each.read(most_bytes + 1) for each in sent]
