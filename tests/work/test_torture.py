"""Workers are killed in the middle of jobs. Each job is finished, and what it leaves exists once."""

import json

import pytest

from tests.work.elsewhere import ENGINES, place

WORKER = """
    from notifications.models import Heartbeat
    from work import queue
    from work.models import Job
    queue.LEASE = timedelta(seconds=1.5)
    queue.ATTEMPTS = 50
    print("ready", flush=True)
    while Job.objects.active().exists():
        queue.take_over(timezone.now())
        job = queue.claim(at=timezone.now(), lease=queue.LEASE)
        if job is None:
            time.sleep(0.1)
            continue
        try:
            for step in range(5):
                queue.progress(job, "merging", step, 5, timezone.now())
                time.sleep(0.03)
            # The row is unique: a second result would fail loudly.
            leave = lambda: Heartbeat.objects.create(name=f"{job.pk} {os.getpid()} {time.time()}", at=timezone.now())
            queue.finish(job, queue.Outcome({"job": job.pk}, attach=leave), timezone.now())
        except queue.Cancelled:
            pass
"""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_every_job_is_finished_and_leaves_its_row_once(engine, tmp_path):
    with place(engine, tmp_path) as here:
        here.run(
            """
            from accounts.models import User
            from work import queue
            from accounts.models import Organisation
            for n in range(60):
                queue.ask("trial", organisation=Organisation.objects.get(), about=f"case/{n}", params={},
                          by=User.objects.first(), at=timezone.now(), dedupe=f"trial/{n}")
            """
        )
        with here.under_fire(WORKER, processes=3, kills=6, seed=2):
            pass
        told = here.run(
            """
            import json
            from notifications.models import Heartbeat
            from work.models import Job
            left = [beat.name.split()[0] for beat in Heartbeat.objects.all()]
            print(json.dumps({"states": list(Job.objects.values_list("state", flat=True)), "left": left,
                              "again": Job.objects.filter(attempts__gt=1).count()}))
            """
        )
        result = json.loads(told)
        assert result["states"] == ["done"] * 60
        assert len(result["left"]) == len(set(result["left"])) == 60
        assert result["again"] >= 1, "no kill hit a job: the test proved nothing"
