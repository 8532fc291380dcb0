"""kill -9 at every step of taking a file in and of reading it: no half row, no orphan, and it is finished later."""

import json
import signal

import pytest

from tests.work.elsewhere import place

pytestmark = pytest.mark.slow


def test_whatever_step_an_upload_is_killed_at_the_next_one_ends_it_and_nothing_is_left(tmp_path):
    with place("sqlite", tmp_path) as here:
        told = json.loads(here.run("from tests.work import killed_intake\nkilled_intake.main()", seconds=300))
    assert {step: seen["signal"] for step, seen in told["steps"].items()} == dict.fromkeys(
        told["steps"], signal.SIGKILL
    )
    assert [seen["hollow"] for seen in told["steps"].values()] == [[]] * 8  # no row without its bytes
    assert [seen["exhibits"] for seen in told["steps"].values()] == [0, 0, 0, 0, 1, 1, 1, 1]  # never half an exhibit
    end = told["end"]
    assert (end["exhibits"], end["whole"], end["waits"]) == (1, True, False)
    assert set(end["jobs"]) == {"done"}
    assert end["swept"] == [told["left"]["bytes"], told["left"]["folders"]]
    assert (end["unnamed"], end["keys"]) == (0, 0)
