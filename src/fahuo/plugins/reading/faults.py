"""What is wrong with a file as a whole, as sentences: the file, the place, what would mend it. A bad row is never such a fault."""

from __future__ import annotations


class Told(ValueError):
    """A fault that the user can mend, said in both languages; str() is the English sentence."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en

    def say(self, language: str = "en") -> str:
        """The sentence: say("zh-hans")."""
        return self.zh if language.startswith("zh") else self.en


class UnreadableFile(Told):
    """The file holds no table that can be read."""


class UnfitMapping(Told):
    """There is no such mapping, or it needs a column that the file does not have."""


def empty(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"文件 {name} 是空的：请选择含有表头和订单行的文件", f"{name} is empty: choose a file with a header and order lines"
    )


def absent(name: str, why: str) -> UnreadableFile:
    return UnreadableFile(
        f"无法打开文件 {name}（{why}）：请核对路径和权限", f"{name} cannot be opened ({why}): check the path and the permissions"
    )


def no_table(name: str, what_zh: str, what_en: str) -> UnreadableFile:
    return UnreadableFile(
        f"文件 {name} 不是表格（{what_zh}）：请另存为 CSV (UTF-8) 或 XLSX",
        f"{name} is no table ({what_en}): save it as CSV (UTF-8) or XLSX",
    )


def cut_off(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"压缩文件 {name} 不完整或已损坏，无法解压到结尾：请重新下载或重新压缩",
        f"{name} is compressed and cannot be unpacked to its end, it is cut off or damaged: download it or compress it again",
    )


def too_long(name: str, most: int) -> UnreadableFile:
    mib = most // 2**20
    return UnreadableFile(
        f"文件 {name} 解压后超过 {mib} MB：请只保留需要的表格",
        f"{name} is over {mib} MB when unpacked: keep only the table that is needed in it",
    )


def too_many_cells(name: str) -> UnreadableFile:
    return UnreadableFile(f"文件 {name} 的单元格太多：请只保留价格表", f"{name} has too many cells: keep only the price table in it")


def locked(name: str) -> UnreadableFile:
    return UnreadableFile(f"工作簿 {name} 有密码：请去掉密码后重新保存", f"{name} is protected by a password: save it without one")


def broken_workbook(name: str, why: str) -> UnreadableFile:
    return UnreadableFile(
        f"工作簿 {name} 已损坏或不是工作簿（{why}）：请用表格软件打开后另存为 XLSX 或 CSV",
        f"{name} is a broken workbook, or none ({why}): open it in a spreadsheet program and save it as XLSX or CSV",
    )


def no_header(name: str, row: int, cells: str) -> UnreadableFile:
    return UnreadableFile(
        f"文件 {name} 第 {row} 行应为表头，却是数据（{cells}）：请在第一行写上列名",
        f"row {row} of {name} should be the header but holds data ({cells}): write the column names into the first row",
    )


def same_header(name: str, row: int, header: str, first: int, second: int) -> UnreadableFile:
    return UnreadableFile(
        f"文件 {name} 第 {row} 行表头中“{header}”出现两次（第 {first} 列和第 {second} 列）：请改名或删除其中一列",
        f"the header in row {row} of {name} has {header!r} twice (columns {first} and {second}): rename or delete one of them",
    )


def open_header(name: str, row: int) -> UnreadableFile:
    return UnreadableFile(
        f"文件 {name} 第 {row} 行表头中有一个没有闭合的引号：请补上或去掉该引号",
        f"the header in row {row} of {name} has a quotation mark that never closes: close it or take it out",
    )
