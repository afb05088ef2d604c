"""Two PCs exchange over a PostgreSQL server, which tells the other one of news by itself."""

import pytest

from bpr_studio.app.sync_session import supervisor_of
from bpr_studio.app.workspace import Workspace
from bpr_studio.services.events import Committed
from bpr_studio.services.sync.status import Glance
from tests.builders_process import CHIEF, Pair
from tests.builders_workspace import DX_OFFICER
from tests.fakes.postgres_server import MISSING, programs, shared_server

pytestmark = [pytest.mark.slow, pytest.mark.skipif(programs() is None, reason=MISSING)]

SOON = 12_000  # ms; polling would take half a minute


@pytest.fixture
def pair(tmp_path):
    server = shared_server()
    server.empty()
    office = server.person("dx01", everything=True)
    return Pair(tmp_path, places=(office, server.person("kacho", "sec-0101")))


def test_an_open_window_hears_of_work_of_others_without_polling(pair, qtbot):
    workspace = Workspace.open(pair.section, CHIEF)
    heard: list[Committed] = []
    workspace.bus.subscribe(heard.append)
    supervisor = supervisor_of(workspace)
    supervisor.start()
    qtbot.waitUntil(lambda: supervisor.is_running, timeout=30_000)
    supervisor.request_now()
    qtbot.waitUntil(lambda: supervisor.status.glance is not Glance.NOT_SHARED, timeout=30_000)
    qtbot.wait(3_000)  # the first exchange is over, the listening has begun
    office = Workspace.open(pair.dx, DX_OFFICER)
    pair.rename(office, "DX室から", 1)
    office.close()
    pair.cycle_closed(pair.dx)
    qtbot.waitUntil(lambda: any(e.origin == "sync" for e in heard), timeout=SOON)
    state = workspace.store.state("work_item", pair.task(1))
    assert [head.value for head in state.heads["name"]] == ["DX室から"]
    supervisor.stop()
    workspace.close()
