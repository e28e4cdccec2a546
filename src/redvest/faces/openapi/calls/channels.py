"""Over which channels one hears of what."""

from __future__ import annotations

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, members
from redvest.faces.openapi.shapes.channel import ChannelsForm, ChannelsShape
from redvest.registry.actions.reach import choose_channels
from redvest.registry.choices import MessageKind
from redvest.registry.models import Account
from redvest.registry.policy import require_member
from redvest.registry.queries.reach import connected, reach_of
from redvest.registry.rules.delivery import wants

calls = Calls("消息")


@calls.get("/me/channels", members, "我的接收方式", ChannelsShape)
def my_channels(request: Asking) -> HttpResponse:
    """Everything is in the inbox besides."""
    return answer(_mine(request))


@calls.put("/me/channels", members, "改接收方式", ChannelsShape)
def put_channels(request: Asking, form: ChannelsForm) -> HttpResponse:
    """For the channels that are connected; a warning of one's account comes by text whatever is chosen."""
    wanted = {(kind, channel) for kind, channels in form.wanted.items() for channel in channels}
    there = [each.value for each in connected()]
    choose_channels(by=request.standing, channels=there, wanted=wanted, at=clock.now())
    return answer(_mine(request))


def _mine(request: Asking) -> ChannelsShape:
    there = connected()
    reach = reach_of(Account.objects.get(pk=require_member(request.standing)))
    wanted = {
        kind.value: [each.value for each in there if wants(reach.chosen, kind, each)] for kind in MessageKind
    }
    reachable = [each.value for each, targets in reach.targets.items() if targets]
    return ChannelsShape(connected=[each.value for each in there], reachable=reachable, wanted=wanted)
