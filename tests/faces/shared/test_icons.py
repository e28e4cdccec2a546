"""The sprite: built from the installed package, of only the icons we use, and only the ones we use are named."""

from __future__ import annotations

import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from redvest.faces import shared
from redvest.faces.shared import assets
from redvest.faces.shared.icons import ICONS, IconMissing, build_sprite, icon_symbol

ROOT = Path(__file__).parents[3]
SRC = ROOT / "src" / "redvest"
PIN = (
    '<svg\n  xmlns="http://www.w3.org/2000/svg"\n  width="24"\n  stroke-width="2"\n>\n'
    '  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  <path d="M9 11a3 3 0 1 0 6 0" />\n</svg>'
)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A node_modules folder with two icons in it."""
    folder = tmp_path / "node_modules" / "@tabler" / "icons" / "icons" / "outline"
    folder.mkdir(parents=True)
    for name in ("map-pin", "check"):
        (folder / f"{name}.svg").write_text(PIN, encoding="utf-8")
    return tmp_path / "node_modules"


def test_symbol_drops_the_invisible_box() -> None:
    assert (
        icon_symbol("map-pin", PIN)
        == '<symbol id="map-pin" viewBox="0 0 24 24"><path d="M9 11a3 3 0 1 0 6 0" /></symbol>'
    )


def test_symbol_refuses_what_is_no_svg() -> None:
    with pytest.raises(IconMissing, match="map-pin"):
        icon_symbol("map-pin", "<html>not here</html>")


def test_sprite_is_xml_with_one_symbol_a_name(package: Path, tmp_path: Path) -> None:
    out = build_sprite(package, tmp_path / "deep" / "icons.svg", ("map-pin", "check"))
    ids = [node.get("id") for node in ElementTree.fromstring(out.read_text(encoding="utf-8"))]
    assert ids == ["map-pin", "check"]
    assert "MIT" in out.read_text(encoding="utf-8")


def test_missing_icon_is_named_and_nothing_is_written(package: Path, tmp_path: Path) -> None:
    out = tmp_path / "icons.svg"
    with pytest.raises(IconMissing, match="no-such-icon"):
        build_sprite(package, out, ("map-pin", "no-such-icon"))
    assert not out.exists()


def test_unchanged_sprite_keeps_its_time(package: Path, tmp_path: Path) -> None:
    out = build_sprite(package, tmp_path / "icons.svg", ("map-pin",))
    os.utime(out, (1_000_000, 1_000_000))
    build_sprite(package, out, ("map-pin",))
    assert out.stat().st_mtime == 1_000_000
    build_sprite(package, out, ("map-pin", "check"))
    assert out.stat().st_mtime > 1_000_000


def test_build_writes_where_static_files_are_looked_for(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    folder = assets.build(tmp_path)
    assert folder == tmp_path / "var" / "assets" == assets.built_folder(tmp_path)
    sprite = (folder / "redvest" / "icons.svg").read_text(encoding="utf-8")
    assert sprite.count("<symbol ") == len(ICONS)
    assert len(sprite) < 60_000


def test_names_are_sorted_and_named_once() -> None:
    assert list(ICONS) == sorted(set(ICONS))


def test_every_icon_a_template_asks_for_is_in_the_sprite() -> None:
    asked: dict[str, str] = {}
    for path in SRC.rglob("templates/**/*.html"):
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8")):
            asked[name] = path.name
    assert asked, "no template found"
    assert {name: where for name, where in asked.items() if name not in ICONS} == {}


def test_no_third_party_file_lies_in_our_static_folder() -> None:
    own = {
        "app.js",
        "map.js",
        "qr.js",
        "upload.js",
        "tokens.css",
        "base.css",
        "components.css",
        "desk.css",
        "mark.svg",
    }
    kept = {path.name for path in (Path(shared.__file__).parent / "static").rglob("*") if path.is_file()}
    assert own <= kept
    assert not {
        name for name in kept if "leaflet" in name or "tabler" in name or "htmx" in name or ".min." in name
    }
