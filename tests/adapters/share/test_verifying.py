"""`check` finds whatever is not as it was written, and `--repair` puts right what can be."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db.database import DATABASE_NAME
from bpr_studio.adapters.db.self_check import DatabaseCheck
from bpr_studio.domain.shared.errors import CancelledError, RefusedError
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.sync.verifying import Checked, Doubt, Verifying
from tests.builders_sync import TARGET, City, FilePc, Pc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = City(tmp_path=tmp_path)
    made.found("0101")
    made.join("0101").write("t1", name="住民票の写しの交付")
    made.settle(2)
    yield made
    for pc in made.pcs:
        local(pc).database.close()


def local(pc: Pc) -> FilePc:
    assert isinstance(pc.local, FilePc)
    return pc.local


def check(pc: Pc, *, repair: bool = False) -> Checked:
    own = local(pc)
    data = DatabaseCheck(own.database, own.store, own.clock)
    return Verifying(pc.tools, data, {TARGET: pc.store}, repair=repair).run()


def doubts(checked: Checked) -> list[Doubt]:
    return [one.doubt for one in checked.open]


def behind_its_back(pc: Pc, *statements: str) -> None:
    """What no part of the program does: somebody writes into the file."""
    own = local(pc)
    own.database.close()
    with contextlib.closing(sqlite3.connect(own.folder / DATABASE_NAME)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    pc.start()


def segments_of(city: City) -> list[str]:
    return [name for name in city.share.names() if name.endswith(".seg")]


def test_a_sound_workspace_passes_whole(city):
    for pc in city.pcs:
        checked = check(pc)
        assert checked.found == []
        assert checked.segments == checked.files > 0
        assert checked.ops > 0


def test_a_workspace_that_is_not_shared_is_checked_as_well(tmp_path):
    alone = City(tmp_path=tmp_path)
    pc = alone.found("0101")
    pc.log.note({"site": "", "root_key": ""})
    own = local(pc)
    data = DatabaseCheck(own.database, own.store, own.clock)
    assert Verifying(pc.tools, data, {}, repair=False).run().segments >= 0
    own.database.close()


def test_files_missing_or_changed_on_a_place_are_found_and_put_there_again(city):
    dx = city.pcs[0]
    first, *_, last = segments_of(city)
    city.share.delete(first)
    city.share.place(last, b"changed by somebody")
    city.share.time.move(60)
    assert doubts(check(dx)) == [Doubt.MISSING, Doubt.MISSING]
    checked = check(dx, repair=True)
    assert [one.repaired for one in checked.found] == [True, True]
    assert checked.open == []
    city.share.time.move(60)
    assert check(dx).found == []


def test_what_was_not_taken_in_yet_is_told(city):
    dx, section = city.pcs
    section.write("t2", name="印鑑登録")
    section.cycle()
    city.share.time.move(60)
    checked = check(dx)
    (found,) = checked.found
    assert checked.open == []
    assert (found.doubt, found.name, found.detail) == (Doubt.NOT_TAKEN, "sec-0101", "1")
    dx.cycle()
    assert check(dx).found == []


def test_a_place_that_does_not_answer_is_told(city):
    city.share.down.add(city.pcs[0].name)
    assert doubts(check(city.pcs[0])) == [Doubt.PLACE]


def test_tables_changed_behind_the_log_are_found_and_made_anew(city):
    section = city.pcs[1]
    behind_its_back(section, "UPDATE work_item SET name='forged' WHERE id='t1'")
    assert doubts(check(section)) == [Doubt.TABLES]
    assert check(section, repair=True).open == []
    assert check(section).found == []


def test_changes_taken_out_of_the_log_are_found(city):
    section = city.pcs[1]
    behind_its_back(section, "DELETE FROM op WHERE entity='work_item'")
    assert set(doubts(check(section))) == {Doubt.OPS, Doubt.TABLES}


def test_kept_files_that_were_changed_are_found(city):
    section = city.pcs[1]
    behind_its_back(
        section,
        "UPDATE segment_bytes SET data="
        "CAST(replace(CAST(data AS TEXT), '住民票', '戸籍謄') AS BLOB) WHERE id="
        "(SELECT max(id) FROM segment WHERE own=1)",
    )
    assert Doubt.SEGMENT in doubts(check(section))


def test_a_kept_file_whose_forerunner_is_gone_is_found(city):
    section = city.pcs[1]
    section.write("t2", name="印鑑登録")
    section.cycle()
    behind_its_back(
        section,
        "DELETE FROM segment WHERE own=1 AND seq=1 AND scope='sec-0101'",
    )
    found = doubts(check(section))
    assert Doubt.FORERUNNER in found


def test_a_writer_nobody_knows_is_told(city):
    section = city.pcs[1]
    behind_its_back(section, "DELETE FROM chain_block")
    assert set(doubts(check(section))) == {Doubt.WRITER}


def test_a_damaged_file_is_told(city):
    section = city.pcs[1]
    own = local(section)
    check_of = DatabaseCheck(own.database, own.store, own.clock)
    assert check_of.damage() == ""
    behind_its_back(
        section,
        "PRAGMA writable_schema=ON",
        "DELETE FROM sqlite_master WHERE name='segment_by_hash'",
    )
    own = local(section)
    assert DatabaseCheck(own.database, own.store, own.clock).damage()
    assert Doubt.FILE in doubts(check(section))


def test_what_another_section_writes_is_none_of_a_sections_business(city):
    other = city.join("0102")
    other.write("t9", name="戸籍")
    other.cycle()
    city.share.time.move(60)
    assert check(city.pcs[1]).found == []


def test_a_pc_that_was_not_let_in_has_nothing_to_compare(city):
    far = city.join("0101", approved=False)
    far.write("t9", name="戸籍")
    far.cycle()
    assert check(far).found == []


def test_a_kept_file_whose_hash_was_changed_in_the_database_is_found(city):
    section = city.pcs[1]
    behind_its_back(
        section,
        "UPDATE segment SET hash=substr(hash, 1, 12) || substr(hash, 13, 51) || 'x'"
        " WHERE own=1 AND scope='sec-0101'",
    )
    assert Doubt.SEGMENT in doubts(check(section))


def test_stopping_leaves_everything_as_it_is(city):
    class Stop:
        def report(self, *_how_far: object) -> None:
            raise CancelledError("stop")

    section = city.pcs[1]
    own = local(section)
    data = DatabaseCheck(own.database, own.store, own.clock)
    before = own.store.projection_digest()
    with pytest.raises(CancelledError):
        Verifying(section.tools, data, {}, repair=True).run(Stop())
    with pytest.raises(CancelledError):
        data.tables_follow(Stop())
    assert own.store.projection_digest() == before


def test_no_room_for_the_copy_is_told(city):
    resource = pytest.importorskip("resource")  # not on Windows
    section = city.pcs[1]
    own = local(section)
    data = DatabaseCheck(own.database, own.store, own.clock)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(RefusedError):
            data.tables_follow(NoProgress())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
