"""The event bus: one event to everybody, in order, whatever a subscriber does."""

from __future__ import annotations

import threading

import pytest

from bpr_studio.services.events import Committed, EventBus


def event(kind: str) -> Committed:
    return Committed(frozenset({kind}), frozenset())


def test_everybody_is_told_once_in_the_order_of_subscription():
    bus = EventBus()
    heard: list[str] = []
    for name in "abc":
        bus.subscribe(lambda told, name=name: heard.extend([name, *told.kinds]))  # type: ignore[misc]  # bound now
    bus.publish(event("work_item"))
    assert heard == ["a", "work_item", "b", "work_item", "c", "work_item"]


def test_nobody_needs_to_listen():
    EventBus().publish(event("work_item"))


def test_who_has_unsubscribed_is_not_told_any_more():
    bus = EventBus()
    heard: list[Committed] = []
    stop = bus.subscribe(heard.append)
    bus.subscribe(lambda _: stop())
    bus.publish(event("a"))
    bus.publish(event("b"))
    stop()  # twice does no harm
    assert heard == [event("a")]


def test_events_published_during_delivery_wait_until_everybody_heard_the_first():
    bus = EventBus()
    heard: list[tuple[str, Committed]] = []

    def react(told: Committed) -> None:
        heard.append(("first", told))
        if told == event("a"):
            bus.publish(event("b"))

    bus.subscribe(react)
    bus.subscribe(lambda told: heard.append(("second", told)))
    bus.publish(event("a"))
    assert heard == [(who, event(kind)) for kind in "ab" for who in ("first", "second")]


def test_a_failing_subscriber_keeps_the_event_from_nobody_and_reaches_the_publisher():
    bus = EventBus()
    heard: list[Committed] = []

    def fail(told: Committed) -> None:
        if told == event("a"):
            bus.publish(event("b"))
            msg = "page is broken"
            raise ValueError(msg)

    bus.subscribe(fail)
    bus.subscribe(heard.append)
    with pytest.raises(ValueError, match="page is broken"):
        bus.publish(event("a"))
    assert heard == [event("a"), event("b")]
    bus.publish(event("c"))
    assert heard[-1] == event("c")


def test_a_program_that_is_stopped_during_delivery_can_publish_again():
    bus = EventBus()
    heard: list[Committed] = []

    def stop(told: Committed) -> None:
        if told == event("a"):
            raise KeyboardInterrupt

    bus.subscribe(stop)
    bus.subscribe(heard.append)
    with pytest.raises(KeyboardInterrupt):
        bus.publish(event("a"))
    bus.publish(event("b"))
    assert heard == [event("b")]


def test_no_event_of_several_threads_is_lost_and_none_is_delivered_side_by_side():
    bus = EventBus()
    heard: list[Committed] = []
    inside: list[Committed] = []

    def listen(told: Committed) -> None:
        inside.append(told)
        assert len(inside) == 1
        heard.append(told)
        inside.pop()

    bus.subscribe(listen)

    def publish(name: str) -> None:
        for number in range(200):
            bus.publish(event(f"{name}{number}"))

    threads = [threading.Thread(target=publish, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == 800
    assert len(set(heard)) == 800
