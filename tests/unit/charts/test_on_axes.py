"""Charts on matplotlib axes."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pytest

from bpr_studio.charts import on_axes
from bpr_studio.charts.drawing import Size
from bpr_studio.domain.benchmark.compare import by_distance
from bpr_studio.domain.workload.statements import largest_rows
from tests import builders_answer as build

CHARTS = {
    "core_split": lambda axes: on_axes.draw_core_split(axes, largest_rows(build.units(), 8)),
    "month_load": lambda axes: on_axes.draw_month_load(axes, build.months()),
    "pareto": lambda axes: on_axes.draw_pareto(axes, build.pareto()),
    "cities": lambda axes: on_axes.draw_city_comparison(
        axes, by_distance(build.comparison(), 8), "見本市（架空）"
    ),
}


def picture(name: str, kind: str = "png") -> bytes:
    target = BytesIO()
    with on_axes.chart_style():
        figure, axes = on_axes.new_figure(Size(480, 290))
        CHARTS[name](axes)
        metadata = {"Software": None} if kind == "png" else {"Date": None}
        figure.savefig(target, format=kind, metadata=metadata)
    return target.getvalue()


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_puts_its_numbers_on_the_axes(name):
    with on_axes.chart_style():
        _, axes = on_axes.new_figure(Size(480, 290))
        CHARTS[name](axes)
    assert any(any(c.isdigit() for c in text.get_text()) for text in axes.texts)
    assert axes.patches


@pytest.mark.parametrize("name", CHARTS)
def test_the_same_figures_give_the_same_picture(name):
    assert picture(name) == picture(name)


def test_svg_files_are_the_same_every_time():
    assert picture("core_split", "svg") == picture("core_split", "svg")


def test_a_chart_too_tall_for_its_axes_is_made_to_fit():
    with on_axes.chart_style():
        _, axes = on_axes.new_figure(Size(480, 60))
        on_axes.draw_core_split(axes, build.units())
    assert min(float(text.get_fontsize()) for text in axes.texts) < 4


def test_a_dollar_sign_is_no_formula():
    with on_axes.chart_style():
        _, axes = on_axes.new_figure(Size(480, 60))
        on_axes.draw_core_split(axes, [build.core_split("1", "a $x$ b", 100, 20)])
    assert r"a \$x\$ b" in [text.get_text() for text in axes.texts]


def test_drawing_needs_no_pyplot_and_layouts_need_no_matplotlib():
    code = (
        "import sys\n"
        "import bpr_studio.charts.pareto, bpr_studio.charts.svg, bpr_studio.charts.on_axes\n"
        "assert 'matplotlib' not in sys.modules\n"
        "from bpr_studio.charts.on_axes import *\n"
        "from bpr_studio.charts.drawing import Size\n"
        "with chart_style():\n"
        "    draw_pareto(new_figure(Size(300, 200))[1], [])\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "assert 'PySide6' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
