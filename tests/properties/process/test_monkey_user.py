"""A random user cannot leave a flow in pieces, and everything can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.domain.process.model import ProcessModel
from tests.monkey import (
    DEEDS,
    LIKELY,
    Deed,
    MonkeyError,
    MonkeyUser,
    random_deeds,
    run,
    shrunk,
)

EXAMPLES = 200
DEEDS_PER_EXAMPLE = 32
DATA = Path(__file__).parents[2] / "data" / "bpmn"
LIBRARY = Path(__file__).parents[3] / "process_models"
DRAWINGS = sorted([*DATA.glob("*.bpmn"), *LIBRARY.glob("standard_flows/*.bpmn")])

NUMBER = st.integers(0, 999)
DEED = st.builds(Deed, st.sampled_from(LIKELY), NUMBER, NUMBER, NUMBER, NUMBER)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,  # the same runs each time; `python -m tests.monkey` tries new ones
    phases=(Phase.explicit, Phase.generate),  # tests.monkey shrinks faster itself
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    st.lists(DEED, min_size=DEEDS_PER_EXAMPLE, max_size=DEEDS_PER_EXAMPLE + 8), st.integers(0, 23)
)
def test_whatever_a_user_does_the_flow_stays_sound(deeds: list[Deed], start: int):
    try:
        run(deeds, start)
    except MonkeyError:
        fewer = shrunk(deeds, start, seconds=30)
        print(f"on flow {start}:", *fewer, sep="\n")  # noqa: T201  # shown where it failed
        raise


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_of_another_tool_can_be_edited_as_well(path: Path):
    """What was broken in it may stay broken; nothing else breaks."""
    reading = read_bpmn(path).model
    for seed in range(3):
        monkey = MonkeyUser(ProcessModel(reading.header, reading.elements()))
        for deed in random_deeds(seed, 25):
            monkey.do(deed)
        monkey.finish()


def test_the_monkey_does_everything_a_user_can_do():
    done: set[str] = set()
    for seed in range(40):
        monkey = run(random_deeds(seed, 60), seed)
        done |= {line.partition("'")[2].partition("'")[0] for line in monkey.did}
    assert done == set(DEEDS)
