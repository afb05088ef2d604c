"""When the exchange process goes to work."""

from bpr_studio.services.sync.cadence import Cadence, Plan

CADENCE = Cadence(every=30, pause=15, at_latest=120)


def ready():
    """A plan after its first cycle at 0."""
    plan = Plan(CADENCE, 0.0)
    plan.after(pushed=True, now=0.0)
    return plan


def test_the_first_cycle_is_due_at_once_with_all_that_is_here():
    plan = Plan(CADENCE, 100.0)
    assert plan.is_due(100.0)
    assert plan.pushes(100.0)


def test_work_of_others_is_fetched_every_half_minute():
    plan = ready()
    assert not plan.is_due(29.9)
    assert plan.wait(29.0) == 1.0
    assert plan.is_due(30.0)


def test_own_work_goes_out_once_its_writer_pauses():
    plan = ready()
    plan.on_written(5.0)
    assert not plan.is_due(19.9)
    assert plan.is_due(20.0)
    assert plan.pushes(20.0)


def test_while_somebody_writes_their_work_stays_here():
    plan = ready()
    for second in range(1, 31):
        plan.on_written(float(second))
    assert plan.is_due(30.0)
    assert not plan.pushes(30.0)


def test_steady_writing_goes_out_after_two_minutes():
    plan = ready()
    for second in range(1, 121):
        plan.on_written(float(second))
        if plan.is_due(second):
            assert not plan.pushes(second)
            plan.after(pushed=False, now=second)
    assert plan.is_due(121.0)
    assert plan.pushes(121.0)


def test_after_own_work_went_out_the_next_writing_starts_anew():
    plan = ready()
    plan.on_written(1.0)
    plan.after(pushed=True, now=16.0)
    plan.on_written(130.0)
    assert not plan.pushes(140.0)
    assert plan.pushes(145.0)


def test_a_request_takes_out_even_what_is_being_written():
    plan = ready()
    plan.on_written(1.0)
    plan.on_request(2.0)
    assert plan.is_due(2.0)
    assert plan.pushes(2.0)
    plan.after(pushed=True, now=2.0)
    assert not plan.is_due(2.0)


def test_where_every_place_tells_of_news_there_is_hardly_any_polling():
    plan = Plan(CADENCE, 0.0)
    plan.after(pushed=True, now=0.0, told=True)
    assert plan.wait(0.0) == CADENCE.quiet
    plan.on_news(50.0)
    assert plan.is_due(50.0)
    plan.after(pushed=False, now=50.5, told=True)
    plan.on_news(50.6)
    assert not plan.is_due(50.6)  # a breath between two
    assert plan.is_due(51.5)
