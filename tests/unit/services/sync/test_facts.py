"""What a PC remembers of its exchange: written, read, and never a reason to fail."""

from __future__ import annotations

from datetime import timedelta

from bpr_studio.services.sync import facts as noted
from bpr_studio.services.sync.facts import Facts, FaultFact, Rest
from bpr_studio.services.sync.troubles import Trouble, TroubleKind
from tests.fakes.clock import MONDAY

TARGET = r"\\fs01\kyoyu\bpr"
LATER = MONDAY + timedelta(minutes=5)


def test_facts_come_back_as_they_were_written():
    values = {
        **noted.with_target(TARGET, "共有フォルダ"),
        **noted.with_site("site-0001", b"k" * 32),
        **noted.with_home("sec-0101"),
        **noted.with_scopes({"org", "lib"}),
        **noted.with_actors({"b", "a"}),
        **noted.with_packs({"k/org/000001-aaaaaaaaaaaa.pack"}),
        **noted.with_pause(paused=True),
        **noted.with_roster_seen(7),
        **noted.with_contact(TARGET, MONDAY),
        **noted.with_fault(TARGET, FaultFact("full", "s/org/x", MONDAY)),
        **noted.with_skew(TARGET, timedelta(seconds=-301)),
        **noted.with_pushed(TARGET, MONDAY),
        **noted.with_pulled(TARGET, LATER),
        **noted.with_placed(TARGET, MONDAY),
        **noted.with_looked(TARGET, LATER),
        **noted.with_healed(TARGET, MONDAY),
        **noted.with_rest(TARGET, Rest(LATER, timedelta(minutes=2))),
        **noted.with_troubles(TARGET, [Trouble(TroubleKind.GAP, MONDAY, TARGET, "sec-0101/x")]),
        **noted.with_gaps(TARGET, {"sec-0101/x": MONDAY}),
    }
    facts = Facts(values)
    assert facts.targets == {TARGET: "共有フォルダ"}
    assert (facts.site, facts.root_key, facts.home) == ("site-0001", b"k" * 32, "sec-0101")
    assert facts.scopes == ("lib", "org")
    assert facts.actors == {"a", "b"}
    assert facts.packs == {"k/org/000001-aaaaaaaaaaaa.pack"}
    assert facts.paused
    assert facts.roster_seen == 7
    assert facts.contact(TARGET) == MONDAY
    assert facts.fault(TARGET) == FaultFact("full", "s/org/x", MONDAY)
    assert facts.skew(TARGET) == timedelta(seconds=-301)
    assert (facts.pushed(TARGET), facts.pulled(TARGET)) == (MONDAY, LATER)
    assert (facts.placed(TARGET), facts.looked(TARGET)) == (MONDAY, LATER)
    assert facts.healed(TARGET) == MONDAY
    assert facts.rest(TARGET) == Rest(LATER, timedelta(minutes=2))
    assert facts.troubles(TARGET) == (Trouble(TroubleKind.GAP, MONDAY, TARGET, "sec-0101/x"),)
    assert facts.gaps(TARGET) == {"sec-0101/x": MONDAY}


def test_nothing_is_known_where_nothing_was_written():
    facts = Facts({})
    assert facts.targets == {}
    assert (facts.site, facts.root_key, facts.home, facts.scopes) == ("", b"", "", ())
    assert not facts.paused
    assert facts.roster_seen == 0
    assert facts.contact(TARGET) is None
    assert facts.fault(TARGET) is None
    assert facts.rest(TARGET) is None
    assert facts.skew(TARGET) == timedelta()
    assert facts.troubles(TARGET) == ()
    assert facts.gaps(TARGET) == {}


def test_what_another_version_wrote_in_its_own_form_counts_as_not_known():
    strange = {
        "root_key": "no hexadecimal",
        "scopes": "{",
        "roster_seen": "many",
        f"contact/{TARGET}": "2026-06-01T09:00:00",  # of which clock?
        f"fault/{TARGET}": '["full","x","never"]',
        f"rest/{TARGET}": '["never",3]',
        f"skew/{TARGET}": "some",
        f"troubles/{TARGET}": '["x",["gap","","d"]]',
        f"gaps/{TARGET}": '["x",["s","never"]]',
        f"healed/{TARGET}": "{}",
    }
    facts = Facts(strange)
    assert facts.root_key == b""
    assert facts.scopes == ()
    assert facts.roster_seen == 0
    assert (facts.contact(TARGET), facts.fault(TARGET), facts.rest(TARGET)) == (None, None, None)
    assert facts.skew(TARGET) == timedelta()
    assert facts.troubles(TARGET) == (Trouble(TroubleKind.GAP, None, TARGET, "d"),)
    assert facts.gaps(TARGET) == {}
    assert facts.healed(TARGET) is None
    assert Facts({"scopes": '{"a":1}'}).scopes == ()
    assert Facts({f"fault/{TARGET}": '["full"]', f"rest/{TARGET}": "[]"}).fault(TARGET) is None


def test_contact_ends_fault_and_rest_and_a_target_given_up_leaves_nothing():
    fault = noted.with_fault(TARGET, FaultFact("unreachable", "", MONDAY))
    values = {**fault, **noted.with_rest(TARGET, Rest(LATER, timedelta(seconds=30)))}
    values |= noted.with_contact(TARGET, LATER)
    assert Facts(values).fault(TARGET) is None
    assert Facts(values).rest(TARGET) is None
    values |= noted.with_target(TARGET, "")
    assert Facts(values).targets == {TARGET: TARGET}
    values |= noted.without_target(TARGET)
    assert not any(values.values())
    assert not any(noted.with_pause(paused=False).values())
    assert not any(noted.with_troubles(TARGET, []).values())
    assert not any(noted.with_gaps(TARGET, {}).values())
