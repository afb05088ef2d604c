"""The loop of the exchange process, without any place of exchange."""

import io
import os
import threading
import time

import pytest

from bpr_studio.app.sync_messages import Do, Report, Request, Tell, line_of, report_of, request_of
from bpr_studio.app.sync_news import NewsListeners
from bpr_studio.app.sync_worker import Ear, Voice, Worker
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.sync.cadence import Cadence
from bpr_studio.services.sync.ports import Fault, ShareFaultError

RARELY = Cadence(every=60, pause=0.05, at_latest=60)
FINE, DEAD = "fine", "dead"


class Exchange:
    """Remembers what it was asked."""

    def __init__(self, *targets):
        self.addresses = targets
        self.cycles = []
        self.demanded = []
        self.number = 0
        self.announces = False
        self.more = 0
        self.fault = {}

    def targets(self):
        return self.addresses

    def cycle(self, address, progress, *, push, demanded):
        self.cycles.append((address, push))
        self.demanded.append(demanded)
        if address in self.fault:
            raise self.fault[address]
        progress.report(1, 1, "done")
        self.more -= 1
        return self.more >= 0

    def set_aside(self, address):
        raise NotImplementedError

    def tells_news(self, _targets):
        return self.announces

    def written(self):
        return self.number

    def everything_out(self):
        return True

    def close(self):
        """Nothing is open."""


class Window:
    """The other end of both pipes."""

    def __init__(self, exchange, cadence=RARELY, jobs=None):
        ears, self.mouth = os.pipe()
        said, voice = os.pipe()
        self.reading = os.fdopen(said, "rb")
        self.ear = Ear(os.fdopen(ears, "rb"), grace=1e6)
        self.voice = os.fdopen(voice, "wb")
        self.ear.start()
        worker = Worker(exchange, jobs or {}, self.ear, Voice(self.voice), cadence)
        self.thread = threading.Thread(target=worker.run, daemon=True)
        self.thread.start()

    def say(self, do, **more):
        os.write(self.mouth, line_of(Request(do, **more)))

    def hear(self, tell):
        """The next report of this kind."""
        while True:
            report = report_of(self.reading.readline())
            if report is not None and report.tell is tell:
                return report

    def close(self):
        if self.mouth >= 0:
            os.close(self.mouth)
            self.mouth = -1
        self.thread.join(5)
        assert not self.thread.is_alive()
        self.voice.close()
        self.reading.close()


@pytest.fixture
def window():
    made = []

    def make(exchange, **options):
        made.append(Window(exchange, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def until(done):
    end = time.monotonic() + 5
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_first_cycle_comes_at_once_and_brings_own_work_out(window):
    exchange = Exchange(FINE)
    window(exchange)
    until(lambda: exchange.cycles == [(FINE, True)])


def test_a_request_brings_the_next_cycle_forward(window):
    exchange = Exchange(FINE)
    one = window(exchange)
    until(lambda: len(exchange.cycles) == 1)
    one.say(Do.NOW)
    until(lambda: exchange.demanded == [False, True])


def test_news_of_a_place_are_fetched_at_once(window):
    exchange = Exchange(FINE)
    exchange.announces = True
    one = window(exchange, cadence=Cadence(every=60, quiet=60, breath=0.01))
    until(lambda: len(exchange.cycles) == 1)
    one.ear.put(Request(Do.NEWS))
    until(lambda: exchange.demanded == [False, False])


class Announcer:
    """A place that has news once, then fails."""

    def __init__(self):
        self.waits = 0

    def wait(self, _seconds):
        self.waits += 1
        if self.waits == 1:
            return True
        raise ShareFaultError(Fault.UNREACHABLE, "")


def test_places_that_announce_are_listened_to_and_others_are_polled():
    heard = threading.Event()
    gone = threading.Event()
    hub = Announcer()
    places = {"hub": hub, "folder": object()}

    def opened(address):
        if address not in places:
            raise RefusedError("no such place")
        return places[address]

    listeners = NewsListeners(opened, heard.set, gone)
    assert listeners.follow(["hub"])
    assert heard.wait(5)
    assert not listeners.follow(["hub", "folder"])
    assert not listeners.follow(["hub", "elsewhere"])
    gone.set()
    until(lambda: hub.waits == 2)


def test_a_cycle_that_could_do_more_is_followed_by_another_at_once(window):
    exchange = Exchange(FINE)
    exchange.more = 2
    window(exchange)
    until(lambda: len(exchange.cycles) == 3)


@pytest.mark.parametrize("fault", [RefusedError("disk"), RuntimeError("fault of ours")])
def test_a_fault_of_one_target_does_not_stop_the_others(window, fault):
    exchange = Exchange(DEAD, FINE)
    exchange.fault[DEAD] = fault
    one = window(exchange)
    until(lambda: [address for address, _ in exchange.cycles] == [DEAD, FINE])
    assert one.hear(Tell.TROUBLE).what in {"local_disk", "program"}


def test_the_window_hears_that_every_place_was_asked_and_nothing_was_wrong(window):
    exchange = Exchange(DEAD)
    exchange.fault[DEAD] = RuntimeError()
    one = window(exchange)
    one.hear(Tell.TROUBLE)
    exchange.fault.clear()
    one.say(Do.NOW)
    one.hear(Tell.EXCHANGED)


def test_the_window_hears_which_place_is_being_asked(window):
    one = window(Exchange(FINE))
    heard = one.hear(Tell.ALIVE)
    while not heard.target:
        heard = one.hear(Tell.ALIVE)
    assert heard.target == FINE


def test_when_the_window_goes_the_process_ends(window):
    one = window(Exchange())
    one.close()


def test_closing_shares_all_once_more_and_ends(window):
    exchange = Exchange(FINE)
    one = window(exchange)
    until(lambda: len(exchange.cycles) == 1)
    one.say(Do.CLOSE)
    assert one.hear(Tell.CLOSED).result == {"all": True}
    one.thread.join(5)
    assert exchange.cycles == [(FINE, True)] * 2


def test_a_job_answers_with_its_result_and_tells_its_steps(window):
    def work(arguments, progress):
        progress.report(1, 2, "half")
        return {"twice": arguments["n"] * 2}

    one = window(Exchange(), jobs={"double": work})
    one.say(Do.JOB, number=3, name="double", arguments={"n": 4})
    assert one.hear(Tell.RESULT) == Report(Tell.RESULT, 3, result={"twice": 8})


@pytest.mark.parametrize(
    ("fault", "message"), [(RefusedError("no"), "no"), (KeyError("x"), "KeyError")]
)
def test_a_job_that_fails_says_why_and_the_process_goes_on(window, fault, message):
    def work(_arguments, _progress):
        raise fault

    exchange = Exchange(FINE)
    one = window(exchange, jobs={"work": work})
    one.say(Do.JOB, number=1, name="work")
    assert message in one.hear(Tell.FAILED).result["message"]
    one.say(Do.NOW)
    until(lambda: len(exchange.cycles) >= 2)


def test_a_job_given_up_stops_at_its_next_step(window):
    begun = threading.Event()

    def work(_arguments, progress):
        begun.set()
        while True:
            progress.report(0, 0, "on")
            time.sleep(0.01)

    one = window(Exchange(), jobs={"endless": work})
    one.say(Do.JOB, number=1, name="endless")
    assert begun.wait(5)
    one.say(Do.CANCEL, number=1)
    assert one.hear(Tell.FAILED).result["kind"] == "CancelledError"


def test_lines_that_are_no_messages_are_passed_over():
    for line in (b"warning: something", b"[1]", b'{"do":"dance"}', b'{"tell":"alive","colour":1}'):
        assert request_of(line) is None
        assert report_of(line) is None


def test_nobody_listening_is_no_fault():
    stream = io.BytesIO()
    Voice(stream).say(Report(Tell.ALIVE))
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb", buffering=0) as broken:
        Voice(broken).say(Report(Tell.ALIVE))
