"""The small pictures of a demo city's spotted problems: whole, light, without traces, another for each scene."""

from __future__ import annotations

import hashlib

import pytest

from redvest.connectors.storage import storage
from redvest.core.picture import bare_picture
from redvest.faces.ops.demo.need_words import AGAIN, SPOTS
from redvest.faces.ops.demo.spotted_pictures import keep_spotted

SCENES = ["", *sorted({sight.scene for sight in (*SPOTS, AGAIN) if sight.scene})]


@pytest.mark.parametrize("scene", SCENES)
def test_a_picture_is_whole_light_and_tells_nothing_beside_itself(scene: str) -> None:
    drawn = keep_spotted("360500", "0190abc", scene)
    data = storage().read(drawn.key)
    assert bare_picture(data) == ("image/png", data) and len(data) == drawn.size < 4_000
    assert hashlib.sha256(data).digest() == drawn.sha256 and drawn.key == "needs/360500/demo/0190abc.png"


def test_each_scene_is_another_and_the_same_every_time() -> None:
    found = {scene: keep_spotted("360500", f"a{turn}", scene).sha256 for turn, scene in enumerate(SCENES)}
    assert len(set(found.values())) == len(SCENES) == 5
    assert keep_spotted("360500", "again", "bags").sha256 == found["bags"]
