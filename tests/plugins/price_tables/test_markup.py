"""A web page or Excel 2003's XML under the name of a workbook is read as the table that it is."""

from __future__ import annotations

import pytest

from fahuo.core.methods.price_tables.cells import Sheet
from fahuo.plugins.price_tables.client import read_sheets
from fahuo.plugins.reading.faults import Told

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{0}"><style>td {{ x: y }}</style></head><body>
<table><tr><td><table border=1><tr><th colspan=2>英国专线&nbsp;价格表</th></tr><tr><td rowspan="2">英国<td>0&lt;W&le;1<tr><td>1-20<br>KG</td></tr></table></td></tr></table>
</body></html>"""
XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="价格"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">标题</Data></Cell></Row>
<Row ss:Index="4"><Cell ss:MergeDown="1"><Data ss:Type="String">英国</Data></Cell><Cell ss:Index="3"><Data ss:Type="Number">60.5</Data></Cell></Row>
<Row><Cell ss:Index="2"/><Cell><Data ss:Type="DateTime">2026-12-01T00:00:00.000</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="说明"><Table><Row><Cell><Data ss:Type="String">限重2KG</Data></Cell></Row></Table></Worksheet></Workbook>"""


def cells(sheet: Sheet) -> list[list[object]]:
    """The rows without blanks at their ends."""
    return [list(row) for row in sheet.rows]


@pytest.mark.parametrize(("said", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("utf-8", "utf-16"), ("utf-8", "utf-8-sig")])
def test_a_page_is_its_innermost_table(said: str, encoding: str) -> None:
    (sheet,) = read_sheets(PAGE.format(said).encode(encoding), "报价.xls").sheets
    assert sheet.name == "报价"
    assert cells(sheet) == [["英国专线 价格表", None], ["英国", "0<W≤1"], [None, "1-20\nKG"]]
    assert sheet.merged == ((0, 0, 0, 1), (1, 0, 2, 0))


def test_the_xml_of_excel_2003_has_its_sheets_rows_and_merged_ranges() -> None:
    first, second = read_sheets(XML.encode(), "报价.xls").sheets
    assert (first.name, second.name) == ("价格", "说明")
    assert cells(first) == [["标题", None], [], [], ["英国", None, 60.5], [None, None, "2026-12-01"]]
    assert first.merged == ((0, 0, 0, 1), (3, 0, 4, 0))


@pytest.mark.parametrize(
    "content", ["<html><body>no table</body></html>", "<?xml version='1.0'?><orders><order/></orders>", "<<<<", "<table></table>"]
)
def test_markup_without_a_table_is_told(content: str) -> None:
    with pytest.raises(Told, match=r"报价.xls is no table \(its content is a web page or XML without a table in it\)"):
        read_sheets(content.encode(), "报价.xls")


def test_entities_that_swell_are_characters_and_nothing_more() -> None:
    lol = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><table><tr><td>&b;</td><td>60</td></tr></table>'
    (sheet,) = read_sheets(lol.encode(), "a.xls").sheets
    assert cells(sheet) == [["&b;", "60"]]


def test_too_many_cells_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fahuo.plugins.price_tables.markup.MOST_CELLS", 3)
    with pytest.raises(Told, match="too many cells"):
        read_sheets(("<table><tr>" + "<td>1" * 5 + "</table>").encode(), "a.xls")
