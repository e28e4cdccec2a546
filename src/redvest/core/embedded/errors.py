"""What can keep the embedded database from serving; each sentence says what to do about it.

EmbeddedDatabaseError
├── NoServerPrograms       no PostgreSQL for this platform
├── NoServerAccount        no operating-system user the server could run as
├── ForeignDataFolder      the data folder is somebody else's, or not a database
├── WrongMajorVersion      the data folder was made by another PostgreSQL
├── UnsafeSocketFolder     the socket's folder could be somebody else's
└── ServerDidNotStart      PostgreSQL itself gave up; its log says why
"""

from __future__ import annotations

from redvest.core.errors import DomainError


class EmbeddedDatabaseError(DomainError):
    """自带的数据库没能启动。"""

    code = "embedded-database"
    status = 503


class NoServerPrograms(EmbeddedDatabaseError):
    """这台机器上没有可用的 PostgreSQL。请安装 15 或更新的版本，或者用 DATABASE_URL 指定一台数据库服务器。"""

    code = "embedded-database-no-programs"


class NoServerAccount(EmbeddedDatabaseError):
    """PostgreSQL 不能以 root 身份运行，这里也建不了专用的系统用户。请换普通用户，或者用 DATABASE_URL。"""

    code = "embedded-database-no-account"


class ForeignDataFolder(EmbeddedDatabaseError):
    """数据库文件夹不属于当前用户，不敢动它。"""

    code = "embedded-database-foreign-folder"


class WrongMajorVersion(EmbeddedDatabaseError):
    """数据库文件夹是另一个大版本的 PostgreSQL 建的。"""

    code = "embedded-database-wrong-version"


class UnsafeSocketFolder(EmbeddedDatabaseError):
    """数据库套接字的文件夹不安全。"""

    code = "embedded-database-unsafe-socket"


class ServerDidNotStart(EmbeddedDatabaseError):
    """PostgreSQL 没能启动，原因写在日志里。"""

    code = "embedded-database-did-not-start"
