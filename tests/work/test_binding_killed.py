"""kill -9 at every step of binding: never half a pack, and the job ends well, once, with nothing left on the disk."""

import json
import signal

import pytest

from tests.work.elsewhere import place

pytestmark = pytest.mark.slow


def test_whatever_step_a_worker_is_killed_at_there_is_no_half_pack_and_the_next_one_ends_it(tmp_path):
    with place("sqlite", tmp_path) as here:
        told = json.loads(here.run("from tests.work import killed_binding\nkilled_binding.main()", seconds=300))
    for step, seen in told["steps"].items():
        assert seen == {"signal": signal.SIGKILL, "job": "running", "bundles": 0, "placed": 0}, step
    assert len(told["steps"]) == 11
    left, end = told["left"], told["end"]
    assert left["bytes"] >= 1  # killed between the bytes and their row
    assert left["folders"] >= 8  # each worked in a folder, with the papers in it
    assert (end["job"], end["bundles"], end["placed"]) == ("done", 1, end["items"])
    assert end["whole"]
    assert end["sealed"]
    assert end["made"] == 2  # the volume and the sealed one, stored once although they were kept four times
    assert end["swept"] == [left["bytes"], left["folders"]]
    assert (end["unnamed"], end["folders"]) == (0, 0)
