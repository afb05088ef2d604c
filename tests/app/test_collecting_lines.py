"""Which stored lines a returned form keeps, changes and removes."""

from pathlib import Path

import pytest

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.form import FormIdentity, FormReading, FormRow
from bpr_studio.services.surveys import FileState, Surveys


class PreparedForms:
    """Forms that hold what a test put into them."""

    def __init__(self):
        self.reading = None

    def write(self, folder, context):  # noqa: ARG002  # the port's own names
        raise AssertionError

    def find(self, places):
        return list(places)

    def read_all(self, paths, _class_names):
        return (self.reading for _ in paths)

    def survey_format(self, form_id, version):
        return load_survey_format(form_id, version)


@pytest.fixture
def section(workspace):
    return workspace.queries.sections(workspace.round_id)[0]


@pytest.fixture
def collect(workspace, section):
    """Collect a form with these lines; returns the names stored afterwards."""
    forms = PreparedForms()
    surveys = Surveys(workspace.undo, workspace.queries, forms, workspace.sheet_states)
    identity = FormIdentity("overall", 1, workspace.round_id, 2026, section.unit_code)
    counter = iter(range(1000))

    def collect_lines(lines, *, refused=(), empty=()):
        forms.reading = FormReading(
            identity,
            tuple(
                FormRow(slot, number, {"name": name, "code": "K01-01-01", "minutes_regular": 60})
                for number, (slot, name) in enumerate(lines.items(), 5)
            ),
            (),
            f"digest {next(counter)}",
            ("name", "code", "minutes_regular"),
            tuple(refused),
            tuple(empty),
        )
        report = surveys.collect(workspace.round_id, [Path("form.xlsx")], NoProgress())
        assert report.count(FileState.REFUSED) == 0
        items = workspace.queries.work_items(workspace.round_id, section.unit_id).values()
        return {str(item["slot"]): item["name"] for item in items}

    return collect_lines


def test_an_added_line_that_became_another_one_is_replaced(collect):
    before = collect({"x1111": "old name"})
    assert before["x1111"] == "old name"
    after = collect({"x2222": "new name"})
    assert after["x2222"] == "new name"
    assert "x1111" not in after


def test_an_added_line_stays_while_an_added_line_is_refused(collect):
    collect({"x1111": "added"})
    assert "x1111" in collect({}, refused=["x3333"])


def test_a_numbered_line_goes_only_when_the_form_says_it_is_empty(collect):
    before = collect({})
    slot = next(iter(before))
    assert slot in collect({"x1": "other"})
    assert slot in collect({}, refused=[slot])
    assert slot not in collect({}, empty=[slot])
