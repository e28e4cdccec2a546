"""Which of a form's buttons somebody pressed. A form that came without any is no answer, least of all a no."""

from __future__ import annotations

from django.http import HttpRequest

from redvest.core.errors import Invalid


class NothingPressed(Invalid):
    """没收到你选的是哪一个，请回到上一页再点一次。"""

    code = "nothing-pressed"


def pressed(request: HttpRequest, yes: str, no: str) -> bool:
    """Whether it was ``yes``. Raises NothingPressed for neither."""
    return which(request, yes, no) == yes


def which(request: HttpRequest, *buttons: str, field: str = "verb") -> str:
    """The one of these that was pressed. Raises NothingPressed for anything else."""
    said = request.POST.get(field, "")
    if said not in buttons:
        raise NothingPressed
    return said
