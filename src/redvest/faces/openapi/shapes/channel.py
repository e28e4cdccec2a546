"""Over which channels somebody hears of what, over the wire."""

from __future__ import annotations

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Shape


class ChannelsForm(Form):
    wanted: dict[str, list[str]] = Field(
        description='每种通知要哪些渠道，如 {"signup": ["sms", "wechat"]}；没写的种类都不要'
    )


class ChannelsShape(Shape):
    connected: list[str] = Field(description="本站接通的渠道：sms、wechat、email、push")
    reachable: list[str] = Field(description="其中能找到你的：绑定了微信、验证了邮箱、有浏览器订阅")
    wanted: dict[str, list[str]]
