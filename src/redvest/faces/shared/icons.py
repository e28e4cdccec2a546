"""Owns the icon sprite: which of Tabler's icons we use, and how they become one SVG file.

Nothing of Tabler is kept in the repository; the sprite is built from the installed npm package at set-up."""

from __future__ import annotations

import re
from pathlib import Path

ICONS: tuple[str, ...] = (
    "adjustments", "alert-triangle", "arrow-right", "article", "bell", "building", "calendar", "camera",
    "certificate", "check", "chevron-down", "chevron-left", "chevron-right", "circle-check", "circle-x",
    "clipboard-check", "clock", "current-location", "device-mobile", "download", "edit", "eye", "file-text", "filter", "flag",
    "heart-handshake", "history", "home", "hourglass", "info-circle", "key", "language", "list", "lock", "login",
    "logout", "map", "map-pin", "menu-2", "moon", "phone", "plus", "printer", "qrcode", "refresh", "scan",
    "search", "settings", "share", "shield-check", "speakerphone", "star", "sun", "text-size", "trash",
    "upload", "user", "user-check", "users", "volume", "world", "x",
)  # fmt: skip

_SVG = re.compile(r"<svg[^>]*>(?P<inside>.*?)</svg>", re.DOTALL)
# Every Tabler icon carries an invisible 24x24 box; sixty of them would be dead weight.
_BOX = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')
_CREDIT = "<!-- Icons: Tabler Icons, MIT licence, https://tabler.io/icons -->"


class IconMissing(ValueError):
    """图标包里没有这个图标。"""


def icon_symbol(name: str, source: str) -> str:
    """One <symbol> out of the text of one Tabler SVG file."""
    found = _SVG.search(source)
    if found is None:
        raise IconMissing(f"{name}: not an SVG file")
    inside = " ".join(_BOX.sub("", found["inside"]).split())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inside}</symbol>'


def build_sprite(node_modules: Path, out: Path, names: tuple[str, ...] = ICONS) -> Path:
    """Write the sprite of the named icons; an unchanged file keeps its time, so caches stay warm."""
    folder = node_modules / "@tabler" / "icons" / "icons" / "outline"
    symbols: list[str] = []
    for name in names:
        path = folder / f"{name}.svg"
        if not path.is_file():
            raise IconMissing(f"no icon {name!r} in {folder}; run npm ci or correct faces/shared/icons.py")
        symbols.append(icon_symbol(name, path.read_text(encoding="utf-8")))
    text = f'{_CREDIT}\n<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    if not out.is_file() or out.read_text(encoding="utf-8") != text:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    return out
