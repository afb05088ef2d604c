"""Tasks are found among tens of thousands while somebody types."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.app.roles import ROLE_VIEWS
from bpr_studio.app.searching import TaskProvider, search_of
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.matching import folded
from bpr_studio.services.task_search import NamedTask, TaskIndex
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.tasks import TaskRunner
from tests.builders_workspace import CityPlan, built_workspace, task_id


def named(*names):
    return TaskIndex([NamedTask(str(n), name, "0101", "課") for n, name in enumerate(names)])


@pytest.mark.parametrize("words", ["住民票", "じゅうみん", "ｼﾞｭｳﾐﾝ 写し", "写し 票", "ＡＢＣ"])
def test_any_part_is_found_whatever_width_case_and_kana(words):
    index = named("転入届", "住民票（ジュウミンヒョウ）の写し abc", "印鑑登録")
    assert [task.id for task in index.find(words, 5)] == ["1"]


def test_nothing_typed_finds_nothing_and_the_limit_holds():
    index = named(*["届出"] * 20)
    assert index.find(" ", 5) == []
    assert len(index.find("届", 5)) == 5
    assert named().find("届", 5) == []


@given(
    names=st.lists(st.text("届出ａA１カか \n", max_size=6), max_size=12),
    words=st.text("届出aaカ1 ", max_size=4),
)
def test_it_finds_what_looking_at_each_name_finds(names, words):
    wanted = folded(words).split()
    expected = [
        str(n)
        for n, name in enumerate(names)
        if wanted and all(word in folded(name.replace("\n", " ")) for word in wanted)
    ]
    assert [task.id for task in named(*names).find(words, 100)] == expected


def test_sixty_thousand_names_take_no_time():
    index = named(*[f"業務{n}の受付・審査" for n in range(60_000)])
    start = time.perf_counter()
    assert index.find("審査 59999", 8)
    assert index.find("ない", 8) == []
    assert time.perf_counter() - start < 0.25  # 3 ms on a free machine


@pytest.fixture
def workspace(tmp_path):
    made = built_workspace(tmp_path / "w", CityPlan(bureaus=1, sections=2))
    yield made
    made.close()


@pytest.mark.gui
def test_the_window_finds_tasks_of_the_sections_a_role_sees(qtbot, workspace):
    tasks = TaskRunner()
    found: dict[str, int] = {}
    for role in ("dx_office", "promoter"):
        provider = search_of(workspace, tasks, ROLE_VIEWS[role], "0102")[-1]
        provider.prepare(lambda: None)
        qtbot.waitUntil(lambda: not tasks.running)
        found[role] = len(provider.hits("届", 8))
    assert found == {"dx_office": 2, "promoter": 1}
    tasks.close()


@pytest.mark.gui
def test_a_section_is_found_by_its_code(workspace):
    tasks = TaskRunner()
    sections = search_of(workspace, tasks, ROLE_VIEWS["dx_office"], "")[0]
    sections.prepare(lambda: None)
    assert [hit.go for hit in sections.hits("0102", 8)] == [Jump("survey", "section:0102")]
    tasks.close()


@pytest.mark.gui
def test_names_are_read_again_only_when_tasks_were_written(qtbot, workspace):
    tasks, told = TaskRunner(), []
    provider = TaskProvider(workspace, tasks, None)
    assert provider.hits("届", 8) == ()
    for _ in range(2):
        provider.prepare(lambda: told.append("ready"))
        qtbot.waitUntil(lambda: not tasks.running)
    assert told == ["ready"]
    row = task_id(workspace.round_id, "0101", 0)
    workspace.store.commit("変更", [SetFields("work_item", row, {"name": "新しい届出"})])
    provider.prepare(lambda: told.append("ready"))
    qtbot.waitUntil(lambda: not tasks.running)
    assert told == ["ready", "ready"]
    (hit,) = provider.hits("新しい", 8)
    assert hit.go == Jump("entry", f"section:0101 cell:{row}:name")
    tasks.close()
