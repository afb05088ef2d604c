"""The words of the demo city name only what exists in the lists."""

from bpr_studio.adapters.catalogs.demo import load_demo_material
from bpr_studio.adapters.catalogs.lists import load_list

MATERIAL = load_demo_material()
WORDS = MATERIAL.words


def test_every_code_the_words_name_is_in_the_classification():
    codes = {
        *(code for duty in MATERIAL.duties.values() for code, _ in duty.mix),
        *(code for code, _ in MATERIAL.common_mix),
        *WORDS.named,
        *WORDS.subjects,
        *WORDS.legal_basis,
        *WORDS.system_name,
        *WORDS.case_unit,
        *WORDS.entrusted,
        *WORDS.internal,
        *(flow.code for flow in MATERIAL.flows),
    }
    assert {code for code in codes if code not in MATERIAL.classification} == set()


def test_city_wide_common_work_has_ready_names():
    common = {c.code for c in MATERIAL.classification.at_level(3) if c.code[0] in "KZ"}
    assert common == set(WORDS.named)


def test_reasons_and_step_types_are_in_the_lists():
    reasons = {item.code for item in load_list("core_reason")}
    wordings = [*WORDS.aspects, *(w for named in WORDS.named.values() for w in named)]
    assert {w.reason for w in wordings} <= reasons
    assert {reason for issue in WORDS.issues for reason in issue.reasons} <= reasons
    steps = [
        s for f in MATERIAL.flows for s in (*f.steps, *(s for g in f.gateways for s in g.steps))
    ]
    assert {s.step_type for s in steps} <= {"", *(item.code for item in load_list("step_type"))}
    assert {s.core_tag for s in steps} <= {"", "core", "non_core"}


def test_every_section_has_a_known_duty_and_every_duty_a_section():
    used = {s.duty for o in MATERIAL.offices for d in o.divisions for s in d.sections}
    assert used == set(MATERIAL.duties)


def test_flows_belong_to_known_duties():
    assert {duty for flow in MATERIAL.flows for duty in flow.duties} <= {"*", *MATERIAL.duties}


def test_every_minor_class_is_some_sections_work():
    mixes = [code for duty in MATERIAL.duties.values() for code, _ in duty.mix]
    mixes += [code for code, _ in MATERIAL.common_mix]
    minor = [c.code for c in MATERIAL.classification.at_level(3)]
    assert [c for c in minor if not any(c == m or c.startswith(f"{m}-") for m in mixes)] == []
