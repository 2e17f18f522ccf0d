"""fahuo labels: sample labels in one PDF, read back; bad input is a sentence."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from fahuo.cli.main import main
from tests.cli.desk import Desk


def test_every_label_of_a_sample_is_read_back(desk: Desk) -> None:
    out = desk.folder / "labels.pdf"
    said = desk.call("labels", "--sample", "200", "--seed", "7", "--on", "2026-11-25", "--out", str(out), "--verify", "--json").answer
    assert said["labels"] == said["verified"] == 200 and said["misread"] == said["unprintable"] == []
    assert said["with_customs"] > 20 and said["labels_per_s"] > 0 and said["bytes"] == out.stat().st_size
    assert len(pypdf.PdfReader(io.BytesIO(out.read_bytes())).pages) == said["pages"] >= 200


def test_the_same_seed_and_day_are_the_same_bytes(desk: Desk) -> None:
    files = [desk.folder / name for name in ("a.pdf", "b.pdf", "c.pdf")]
    for file, seed in zip(files, ("3", "3", "4"), strict=True):
        assert desk.call("labels", "--sample", "5", "--seed", seed, "--on", "2026-11-25", "--out", str(file), "--json").code == 0
    assert files[0].read_bytes() == files[1].read_bytes() != files[2].read_bytes()


@pytest.mark.parametrize("number", ["0", "-3", "many", "1e3", "100001", "9" * 40, "１２"])
def test_a_number_that_is_none_is_a_sentence(desk: Desk, number: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["labels", f"--sample={number}", "--out", str(desk.folder / "x.pdf")])
    assert stopped.value.code == 2
    assert "is no number of labels: give a whole number from 1 to 100,000" in desk.capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_a_sentence(desk: Desk) -> None:
    folder = desk.folder
    assert "is a folder: name a file in it" in desk.call("labels", "--sample", "1", "--out", str(folder)).fault
    assert "there is no folder" in desk.call("labels", "--sample", "1", "--out", str(folder / "no" / "x.pdf")).fault
    assert "cannot be written" in desk.call("labels", "--sample", "1", "--out", "/proc/x.pdf").fault
    assert not Path(folder / "no").exists()
