"""Leading a line elsewhere where "what happens first" allows only one way in."""

from bpr_studio.domain.modeling.connecting import reconnect
from bpr_studio.domain.modeling.soundness import faults
from tests.builders_flow import flow


def test_a_flow_led_to_what_happens_first_is_not_taken_for_another_way_in():
    drawn = flow("窓口").then("受付").then("通知を待つ", what="wait_message")
    drawn.put("event_gateway", 700, 150, name="どちらか")
    line = drawn.flow("受付", "通知を待つ")
    reconnect(drawn.editor, line.id, source=drawn.id("どちらか"))
    assert ("どちらか", "通知を待つ") in drawn.ways()
    assert faults(drawn.model) == []
