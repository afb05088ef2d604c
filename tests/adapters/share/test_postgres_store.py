"""A PostgreSQL server as place of exchange: rights by scope, faults, news, moving to it (架空)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from bpr_studio.adapters.share import postgres
from bpr_studio.adapters.share.directory import DirectoryStore
from bpr_studio.adapters.share.postgres import PostgresStore, allow, prepare
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.sync.cycle import Wish
from bpr_studio.services.sync.ports import Announcing, Fault, ShareFaultError, ShareStore
from tests.builders_sync import City
from tests.fakes import postgres_server
from tests.fakes.placed_city import PlacedShare
from tests.fakes.postgres_server import ADMIN, PostgresServer

ACTOR = "abcdefghij234"
OTHER = "bcdefghijk345"
HASH = "0123456789ab"
OURS = f"s/sec-0101/{ACTOR}-000001-{HASH}.seg"
THEIRS = f"s/sec-0202/{OTHER}-000001-{HASH}.seg"
EVERYBODYS = f"s/org/{OTHER}-000001-{HASH}.seg"
REQUEST = f"e/{ACTOR}.req"
ROSTER = f"c/roster/00000001-{HASH}.json"
RECEIPT = f"r/sec-0101/00000001-{HASH}.rcp"
PACK = f"k/sec-0101/000001-{HASH}.pack"
HUB = "postgresql://hub/bpr"


@pytest.fixture
def server() -> PostgresServer:
    if postgres_server.programs() is None:
        pytest.skip(postgres_server.MISSING)
    shared = postgres_server.shared_server()
    shared.empty()
    return shared


@pytest.fixture
def opened() -> Iterator[Callable[[str], PostgresStore]]:
    stores: list[PostgresStore] = []

    def store(address: str) -> PostgresStore:
        stores.append(PostgresStore(address))
        return stores[-1]

    yield store
    for each in stores:
        each.close()


def _fault(call, *arguments) -> Fault:
    with pytest.raises(ShareFaultError) as raised:
        call(*arguments)
    return raised.value.fault


# --- rights ------------------------------------------------------------------------------------


def test_a_section_sees_its_own_files_and_those_of_everybody_alone(server, opened):
    dx = opened(server.person("dx", everything=True))
    for name in (OURS, THEIRS, EVERYBODYS, ROSTER, RECEIPT, PACK, REQUEST):
        dx.put_new(name, name.encode())
    ours = opened(server.person("section", "sec-0101"))
    assert ours.list("") == tuple(sorted((OURS, EVERYBODYS, ROSTER, RECEIPT, PACK, REQUEST)))
    assert ours.list("s/sec-0202/") == ()
    assert _fault(ours.get, THEIRS) is Fault.MISSING
    assert dx.get(THEIRS) == THEIRS.encode()


def test_a_section_writes_into_its_own_scope_and_asks_to_take_part(server, opened):
    ours = opened(server.person("section", "sec-0101"))
    ours.put_new(OURS, b"x")
    ours.put_new(REQUEST, b"x")
    for name in (THEIRS, EVERYBODYS, ROSTER, RECEIPT, PACK, "bpr.json"):
        assert _fault(ours.put_new, name, b"x") is Fault.REFUSED
    assert ours.list("") == (REQUEST, OURS)


def test_who_was_not_let_in_may_read_what_everybody_reads_and_ask(server, opened):
    stranger = opened(server.person("stranger"))
    stranger.put_new(REQUEST, b"please")
    assert _fault(stranger.put_new, OURS, b"x") is Fault.REFUSED
    assert stranger.list("") == (REQUEST,)


def test_a_name_somebody_took_where_one_may_not_look_is_told_as_a_lack_of_rights(server, opened):
    opened(server.person("dx", everything=True)).put_new(THEIRS, b"x")
    ours = opened(server.person("section", "sec-0101"))
    assert _fault(ours.put_new, THEIRS, b"x") is Fault.REFUSED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bpr.file SET data = 'x'",
        "DELETE FROM bpr.file",
        "TRUNCATE bpr.file",
        "INSERT INTO bpr.access (person, scope) VALUES (session_user, '*')",
        "UPDATE bpr.access SET scope = '*'",
        "ALTER TABLE bpr.file DISABLE ROW LEVEL SECURITY",
        "DROP TABLE bpr.file",
        "INSERT INTO bpr.file (name, data, placed_by) VALUES ('e/x', 'x', 'somebody')",
    ],
)
def test_nobody_changes_files_takes_them_away_or_gives_themselves_rights(server, statement):
    for person in ("dx", "section"):
        server.person(person, "sec-0101", everything=person == "dx")
        with pytest.raises(Exception, match=r"permission denied|must be owner"):
            server.ask(statement, person)


def test_rights_taken_away_hold_at_once(server, opened):
    ours = opened(server.person("section", "sec-0101"))
    ours.put_new(OURS, b"x")
    server.person("section", "sec-0202")
    assert ours.list("s/") == ()
    assert _fault(ours.put_new, OURS.replace("000001", "000002"), b"x") is Fault.REFUSED


def test_preparing_twice_keeps_files_and_rights(server, opened):
    ours = opened(server.person("section", "sec-0101"))
    ours.put_new(OURS, b"x")
    prepare(server.address(ADMIN))
    assert ours.get(OURS) == b"x"


@pytest.mark.parametrize("role", ['a "quoted" role', "a:colon", "窓口"])
def test_any_name_of_a_role_can_be_let_in(server, role):
    server.ask(f'DROP ROLE IF EXISTS "{role.replace(chr(34), chr(34) * 2)}"')
    server.ask(f'CREATE ROLE "{role.replace(chr(34), chr(34) * 2)}" LOGIN')
    allow(server.address(ADMIN), role, ["sec-0101"])
    assert server.ask("SELECT person, scope FROM bpr.access") == [(role, "sec-0101")]


def test_a_role_that_is_not_there_is_refused_and_nothing_changes(server):
    with pytest.raises(RefusedError, match="nobody"):
        allow(server.address(ADMIN), "nobody", ["sec-0101"])
    assert server.ask("SELECT * FROM bpr.access") == []


# --- addresses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://",
        "postgresql:///bpr",
        "postgresql://dx@hub",
        "postgresql://dx@hub/",
        "postgresql://dx@hub:port/bpr",
        "postgresql://[::1/bpr",
        "mysql://dx@hub/bpr",
        "postgres://dx:geheim@hub/bpr",
        "//server/bpr",
        "",
    ],
)
def test_an_address_that_makes_no_sense_is_refused_before_anybody_is_asked(address):
    with pytest.raises(RefusedError, match="no address of a PostgreSQL server") as raised:
        PostgresStore(address)
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://dx:geheim@hub/bpr",
        "postgresql://dx@hub/bpr?password=geheim",
        "postgresql://dx@hub/bpr?sslmode=require&sslpassword=geheim",
        "postgresql://dx:@hub/bpr",
    ],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(address):
    with pytest.raises(RefusedError, match="must not hold a password") as raised:
        PostgresStore(address)
    assert "geheim" not in str(raised.value)


# --- faults ------------------------------------------------------------------------------------


def test_a_server_that_is_not_there_is_told_as_unreachable():
    store = PostgresStore("postgresql://dx@127.0.0.1:1/bpr")
    assert _fault(store.list, "s/") is Fault.UNREACHABLE
    assert _fault(store.get, OURS) is Fault.UNREACHABLE
    assert _fault(store.put_new, OURS, b"x") is Fault.UNKNOWN
    assert _fault(store.stat_time) is Fault.UNREACHABLE
    assert _fault(store.wait, 0) is Fault.UNREACHABLE


def test_a_database_that_is_missing_or_not_prepared_is_told_as_unreachable(server, opened):
    assert _fault(opened(server.address(ADMIN, "nothing")).list, "s/") is Fault.UNREACHABLE
    assert _fault(opened(server.address(ADMIN, "postgres")).list, "s/") is Fault.UNREACHABLE


def test_a_role_that_is_missing_is_told_as_a_lack_of_rights(server, opened):
    assert _fault(opened(server.address("nobody")).list, "s/") in {
        Fault.REFUSED,
        Fault.UNREACHABLE,  # some versions name no code before a connection stands
    }


def test_a_file_somebody_else_spoilt_differs_and_a_file_taken_away_is_missing(server, opened):
    dx = opened(server.person("dx", everything=True))
    dx.put_new(OURS, b"as it was")
    server.spoil(OURS, b"as it shall not be")
    assert _fault(dx.put_new, OURS, b"as it was") is Fault.DIFFERS
    server.spoil(OURS, None)
    assert _fault(dx.get, OURS) is Fault.MISSING


def test_a_file_too_large_to_be_ours_is_not_fetched(server, opened, monkeypatch):
    dx = opened(server.person("dx", everything=True))
    server.place(OURS, b"x" * 1001)
    monkeypatch.setattr(postgres, "LARGEST", 1000)
    assert _fault(dx.get, OURS) is Fault.DIFFERS


# --- news --------------------------------------------------------------------------------------


def test_who_waits_hears_of_a_file_at_once(server, opened):
    dx, listener = (opened(server.person("dx", everything=True)) for _ in range(2))
    assert isinstance(listener, Announcing)
    heard: list[float] = []
    assert not listener.wait(0)  # begins to hear

    def wait() -> None:
        assert listener.wait(20)
        heard.append(time.perf_counter())

    thread = threading.Thread(target=wait)
    thread.start()
    began = time.perf_counter()
    dx.put_new(OURS, b"x")
    thread.join(20)
    assert heard
    assert heard[0] - began < 5


def test_what_came_between_two_waits_is_heard(server, opened):
    dx, listener = (opened(server.person("dx", everything=True)) for _ in range(2))
    assert not listener.wait(0)
    dx.put_new(OURS, b"x")
    assert listener.wait(5)
    assert not listener.wait(0.05)


# --- cities ------------------------------------------------------------------------------------


def _on(city: City, pc, target: str, store: ShareStore, *, relay: bool = False):
    """One exchange of a PC with a place other than that of the city."""
    city.share.time.move(30)
    return pc.cycles.run(target, store, wish=Wish(demanded=True, relay=relay))


def test_three_pcs_exchange_through_the_server_with_roles_that_see_their_scope_alone(
    server, opened
):
    people = {
        "pc-1": server.person("dx", everything=True),
        "pc-2": server.person("one", "sec-0101"),
        "pc-3": server.person("two", "sec-0101"),
        "pc-4": server.person("three", "sec-0102"),
    }
    stores = {name: opened(address) for name, address in people.items()}
    city = City(share=PlacedShare(stores.__getitem__))
    dx = city.found("0101", "0102")
    one, two, three = city.join("0101"), city.join("0101"), city.join("0102")
    one.write("t1", name="住民票の写しの交付")
    two.write("t2", name="印鑑登録")
    three.write("t3", name="課税証明")
    city.settle(4)
    assert one.digest() == two.digest()
    assert [troubles for pc in city.pcs if pc.last for troubles in pc.last.troubles] == []
    three.write("t3", name="課税証明書の交付")
    city.settle(3)
    assert [_has(dx, row) for row in ("t1", "t2", "t3")] == [True, True, True]
    assert [_has(one, row) for row in ("t1", "t2", "t3")] == [True, True, False]


def _has(pc, row: str) -> bool:
    return bool(pc.local.state("work_item", row).heads)


@pytest.mark.slow
def test_a_server_that_stops_in_the_middle_loses_nothing(opened):
    if postgres_server.programs() is None:
        pytest.skip(postgres_server.MISSING)
    with postgres_server.postgres_server() as server:
        stores = {
            f"pc-{number}": opened(server.person(f"pc{number}", everything=True))
            for number in (1, 2, 3)
        }
        city = City(share=PlacedShare(stores.__getitem__))
        city.found()
        one, two = city.join("0101"), city.join("0101")
        one.write("t1", name="住民票の写しの交付")
        server.stop()
        assert one.cycle().fault is not None
        one.write("t2", name="印鑑登録")
        server.start()
        city.settle(4)
        assert one.digest() == two.digest()
        assert _has(two, "t2")
        for store in stores.values():
            store.close()


def test_during_a_move_folder_and_server_come_to_hold_the_same(server, opened, tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    city = City(share=PlacedShare(lambda _pc: DirectoryStore(folder)))
    dx = city.found()
    stays, moves = city.join("0101"), city.join("0101")
    stays.write("t1", name="住民票の写しの交付")
    city.settle(2)
    hub = {pc.name: opened(server.person(pc.name, everything=True)) for pc in (dx, moves)}

    moves.write("t2", name="印鑑登録")
    for _ in range(4):
        dx.cycle(Wish(demanded=True, relay=True))
        _on(city, dx, HUB, hub[dx.name], relay=True)
        _on(city, moves, HUB, hub[moves.name])  # never comes to the folder again
        stays.cycle()  # knows the folder alone
        stays.write("t3", name="転入届の受付")
    _on(city, moves, HUB, hub[moves.name])

    assert stays.digest() == moves.digest() == dx.digest()
    assert set(hub[dx.name].list("s/sec-0101/")) == set(DirectoryStore(folder).list("s/sec-0101/"))
