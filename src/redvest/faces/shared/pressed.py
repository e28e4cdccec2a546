"""Which of two buttons somebody pressed. A form that came without either is no answer, least of all a no."""

from __future__ import annotations

from django.http import HttpRequest

from redvest.core.errors import Invalid


class NothingPressed(Invalid):
    """没收到你选的是哪一个，请回到上一页再点一次。"""

    code = "nothing-pressed"


def pressed(request: HttpRequest, yes: str, no: str) -> bool:
    """Whether it was ``yes``. Raises NothingPressed for neither."""
    verb = request.POST.get("verb")
    if verb not in (yes, no):
        raise NothingPressed
    return verb == yes
