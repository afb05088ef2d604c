"""A desk of sync over invented PCs and sections (架空); remembers what it was asked to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bpr_studio.services.sync.status import (
    Membership,
    SyncReading,
    TargetReading,
    Work,
    status_of,
)
from bpr_studio.ui.pages.sync_facts import (
    ExchangeFact,
    FilesTaken,
    Founded,
    MemberFact,
    OfficeDesk,
    ProbeLine,
    ProbeResult,
    RefusedFact,
    RequestFact,
    SectionFact,
    SyncDesk,
    SyncFacts,
    Trust,
    Upkeep,
    Verdict,
)

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 6, 20, 6, 30, tzinfo=UTC)
ADDRESS = r"\\fs01\kyoyu\bpr"
NUMBER = "3F7K-92QM-LX4D-8WTA"
BUREAUS = ("総務局", "財政局", "市民局", "保健福祉局", "こども局", "建設局", "水道局", "教育委員会")


def minutes(n: float) -> datetime:
    """A moment n minutes ago."""
    return NOW - timedelta(minutes=n)


def alone() -> SyncFacts:
    """Not shared."""
    return SyncFacts(status_of(SyncReading(Membership.NONE), NOW), NOW)


def facts(
    membership: Membership = Membership.MEMBER,
    *,
    work: Work | None = None,
    silent_minutes: float = 0,
    requests: int = 0,
    troubles: Any = (),
) -> SyncFacts:
    """Shared; the folder answered last two minutes ago, or is silent for longer."""
    target = TargetReading(ADDRESS, minutes(2))
    if silent_minutes:
        since = minutes(silent_minutes)
        target = TargetReading(ADDRESS, since, "unreachable", "", since)
    reading = SyncReading(membership, work or Work(), (target,), tuple(troubles))
    return SyncFacts(
        status_of(reading, NOW),
        NOW,
        person="架空 花子（市民課・推進員（係員））",
        check_number=NUMBER,
        asked_at=minutes(30),
        requests=requests,
    )


def waiting() -> SyncFacts:
    """Asked to take part."""
    return facts(Membership.WAITING, work=Work(12, minutes(25)))


def cut_off() -> SyncFacts:
    """No contact for two hours."""
    return facts(work=Work(48, minutes(130)), silent_minutes=125)


def members(n: int = 6) -> list[MemberFact]:
    """So many PCs."""
    roles = ("section_chief", "kaizen_leader", "promoter", "member")
    return [
        MemberFact(
            id=f"pc{i:05}aaaaaa",
            name=f"架空 {i + 1:03}",
            role=roles[i % 4],
            place=f"{BUREAUS[i % 8]} 第{i // 8 + 1}課",
            pc=f"PC-{i:04}",
            since="2026-05-11",
            last_contact=minutes(3 + i * 17),
            active=i != 3,
            own=i == 0,
        )
        for i in range(n)
    ]


def sections(n: int = 365) -> list[SectionFact]:
    """So many sections: most in order, some silent, one with a gap, one refused."""
    found = []
    for i in range(n):
        days = 12 if i % 29 == 7 else i % 3
        found.append(
            SectionFact(
                code=f"{i // 46 + 1:02}{i % 46 + 1:02}",
                name=f"第{i + 1}課（架空）",
                bureau=BUREAUS[i // 46 % 8],
                members=0 if i % 41 == 40 else 1 + i % 4,
                last_contact=None if i % 41 == 40 else minutes(days * 1440 + i % 600),
                waiting=3 if i == 12 else 0,
                refused=1 if i == 20 else 0,
            )
        )
    return found


def requests(n: int = 4) -> list[RequestFact]:
    """So many PCs that ask; the second request was written by somebody else."""
    return [
        RequestFact(
            id=f"rq{i:05}bbbbbb",
            name=f"架空 申込{i + 1:02}",
            role="promoter" if i % 2 else "section_chief",
            place=f"{BUREAUS[i % 8]} 第{i + 1}課",
            pc=f"PC-9{i:03}",
            user=f"user{i:03}",
            at=minutes(10 + i * 50),
            trust=(Trust.SAME, Trust.OTHER, Trust.SAME, Trust.UNKNOWN)[i % 4],
            check_number=f"8D2K-{i:02}QP-7RXM",
        )
        for i in range(n)
    ]


def history(n: int = 30) -> list[ExchangeFact]:
    """So many lines."""
    kinds = ("sent", "taken", "taken", "bundle_in", "fault")
    whats = ("市民課", "財政局 第2課", "組織・共通のリスト", "受渡し_0620.bprz", "共有フォルダ")
    return [
        ExchangeFact(minutes(i * 7), kinds[i % 5], whats[i % 5], None if i % 5 == 4 else 3 + i)
        for i in range(n)
    ]


def probed(*, usable: bool = True) -> ProbeResult:
    """What the probe found."""
    lines: tuple[ProbeLine, ...] = (
        ProbeLine("新しいファイルを作る", "40ミリ秒", Verdict.GOOD),
        ProbeLine("名前を変える（上書きなし）", "12ミリ秒", Verdict.GOOD),
        ProbeLine(
            "サーバーの時計",
            "このPCより7分進んでいます",
            Verdict.DOUBTFUL,
            "情報部門に時計合わせを依頼してください。",
        ),
        ProbeLine("ファイルの所有者", "サーバーは答えません", Verdict.UNKNOWN),
    )
    if not usable:
        lines = (ProbeLine("フォルダ", "見つかりません", Verdict.BAD, "場所を確かめてください。"),)
    said = (
        "使えます。ただし確認が必要な点が1つあります。" if usable else "このフォルダは使えません。"
    )
    return ProbeResult(ADDRESS, said, usable, lines, '{"usable": true}')


class FakeDesk:
    """Answers from lists; what was done is noted in `done`."""

    def __init__(self, now: SyncFacts, *, office: bool = False, many: bool = False) -> None:
        self.now = now
        self.done: list[Any] = []
        self.members = members(800 if many else 6)
        self.sections = sections(365)
        self.requests = requests(now.requests)
        self.refused = [
            RefusedFact(
                "s/sec-0121/aaaaaaaaaaaaa-000004-0123456789ab.seg",
                "総務局 第21課（架空）",
                "架空 021",
                "署名が、名簿にある鍵のものではありません。",
                "bad-signature",
                3,
                minutes(55),
            )
        ]
        self.desk = SyncDesk(
            facts=lambda: self.now,
            members=lambda: self.members,
            history=history,
            request_now=lambda: self.done.append("now"),
            write_bundle=lambda file, _p: self.note(("write", file)),
            rescue=lambda file, _p: self.note(("rescue", file)),
            read_bundles=lambda files, _p: self.take_in(list(files)),
            probe=lambda address, _p: self.look(address),
            save_text=lambda file, text: file.write_text(text, encoding="utf-8"),
            join=lambda: self.done.append("join"),
            ask_again=lambda _p: self.note(("ask again",)),
            pause=self.pause,
            found=self.found if office else None,
            office=self.office() if office else None,
            bundle_suffix=".bprz",
        )

    def pause(self, paused: bool) -> str:  # noqa: FBT001  # the page gives it so
        self.now = replace(self.now, status=replace(self.now.status, paused=paused))
        return self.note(("pause", paused))

    def note(self, what: Any) -> str:
        self.done.append(what)
        return f"done {what[0]}"

    def take_in(self, files: list[Path]) -> FilesTaken:
        doubtful = any("damaged" in file.name for file in files)
        return FilesTaken(self.note(("read", files)), doubtful)

    def look(self, address: str) -> ProbeResult:
        self.done.append(("probe", address))
        return probed(usable="bad" not in address)

    def found(self, plan: Any, _progress: Any) -> Founded:
        self.done.append(("found", plan.address, plan.key_file))
        return Founded(NUMBER, plan.key_file)

    def office(self) -> OfficeDesk:
        return OfficeDesk(
            requests=lambda: self.requests,
            sections=lambda: self.sections,
            refused=lambda: self.refused,
            upkeep=lambda: Upkeep(
                "最後の受領：3分前（全365課）",
                "ばらのファイル 4,210、まとめ済み 31,006",
                "最後の点検：昨日 18:00、問題なし",
            ),
            approve=self.approve,
            refuse=lambda one, why, _p: self.note(("refuse", one, why)),
            revoke=lambda one, why, _p: self.note(("revoke", one, why)),
            pack=lambda _p: self.note(("pack",)),
            check=lambda _p: self.note(("check",)),
            repair=lambda _p: self.note(("repair",)),
        )

    def approve(self, ids: Any, _progress: Any) -> str:
        self.requests = [one for one in self.requests if one.id not in ids]
        self.now = replace(self.now, requests=len(self.requests))
        return self.note(("approve", tuple(ids)))

    def path(self, folder: Path) -> Path:
        return folder / "x.bprz"
