"""Owns what has to be built before static files can be served; today that is the icon sprite alone."""

from __future__ import annotations

from pathlib import Path

from redvest.faces.shared.icons import build_sprite


def built_folder(root: Path) -> Path:
    """The folder of built files under the project's root; it belongs into STATICFILES_DIRS."""
    return root / "var" / "assets"


def build(root: Path) -> Path:
    """Build every asset from root/node_modules and return the folder they are in. Quick and repeatable."""
    folder = built_folder(root)
    build_sprite(root / "node_modules", folder / "redvest" / "icons.svg")
    return folder
