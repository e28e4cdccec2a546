"""What can be wrong with a workbook before its rows are even looked at."""

from __future__ import annotations

from redvest.core.errors import Invalid


class WorkbookUnreadable(Invalid):
    """这个文件打不开，它可能不是 Excel 表格，或者没有保存完整。请用 Excel 或 WPS 打开，另存为 .xlsx 再试。"""

    code = "workbook-unreadable"


class WorkbookEncrypted(WorkbookUnreadable):
    """这个表格设了打开密码。请用 Excel 或 WPS 打开，去掉密码后另存一份再试。"""

    code = "workbook-encrypted"


class WorkbookMissing(WorkbookUnreadable):
    """没有找到这个文件，请核对路径和文件名。"""

    code = "workbook-missing"
