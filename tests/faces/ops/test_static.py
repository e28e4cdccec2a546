"""Static files are gathered when something changed, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles import finders

from redvest.faces.ops.static import collect_static


@pytest.fixture
def sources(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """One folder of static files instead of the whole house's."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "vest.css").write_text(":root { color: red }", encoding="utf-8")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    finders.get_finder.cache_clear()
    yield folder
    finders.get_finder.cache_clear()


def test_the_first_time_gathers_the_second_does_nothing(sources: Path, tmp_path: Path) -> None:
    assert collect_static()
    gathered = tmp_path / "static" / "vest.css"
    assert gathered.read_text(encoding="utf-8") == ":root { color: red }"
    made = gathered.stat().st_mtime_ns
    assert not collect_static()
    assert gathered.stat().st_mtime_ns == made


def test_a_changed_file_is_gathered_and_a_removed_one_is_gone(sources: Path, tmp_path: Path) -> None:
    (sources / "old.css").write_text("", encoding="utf-8")
    collect_static()
    (sources / "old.css").unlink()
    (sources / "vest.css").write_text(":root { color: crimson }", encoding="utf-8")
    assert collect_static()
    assert "crimson" in (tmp_path / "static" / "vest.css").read_text(encoding="utf-8")
    assert not (tmp_path / "static" / "old.css").exists()


def test_an_interrupted_gathering_is_done_again(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("redvest.faces.ops.static.call_command", interrupted)
        collect_static()
    assert collect_static()
    assert (tmp_path / "static" / "vest.css").exists()
