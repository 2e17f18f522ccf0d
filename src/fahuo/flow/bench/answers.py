"""What the bench says to a scan: a tone, a sentence in both languages, and what to print."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fahuo.core.reasons import REASONS, mend, say

OK, WRONG, DONE, ASK = "ok", "wrong", "done", "ask"

SENTENCES = {
    "opened": ("{parcel}：扫描货品", "{parcel}: scan its pieces"),
    "resumed": ("{parcel}：接着扫，还差 {left} 件", "{parcel}: go on, {left} pieces are left"),
    "counted": ("{sku}：{scanned} / {quantity}", "{sku}: {scanned} of {quantity}"),
    "times": ("下一次扫描算 {times} 件", "the next scan counts {times} times"),
    "lot": ("{sku}：扫描批次", "{sku}: scan its lot"),
    "serial": ("{sku}：扫描序列号", "{sku}: scan its serial number"),
    "weight": ("全部扫完：称重", "all pieces are in: weigh the parcel"),
    "weighed": ("重量 {weight_g} 克，正常", "{weight_g} g: right"),
    "label": ("等待面单……", "waiting for the label ..."),
    "label_refused": ("承运商拒绝出面单：{said}", "the carrier refused the label: {said}"),
    "no_service": ("没有可用渠道，不能出面单", "no service takes it, so there is no label"),
    "packed": ("{parcel} 装好，面单打印中", "{parcel} is packed, its label is printing"),
    "printed": ("{parcel} 的面单再打印一次", "the label of {parcel} is printed again"),
    "undone": ("已撤销：{text}", "undone: {text}"),
    "heard": ("已收到：{text}", "heard before: {text}"),
    "box": ("扫描箱子的条码", "scan the barcode of the box"),
    "box_taken": ("改用箱子 {box}", "box {box} is used"),
    "box_priced": ("改用箱子 {box}，运费已重算", "box {box} is used; the parcel is priced again"),
    "box_flagged": ("改用箱子 {box}；面单已买，请核对运费", "box {box} is used; its label was bought before: check the freight"),
    "aside": ("搁置原因：1 缺货 2 破损 3 货不对 4 缺包材 5 其他", "put aside because: 1 missing, 2 damaged, 3 wrong goods, 4 no box, 5 other"),
    "set_aside": ("{parcel} 已搁置", "{parcel} is put aside"),
    "left": ("{parcel} 已放下，扫描的都记着", "{parcel} is laid down; its scans are kept"),
    "order": ("订单 {order} 的包裹都已装好", "all parcels of order {order} are packed"),
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One answer. `code` is a reason where the tone is "wrong", else a sentence's name."""

    tone: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)
    print_parcel: int | None = None  # its label is to be printed now

    @property
    def en(self) -> str:
        return self._said(1, "en")

    @property
    def zh(self) -> str:
        return self._said(0, "zh")

    def _said(self, place: int, language: str) -> str:
        if self.tone == WRONG and self.code not in SENTENCES:
            stop = "。" if language == "zh" else ". "
            values = self.values | ({"why": say(self.values["why"], None, language)} if self.values.get("why") in REASONS else {})
            tip = mend(self.code, values, language)
            return f"{say(self.code, values, language)}{stop}{tip[:1].upper()}{tip[1:]}"
        return SENTENCES[self.code][place].format_map({k: "–" if v is None else v for k, v in self.values.items()})

    def said(self, language: str) -> str:
        """The sentence in the user's language."""
        return self.zh if language.startswith("zh") else self.en


def refused(reason: tuple[str, dict[str, Any]]) -> Answer:
    """A scan that does not count."""
    return Answer(WRONG, *reason)
