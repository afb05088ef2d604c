"""Staff by department taken over and held against the survey of the small fictitious city."""

import pytest

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person

TABLE = "団体名,年度,総務,税務,民生\nみらい市（架空）,2025,{a},20,30\n架空Z市,2026,40,50,60\n"


@pytest.fixture
def path(tmp_path):
    def write(number: object = 100):
        file = tmp_path / "staff.csv"
        file.write_text(TABLE.format(a=number), encoding="utf-8")
        return file

    return write


def test_a_table_is_looked_at_taken_over_and_undone(workspace, path):
    before = workspace.staff_reference.counts()
    digest = workspace.store.digest()
    preview = workspace.staff_reference.preview(path(), fictitious=True)
    assert workspace.store.digest() == digest
    assert (preview.added, preview.changed, preview.removed) == (6, 0, 0)
    assert preview.cities == (("みらい市（架空）", 2025), ("架空Z市", 2026))
    workspace.staff_reference.take_over(preview, "見本")
    counts = workspace.staff_reference.counts()
    assert len(counts) == len(before) + 6
    assert {(c.source, c.file_name, c.fictitious) for c in set(counts) - set(before)} == {
        ("見本", "staff.csv", True)
    }
    again = workspace.staff_reference.preview(path(7), fictitious=True)
    assert (again.added, again.changed, again.removed) == (0, 1, 0)
    workspace.undo.undo()
    assert workspace.staff_reference.counts() == before


def test_a_table_with_an_error_is_not_taken_over(workspace, path):
    preview = workspace.staff_reference.preview(path("約100"))
    before = workspace.store.digest()
    with pytest.raises(RefusedError, match="C2"):
        workspace.staff_reference.take_over(preview)
    assert workspace.store.digest() == before


def test_the_check_covers_every_surveyed_minute_once(workspace):
    found = workspace.staff_reference.coverage(workspace.fiscal_year)
    own = workspace.cities.own(workspace.fiscal_year)
    surveyed = sum(figure.minutes for figure in own.figures)
    assert found.total.minutes + found.beside == surveyed
    assert found.fictitious
    assert found.staff_year == found.fiscal_year == 2026
    assert 80 < found.total.percent < 110


def test_a_year_without_survey_has_no_check(workspace):
    assert workspace.staff_reference.coverage(workspace.fiscal_year.next()) is None


def test_only_the_dx_office_takes_staff_over(workspace, path):
    preview = workspace.staff_reference.preview(path())
    workspace.person = Person("u0101", "section_chief")
    before = workspace.store.digest()
    with pytest.raises(RefusedError, match="DX office"):
        workspace.staff_reference.take_over(preview)
    assert workspace.store.digest() == before
