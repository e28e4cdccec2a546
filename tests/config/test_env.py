"""The environment: what each variable may be, which sentence a wrong one gets, and where a value is taken from."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from redvest.config import env
from redvest.config.env import DEFAULT_SECRET, ROOT, BadEnvironment, Env, dotenv, example, read

SECRET = "s" * 32
PRODUCTION = {"REDVEST_MODE": "production", "REDVEST_SECRET": SECRET, "REDVEST_HOSTS": "xy.example.cn"}


def refused(environ: dict[str, str]) -> str:
    with pytest.raises(BadEnvironment) as caught:
        read(environ)
    assert caught.value.code == 2
    assert str(caught.value) == caught.value.sentence
    return caught.value.sentence


def test_nothing_set_is_a_demo_that_runs() -> None:
    found = read({})

    assert found.demo and not found.production
    assert found.redvest_secret == DEFAULT_SECRET
    assert found.redvest_data_dir == ROOT / "var"
    assert (found.redvest_web_workers, found.redvest_https, found.redvest_hosts, found.database_url) == (
        2,
        False,
        (),
        "",
    )


def test_every_variable_is_read_and_typed(tmp_path: Path) -> None:
    found = read(
        PRODUCTION
        | {
            "REDVEST_DATA_KEY": "k" * 32, "REDVEST_OLD_DATA_KEYS": f"{'a' * 32}, {'b' * 32},", "REDVEST_CITY": "410800",
            "REDVEST_DATA_DIR": str(tmp_path), "REDVEST_SITE_NAME": "焦作志愿", "REDVEST_HOSTS": "a.cn , b.cn",
            "REDVEST_BASE_URL": "https://a.cn", "REDVEST_HTTPS": "Yes", "REDVEST_PROXIES": "2",
            "REDVEST_LOG_LEVEL": "DEBUG", "REDVEST_SMS": "console", "REDVEST_TILES": "https://t.cn/{z}/{x}/{y}.png",
            "REDVEST_WEB_WORKERS": "8", "REDVEST_WEB_THREADS": "16",
            "DATABASE_URL": "postgresql://u:p%40ss@db.example.cn:5433/redvest?sslmode=require",
        }
    )  # fmt: skip

    assert found == Env(
        redvest_mode="production", redvest_secret=SECRET, redvest_data_key="k" * 32,
        redvest_old_data_keys=("a" * 32, "b" * 32), redvest_data_dir=tmp_path, redvest_city="410800",
        redvest_site_name="焦作志愿", redvest_hosts=("a.cn", "b.cn"), redvest_base_url="https://a.cn", redvest_https=True,
        redvest_proxies=2, redvest_log_level="DEBUG", redvest_sms="console", redvest_tiles="https://t.cn/{z}/{x}/{y}.png",
        redvest_web_workers=8, redvest_web_threads=16,
        database_url="postgresql://u:p%40ss@db.example.cn:5433/redvest?sslmode=require",
    )  # fmt: skip
    assert found.production and not found.demo


@pytest.mark.parametrize(
    ("raw", "value"),
    [("1", True), ("true", True), ("TRUE", True), ("yes", True), ("on", True), ("0", False), ("False", False),
     ("no", False), ("off", False), ("", False)],
)  # fmt: skip
def test_the_words_for_yes_and_no(raw: str, value: bool) -> None:
    assert read({"REDVEST_HTTPS": raw}).redvest_https is value


@pytest.mark.parametrize("raw", ["ja", "2", " ", "true!", "是", "y"])
def test_any_other_word_for_yes_or_no_is_refused(raw: str) -> None:
    assert refused({"REDVEST_HTTPS": raw}) == f"REDVEST_HTTPS 只能写 true 或 false，现在是“{raw}”。"


@pytest.mark.parametrize("raw", ["two", "-1", "1.5", "", " 4", "0x10", "1e3"])
def test_what_is_no_whole_number_is_refused(raw: str) -> None:
    assert refused({"REDVEST_WEB_WORKERS": raw}) == f"REDVEST_WEB_WORKERS 要写一个整数，现在是“{raw}”。"


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"REDVEST_MODE": "prod"}, "REDVEST_MODE 只能是 demo、production 或 test，现在是“prod”。"),
        ({"REDVEST_MODE": ""}, "REDVEST_MODE 只能是 demo、production 或 test，现在是“”。"),
        ({"REDVEST_SECRET": "s" * 31}, "REDVEST_SECRET 太短，至少要 32 个字符。"),
        ({"REDVEST_SECRET": ""}, "REDVEST_SECRET 太短，至少要 32 个字符。"),
        ({"REDVEST_DATA_KEY": "k" * 31}, "REDVEST_DATA_KEY 太短，至少要 32 个字符。"),
        ({"REDVEST_OLD_DATA_KEYS": "k" * 15}, "REDVEST_OLD_DATA_KEYS 里有一个太短，每个至少要 16 个字符。"),
        ({"REDVEST_LOG_LEVEL": "debug"}, "REDVEST_LOG_LEVEL 只能是 DEBUG、INFO、WARNING 或 ERROR，现在是“debug”。"),
        ({"REDVEST_SMS": "twilio"}, "REDVEST_SMS 只能是 console 或 aliyun，现在是“twilio”。"),
        ({"REDVEST_SMS": "aliyun", "REDVEST_SMS_KEY": "k", "REDVEST_SMS_SECRET": "s", "REDVEST_SMS_SIGN": "新余"},
         "设置了 REDVEST_SMS=aliyun，还要设置 REDVEST_SMS_CODE_TEMPLATE、REDVEST_SMS_NOTICE_TEMPLATE。"),
        ({"REDVEST_SMS_BASE": "http://sms.example.cn"}, "REDVEST_SMS_BASE 要写 https:// 开头的地址，后面不带路径。"),
        ({"REDVEST_MAIL_HOST": "smtp.example.cn"}, "设置了 REDVEST_MAIL_HOST，还要设置 REDVEST_MAIL_FROM。"),
        ({"REDVEST_MAIL_SECURITY": "ssl"}, "REDVEST_MAIL_SECURITY 只能是 tls、starttls 或 none，现在是“ssl”。"),
        ({"REDVEST_MAIL_SECURITY": "none", "REDVEST_MAIL_HOST": "mail.example.cn", "REDVEST_MAIL_FROM": "a@example.cn"},
         "REDVEST_MAIL_SECURITY=none 只能用在本机的邮件服务器上，别的服务器请写 tls 或 starttls。"),
        *[({"REDVEST_WECHAT_TEMPLATE": "T1", "REDVEST_WECHAT_FIELDS": fields},
           "REDVEST_WECHAT_FIELDS 要写成 thing1=text,time2=when 这样，等号后面只能是 text、when 或 sender。")
          for fields in ("thing1=txt", "", "thing1", "=text", "thing1=text,time2=wann")],
        ({"REDVEST_WECHAT_APPID": "wx1"}, "设置了 REDVEST_WECHAT_APPID，还要设置 REDVEST_WECHAT_SECRET。"),
        ({"REDVEST_PUSH_CONTACT": "it@example.cn"}, "REDVEST_PUSH_CONTACT 要以 mailto: 或 https:// 开头。"),
        ({"DATABASE_URL": "mysql://u@h/db"}, "DATABASE_URL 要以 postgresql:// 开头，Redvest 只用 PostgreSQL。"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL 要以 postgresql:// 开头，Redvest 只用 PostgreSQL。"),
        ({"DATABASE_URL": "host=localhost"}, "DATABASE_URL 要以 postgresql:// 开头，Redvest 只用 PostgreSQL。"),
        ({"DATABASE_URL": "postgresql://u@h:abc/db"}, "DATABASE_URL 里的端口要写 1 到 65535 之间的数字。"),
        ({"DATABASE_URL": "postgresql://u@h:99999/db"}, "DATABASE_URL 里的端口要写 1 到 65535 之间的数字。"),
        ({"DATABASE_URL": "postgresql://u@h:0/db"}, "DATABASE_URL 里的端口要写 1 到 65535 之间的数字。"),
        (PRODUCTION | {"REDVEST_SECRET": DEFAULT_SECRET},
         "正式运行不能用默认的 REDVEST_SECRET，请换成自己生成的随机串（至少 32 个字符）。"),
        ({"REDVEST_MODE": "production", "REDVEST_HOSTS": "a.cn"},
         "正式运行不能用默认的 REDVEST_SECRET，请换成自己生成的随机串（至少 32 个字符）。"),
        (PRODUCTION | {"REDVEST_HOSTS": " , "}, "正式运行要在 REDVEST_HOSTS 里写明网站的域名。"),
    ],
)  # fmt: skip
def test_a_wrong_value_gets_a_sentence_that_names_its_variable(
    environ: dict[str, str], sentence: str
) -> None:
    assert refused(environ) == sentence


@pytest.mark.parametrize(
    "environ",
    [
        PRODUCTION,
        {"REDVEST_SECRET": "s" * 32},
        {"REDVEST_DATA_KEY": ""},
        {"REDVEST_MODE": "test"},
        {"DATABASE_URL": "postgres://u@h/db"},
        {"DATABASE_URL": "postgresql:///redvest?host=/run/postgresql"},
    ],
)
def test_what_is_just_good_enough_is_taken(environ: dict[str, str]) -> None:
    read(environ)


def test_no_sentence_tells_a_secret() -> None:
    for name in ("REDVEST_SECRET", "REDVEST_DATA_KEY", "REDVEST_OLD_DATA_KEYS"):
        assert "hunter2" not in refused({name: "hunter2"})
    assert "hunter2" not in refused({"DATABASE_URL": "mysql://u:hunter2@h/db"})
    assert "hunter2" not in refused({"DATABASE_URL": "postgresql://u:hunter2@h:port/db"})


def test_a_value_may_be_kept_in_a_file(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text(f"\n  {SECRET}  \n", encoding="utf-8")

    assert read({"REDVEST_SECRET_FILE": str(kept)}).redvest_secret == SECRET


def test_a_number_in_a_file_is_a_number(tmp_path: Path) -> None:
    (tmp_path / "n").write_text("7\n")

    assert read({"REDVEST_WEB_WORKERS_FILE": str(tmp_path / "n")}).redvest_web_workers == 7


def test_a_name_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)

    sentence = refused({"REDVEST_SECRET": SECRET, "REDVEST_SECRET_FILE": str(tmp_path / "secret")})

    assert sentence == "REDVEST_SECRET 和 REDVEST_SECRET_FILE 同时设置了，请只留一个。"


@pytest.mark.parametrize("where", ["not-there", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, where: str) -> None:
    path = tmp_path / where

    sentence = refused({"REDVEST_SECRET_FILE": str(path)})

    assert sentence.startswith(f"REDVEST_SECRET_FILE 指向的文件读不了：{path}（")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"\xff\xfe" * 20)

    assert (
        refused({"REDVEST_SECRET_FILE": str(path)})
        == f"REDVEST_SECRET_FILE 指向的文件不是 UTF-8 文本：{path}。"
    )


def test_a_bad_value_in_a_file_is_refused_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("mysql://h/db")

    assert "DATABASE_URL" in refused({"DATABASE_URL_FILE": str(tmp_path / "url")})


def test_an_empty_file_name_is_none(tmp_path: Path) -> None:
    assert read({"REDVEST_SECRET_FILE": "", "REDVEST_SECRET": SECRET}).redvest_secret == SECRET


def test_folders_are_made_absolute() -> None:
    assert read({"REDVEST_DATA_DIR": "~/redvest"}).redvest_data_dir == (Path.home() / "redvest").resolve()
    assert read({"REDVEST_DATA_DIR": "var/../elsewhere"}).redvest_data_dir == Path("elsewhere").resolve()
    assert read({"REDVEST_DATA_DIR": ""}).redvest_data_dir == ROOT / "var"


def test_the_lines_of_a_dotenv_file(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(
        '# REDVEST_MODE=production\n\n  # indented=comment\nREDVEST_CITY = 410800 \nREDVEST_SITE_NAME="焦作 = 志愿"\n'
        "REDVEST_BASE_URL='https://a.cn/?q=1'\nnot a line\n",
        encoding="utf-8",
    )

    assert dotenv(path) == {
        "REDVEST_CITY": "410800", "REDVEST_SITE_NAME": "焦作 = 志愿", "REDVEST_BASE_URL": "https://a.cn/?q=1",
    }  # fmt: skip


def test_without_a_dotenv_file_there_are_no_lines(tmp_path: Path) -> None:
    assert dotenv(tmp_path / ".env") == {}


def imported(folder: Path, **environ: str) -> str:
    """What a fresh process makes of its environment, with a .env file beside the project of ``folder``."""
    script = folder / "src/redvest/config/env.py"
    script.parent.mkdir(parents=True)
    script.write_text(Path(env.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("REDVEST_", "DATABASE_"))
    }
    asked = f"import runpy; e = runpy.run_path({str(script)!r})['ENV']; print(e.redvest_city, e.redvest_web_workers)"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, env=clean | environ, check=True
    )
    return done.stdout.strip()


def test_the_process_wins_over_the_dotenv_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("REDVEST_CITY=410800\nREDVEST_WEB_WORKERS=9\n")

    assert imported(tmp_path, REDVEST_CITY="360500") == "360500 9"


def test_the_example_names_every_variable_with_its_default_and_no_secret() -> None:
    text = example()

    for spec in dataclasses.fields(Env):
        assert re.search(rf"^# {spec.name.upper()}=", text, re.MULTILINE), spec.name
        assert spec.metadata["about"] in text
        assert not spec.metadata["secret"] or f"# {spec.name.upper()}=\n" in text
    assert DEFAULT_SECRET not in text
    assert "# REDVEST_HTTPS=false" in text
    assert "# REDVEST_WEB_WORKERS=2" in text
    assert str(ROOT) not in text


def test_an_example_copied_as_it_is_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(example(), encoding="utf-8")
    assert dotenv(path) == {}

    path.write_text(re.sub(r"^# (?=[A-Z_]+=)", "", example(), flags=re.MULTILINE), encoding="utf-8")
    lines = {name: value for name, value in dotenv(path).items() if value}
    assert read(lines) == dataclasses.replace(read({}), redvest_data_dir=Path("var").resolve())


def test_the_example_in_the_project_is_this_one() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8").strip() == example().strip()


def test_the_environment_cannot_be_changed_afterwards() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        env.ENV.redvest_city = "410800"  # type: ignore[misc]
