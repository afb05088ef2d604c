"""`analyze chart`: the values of the window, as JSON or as a file."""

import json

import pytest
from defusedxml.ElementTree import parse

from bpr_studio.app.chart_pictures import write_figure
from bpr_studio.app.cli import run
from bpr_studio.app.commands.charts import figure_lines
from bpr_studio.app.figures import all_figures
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.figures import FigureName, empty_figure
from tests.builders_workspace import DX_OFFICER


@pytest.fixture
def call(city_folder, capsys):
    """Run a command on the small city; returns (exit code, stdout, stderr)."""

    def run_command(*words):
        code = run([*map(str, words), "--workspace", str(city_folder)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_command


def test_json_has_the_values_of_the_table_beside_the_chart(call, city_folder):
    workspace = Workspace.open(city_folder, DX_OFFICER, read_only=True)
    answer = workspace.analysis.answer(workspace.round_id)
    shown = all_figures(workspace, answer, workspace.round_id, "")
    workspace.close()
    for figure in shown:
        code, out, _ = call("analyze", "chart", figure.name, "--json")
        document = json.loads(out)
        assert code == 0
        assert document["title"] == figure.finding
        assert document["rows"] == [
            list(row) for row in (figure.table.rows if figure.table else ())
        ]


def test_a_chart_becomes_a_picture_or_a_workbook(call, tmp_path):
    for ending in ("svg", "png", "xlsx"):
        path = tmp_path / f"chart.{ending}"
        code, out, _ = call("analyze", "chart", "medium", "-o", path)
        assert code == 0
        assert str(path) in out
        assert path.stat().st_size > 1_000
    assert parse(tmp_path / "chart.svg").find("{http://www.w3.org/2000/svg}title") is not None


def test_people_see_the_finding_and_the_table(call):
    code, out, _ = call("analyze", "chart", "staff")
    assert code == 0
    assert len(out.splitlines()) > 3


@pytest.mark.parametrize(
    "words",
    [("colours",), (), ("units", "--unit", "nowhere"), ("medium", "-o", "chart.bmp")],
)
def test_what_cannot_be_drawn_is_told(call, words):
    code, _, err = call("analyze", "chart", *words)
    assert code == 1
    assert err


def test_other_cities_are_compared_for_the_whole_city_only(call):
    _, summary, _ = call("analyze", "summary", "--json")
    bureau = json.loads(summary)["units"][0]["key"]
    code, _, err = call("analyze", "chart", "cities", "--unit", bureau)
    assert code == 1
    assert "cities" in err


def test_a_chart_without_data_says_what_to_do_and_is_not_written(tmp_path):
    figure = empty_figure(FigureName.WATERFALL)
    assert figure_lines(figure, None) == [figure.finding, figure.lesson]
    with pytest.raises(RefusedError):
        write_figure(figure, tmp_path / "chart.svg")
    assert not list(tmp_path.iterdir())
