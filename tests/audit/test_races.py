"""Several processes write on the same chains, and some are killed. No entry is lost, no chain forks."""

import json

import pytest

from tests.work.elsewhere import ENGINES, place

WRITER = """
    from audit import log
    from audit.models import Entry
    print("ready", flush=True)
    said = open(settings.VAR / f"said-{os.getpid()}", "a", buffering=1)
    started = 0
    while Entry.objects.count() < 600:
        started += 1  # all of them start this chain at about the same moment
        log.record(chain=f"org/{started}", action="person.invited", by="clock", at=timezone.now())
        for number in range(20):
            entry = log.record(chain=f"case/{number % 2 + 1}", action="case.moved", by="clock", at=timezone.now(),
                               data={"pid": os.getpid()}, private={"word": str(number)})
            said.write(f"{entry.chain} {entry.seq} {entry.hash}\\n")
"""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_no_chain_forks_and_no_confirmed_entry_is_lost(engine, tmp_path):
    with place(engine, tmp_path) as here:
        with here.under_fire(WRITER, processes=3, kills=4, seed=1):
            pass
        told = here.run(
            """
            import json
            from audit import log
            from audit.models import Entry
            print(json.dumps({"breaks": len(list(log.breaks())), "locks": log.missing_locks(),
                              "entries": [f"{e.chain} {e.seq} {e.hash}" for e in Entry.objects.all()]}))
            """
        )
        result = json.loads(told)
        confirmed = [line for file in tmp_path.glob("said-*") for line in file.read_text().splitlines()]
        assert (result["breaks"], result["locks"]) == (0, [])
        assert len(result["entries"]) >= 600
        # A line cut short by a kill is no confirmation.
        assert {line for line in confirmed if len(line.split()) == 3 and len(line.split()[2]) == 64} <= set(
            result["entries"]
        )
