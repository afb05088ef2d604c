"""Rosters of any history: folded alike in every order, ends that hold, forks that settle."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.replication.chain import Block, BlockRefusedError, read_block
from bpr_studio.domain.replication.roster import RANKS, Roster, Unaccepted, loses
from bpr_studio.domain.replication.statements import (
    Admin,
    Admit,
    Decline,
    Dismiss,
    Enrol,
    Replace,
    Statement,
    read_statement,
    written,
)
from tests.builders_roster import (
    DX,
    ROOT,
    Office,
    change,
    digest_of,
    folded,
    revoke,
    signer_of,
)

SCOPES = ("sec-0001", "sec-0002", "sec-0003")
ACTORS = tuple(f"actoractor{end}" for end in ("aaa", "bbb", "ccc", "ddd", "eee"))
ROLES = tuple(sorted(RANKS))
Parents = dict[str, str]


@dataclass
class City:
    """An office and its members, who write segments meanwhile.

    Attributes:
        office: writes the chain.
        streams: by actor and scope the digests of its segments, in order.
        named: by digest the version that was newest when it was written.
    """

    chance: random.Random
    office: Office = field(default_factory=Office.founded)
    streams: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    parents: Parents = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)

    def write(self) -> None:
        """Somebody writes a segment; whether it may is not asked."""
        stream = (self.chance.choice(ACTORS), self.chance.choice(SCOPES))
        line = self.streams.setdefault(stream, [])
        made = digest_of(f"{stream} {len(line)}")
        if line:
            self.parents[made] = line[-1]
        self.named[made] = self.office.roster.version
        line.append(made)

    def last(self, actor: str) -> dict[str, tuple[tuple[int, str], ...]]:
        """What an office that has everything names as the last segments."""
        return {
            scope: ((len(line), line[-1]),)
            for (who, scope), line in sorted(self.streams.items())
            if who == actor
        }

    def decide(self) -> None:
        """The office says something, sensible or not."""
        actor, other = self.chance.choice(ACTORS), self.chance.choice(ACTORS)
        role = self.chance.choice(ROLES)
        scopes = tuple(self.chance.sample(SCOPES, self.chance.randint(0, 2)))
        key = signer_of(actor).public_key.hex()
        said: tuple[Statement, ...] = self.chance.choice(
            (
                (Enrol(actor, key, "user", "課", role, scopes, "pc"),),
                (change(actor, role, scopes, self.last(actor)),),
                (change(actor, role, scopes),),
                (revoke(actor, self.last(actor)),),
                (Replace(actor, other, signer_of(other).public_key.hex(), "pc", self.last(actor)),),
                (Admin(actor),),
                (Dismiss(actor, None),),
                (Admit(actor, self.last(actor)),),
                (Decline(actor, key, "理由"), Enrol(other, key, "user", "課", role, scopes, "pc")),
            )
        )
        signers = [ROOT, *sorted(self.office.roster.admins), actor]
        tried = self.office.branch(len(self.office.blocks))
        tried.say(*said, by=self.chance.choice(signers))
        if tried.roster.version == len(tried.blocks):
            self.office = tried


def city_of(seed: int, steps: int) -> City:
    city = City(random.Random(seed))  # noqa: S311  # a history that can be repeated
    for _ in range(steps):
        city.chance.choice((city.write, city.decide))()
    return city


def shape(roster: Roster) -> tuple[object, ...]:
    return (
        roster.version,
        roster.digest,
        roster.members,
        roster.former,
        roster.admins,
        roster.forks,
        sorted(roster.refused),
    )


def verdict(city: City, roster: Roster, actor: str, scope: str, seq: int) -> str:
    made = city.streams[actor, scope][seq - 1]
    return roster.accepts(scope, actor, seq, made, city.named[made], forerunner=city.parents.get)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.integers(4, 40), st.randoms(use_true_random=False))
def test_every_order_of_arrival_and_every_doubling_make_the_same_roster(seed, steps, order):
    city = city_of(seed, steps)
    blocks = [*city.office.blocks, *order.choices(city.office.blocks, k=3)]
    order.shuffle(blocks)
    assert shape(folded(blocks)) == shape(city.office.roster)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.integers(4, 30), st.integers(2, 4), st.randoms())
def test_forks_settle_alike_whatever_came_first(seed, steps, ways, order):
    city = city_of(seed, steps)
    blocks: list[Block] = []
    for way in range(ways):
        chance = random.Random(seed + way)  # noqa: S311  # a history that can be repeated
        branch = City(chance, city.office.branch(1))
        for _ in range(6):
            branch.decide()
        blocks += branch.office.blocks
    settled = shape(folded(blocks))
    for _ in range(2):
        order.shuffle(blocks)
        seen: list[Block] = []
        for block in blocks:  # as it comes in; only the whole set counts in the end
            seen.append(block)
            folded(seen)
        assert shape(folded(seen)) == settled
    assert all(
        fork.followed < min(fork.dropped) or _has_root(blocks) for fork in folded(blocks).forks
    )


def _has_root(blocks: list[Block]) -> bool:
    return any(block.n > 1 and block.signer == signer_of(ROOT).public_key.hex() for block in blocks)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.integers(4, 40))
def test_a_pc_that_knows_more_never_goes_back(seed, steps):
    city = city_of(seed, steps)
    versions = [folded(city.office.blocks[:n]).version for n in range(len(city.office.blocks) + 1)]
    assert versions == list(range(len(city.office.blocks) + 1))
    whole = city.office.roster
    for n in versions:
        assert shape(whole.at(n))[:5] == shape(folded(city.office.blocks[:n]))[:5]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.integers(10, 50))
def test_what_counted_when_a_right_was_lost_counts_for_good_and_nothing_later_does(seed, steps):
    """The office named everything written so far; whoever loses a right writes on regardless."""
    city = city_of(seed, steps)
    loser = city.chance.choice(ACTORS)
    city.office.say(*_ending(city, loser), by=ROOT)
    roster = city.office.roster
    if roster.version != len(city.office.blocks):
        return  # nobody of this name took part
    before = {stream: len(line) for stream, line in city.streams.items()}
    accepted = {
        (actor, scope, seq): verdict(city, roster, actor, scope, seq)
        for (actor, scope), line in city.streams.items()
        for seq in range(1, len(line) + 1)
    }
    for _ in range(20):
        city.write()
    for (actor, scope), line in city.streams.items():
        for seq in range(1, len(line) + 1):
            told = verdict(city, roster, actor, scope, seq)
            if seq <= before.get((actor, scope), 0):
                assert told == accepted[actor, scope, seq]
            elif actor == loser:
                assert told == Unaccepted.REVOKED
    assert all(told == "" for (actor, _, _), told in accepted.items() if actor == loser)


def _ending(city: City, actor: str) -> list[Statement]:
    said: list[Statement] = []
    if actor in city.office.roster.admins:
        said.append(Dismiss(actor, None))
    return [*said, revoke(actor, city.last(actor))]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.integers(10, 50))
def test_rights_only_shrink_where_the_last_segments_are_named(seed, steps):
    city = city_of(seed, steps)
    for n in range(2, len(city.office.blocks) + 1):
        earlier, later = city.office.roster.at(n - 1), city.office.roster.at(n)
        for member in earlier.members:
            now = later.member(member.actor)
            assert now is not None
            if now.active and loses(member, now.role, now.scopes):
                unknown = later.accepts(
                    "sec-0009", member.actor, 9, digest_of("x"), n - 1, forerunner=_nothing
                )
                assert unknown == Unaccepted.REVOKED


def _nothing(_digest: str) -> None:
    return None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_no_file_is_a_block_by_chance(data):
    try:
        read_block(data)
    except BlockRefusedError:
        return
    raise AssertionError(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_value_in_a_statement_breaks_its_reading(data):
    plain = written(
        data.draw(
            st.sampled_from(
                [
                    Enrol(DX, "ab" * 32, "u", "n", "member", SCOPES, "p"),
                    change(DX, "member", (), {SCOPES[0]: ((1, "ab" * 32),)}),
                    revoke(DX, {}),
                    Dismiss(DX, (1, "ab" * 32)),
                ]
            )
        )
    )
    name = data.draw(st.sampled_from(sorted(plain)))
    changed = plain | {name: data.draw(JSON)}
    try:
        read = read_statement(changed)
    except BlockRefusedError:
        return
    assert written(read) == changed
