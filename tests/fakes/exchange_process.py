"""An exchange process without any exchange: says what a test wants, or nothing any more.

Run as a program: `exchange_process.py MODE LOG`; each start and each request is a line of LOG.
"""

import json
import sys
import time
from pathlib import Path


def say(**message):
    """One line to the window."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def follow(request):
    """Answer a request as the real process would; whether to go on."""
    if request["do"] == "job":
        number, name = request["number"], request["name"]
        if name == "refuse":
            sentences = {"kind": "RefusedError", "message": "no", "kept": "", "remedy": "ask"}
            say(tell="failed", number=number, result=sentences)
        elif name == "die":
            sys.exit(9)
        elif name != "never":
            say(tell="alive", number=number, what="half", done=1, total=2)
            say(tell="result", number=number, result={"echo": request["arguments"]})
    if request["do"] == "close":
        say(tell="closed", result={"all": True})
    return request["do"] not in {"close", "stop"}


def main(mode, log, *more):
    """Behave as the mode says."""
    with log.open("a", encoding="utf-8") as file:
        file.write(f"start {mode} {' '.join(more)}".rstrip() + "\n")
    if mode == "second":
        return 3
    if mode == "crash":
        sys.stderr.write("last words\n")
        return 9
    say(tell="alive", what="Exchanging", target="share")
    if mode == "stuck" and not more:
        time.sleep(60)
    say(tell="exchanged")
    for line in sys.stdin:
        with log.open("a", encoding="utf-8") as file:
            file.write(json.loads(line)["do"] + "\n")
        if mode == "deaf":
            time.sleep(60)
        if not follow(json.loads(line)):
            break
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:]))
