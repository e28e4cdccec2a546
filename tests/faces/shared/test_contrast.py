"""The tokens of the look hold WCAG 2.2 AA: sums are done on the style sheet itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from redvest.faces import shared
from redvest.faces.shared import colour

CSS = Path(shared.__file__).parent / "static/redvest/css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")


def variables(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))


def block(selector: str) -> dict[str, str]:
    """The variables of the first rule with exactly this selector."""
    found = re.search(re.escape(selector) + r"\s*\{(.*?)\}", TOKENS, re.DOTALL)
    assert found, selector
    return variables(found[1])


ROOT = block(":root")
DARK = block('html[data-theme="dark"]')
ELDER = block('html[data-elder="1"]')
THEMES = {
    "light": ROOT,
    "dark": {**ROOT, **DARK},
    "elder": {**ROOT, **ELDER},
    "elder-dark": {**ROOT, **DARK, **ELDER, **block('html[data-elder="1"][data-theme="dark"]')},
}
GROUNDS = ("--paper", "--card", "--sunk")
TEXT_ON = (
    [(ink, ground) for ink in ("--ink", "--ink-2", "--ink-3", "--bad", "--vest-ink") for ground in GROUNDS]
    + [(f"--{letter}", f"--{letter}-soft") for letter in "abcd"]
    + [(name, ground) for name in ("--good", "--c", "--d") for ground in ("--paper", "--card")]
    + [
        ("--on-vest", "--vest"),
        ("--vest-ink", "--vest-soft"),
        ("--note-ink", "--note"),
        ("--good", "--good-soft"),
        ("--bad", "--bad-soft"),
        ("--paper", "--ink"),
    ]
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_words_can_be_read(theme: str, ink: str, ground: str) -> None:
    tokens = THEMES[theme]
    ratio = colour.contrast(tokens[ink], tokens[ground])
    assert ratio >= colour.AA, f"{theme}: {ink} on {ground} is {ratio:.2f}"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["--paper", "--card"])
@pytest.mark.parametrize("edge", ["--field-line", "--focus"])
def test_edges_of_fields_and_focus_can_be_seen(theme: str, ground: str, edge: str) -> None:
    assert colour.contrast(THEMES[theme][edge], THEMES[theme][ground]) >= 3


def test_pressed_button_can_be_read() -> None:
    assert colour.contrast(ROOT["--on-vest"], ROOT["--vest-press"]) >= colour.AA
    # In the dark a pressed button grows lighter; its words are bold and at least 17 px, held to 3:1.
    assert colour.contrast(DARK["--on-vest"], DARK["--vest-press"]) >= 3


def test_following_the_device_is_the_same_dark() -> None:
    assert block('html[data-theme="auto"]') == DARK


def test_dark_changes_every_colour_of_the_light_theme() -> None:
    colours = {name for name, value in ROOT.items() if value.startswith(("#", "rgb"))}
    assert colours <= set(DARK)


def pixels(length: str, root: float) -> float:
    number = float(re.match(r"[\d.]+", length)[0])  # type: ignore[index]
    return number * root if length.endswith("rem") else number


def test_elder_view_is_large() -> None:
    tokens = THEMES["elder"]
    root = pixels(tokens["--fs-root"], 16)
    sizes = {
        name: pixels(value, root)
        for name, value in tokens.items()
        if name.startswith("--fs-") and name != "--fs-root"
    }
    assert min(sizes.values()) >= 18, sizes
    assert sizes["--fs-h1"] >= 30
    assert pixels(tokens["--tap"], root) >= 60
    assert pixels(ROOT["--tap"], 16) >= 44


def test_style_sheets_use_only_known_tokens_and_no_stray_font_sizes() -> None:
    for path in CSS.glob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"var\((--[\w-]+)", text)) <= set(ROOT), path.name
        assert "@import" not in text and "http" not in text, f"{path.name} leaves the house"


def test_the_size_of_the_style_stays_small() -> None:
    assert sum(path.stat().st_size for path in CSS.glob("*.css")) < 48_000


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#123456", "#123456", 1.0),
    ],
)
def test_contrast_as_wcag_counts_it(one: str, other: str, ratio: float) -> None:
    assert colour.contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert colour.contrast(other, one) == colour.contrast(one, other)


def test_readable_moves_a_colour_only_as_far_as_needed() -> None:
    assert colour.readable("#c8232c", "#ffffff", "#000000") == "#c8232c"
    moved = colour.readable("#ffcc00", "#ffffff", "#000000")
    assert moved not in ("#ffcc00", "#000000")
    assert colour.contrast(moved, "#ffffff") >= colour.AA


def test_mix() -> None:
    assert colour.mix("#000000", "#ffffff", 0) == "#000000"
    assert colour.mix("#000000", "#ffffff", 1) == "#ffffff"
    assert colour.mix("#000000", "#ff0000", 0.5) == "#800000"


@pytest.mark.parametrize(
    ("text", "good"),
    [("#c8232c", True), ("#C8232C", True), ("#c82", False), ("red", False), ("#c8232c;}", False)],
)
def test_is_hex(text: str, good: bool) -> None:
    assert colour.is_hex(text) is good
