"""Flows as PNG, as the command line writes them without a screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.render.png import LONGEST_SIDE, flow_png
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds

DATA = Path(__file__).parents[2] / "data" / "bpmn"

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


def image(model: ProcessModel, **options) -> QImage:
    return QImage.fromData(flow_png(model, **options))


def test_the_scale_is_pixels_for_each_unit():
    model = read_bpmn(DATA / "all_families.bpmn").model
    assert (image(model, scale=1).width(), image(model, scale=1).height()) == (1800, 780)
    assert image(model, scale=2).width() == 3600
    assert image(model, diagram=1, scale=1).width() < 1000


def test_words_are_written_and_paper_is_white():
    model = read_bpmn(DATA / "all_families.bpmn").model
    picture = image(model, scale=2)
    assert picture.pixelColor(2, 2).name() == "#ffffff"
    name = picture.copy(410, 350, 190, 32)  # 申請書を確認, in the hatched step
    dark = sum(
        name.pixelColor(x, y).lightness() < 90
        for x in range(name.width())
        for y in range(name.height())
    )
    assert dark > 150


def test_a_huge_drawing_becomes_smaller_instead_of_filling_the_memory():
    far = [
        Element(id=f"t{n}", kind=Kind.TASK, subtype="task", bounds=Bounds(n * 20_000, 0, 100, 80))
        for n in range(2)
    ]
    assert image(ProcessModel(None, far), scale=2).width() == pytest.approx(LONGEST_SIDE, abs=2)


def test_it_works_in_a_process_without_a_window(tmp_path: Path):
    target = tmp_path / "x.png"
    command = [sys.executable, "-m", "bpr_studio", "flow", "convert"]
    command += [str(DATA / "broken.bpmn"), "-o", str(target), "--scale", "1"]
    subprocess.run(command, check=True, capture_output=True, cwd=DATA.parents[2])
    assert QImage(str(target)).width() > 100
