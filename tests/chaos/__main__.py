"""`make chaos`: every storm in full, one after the other, and a table of what came of it.

python -m tests.chaos                 all
python -m tests.chaos postgresql      only those whose name holds this word
"""

import signal
import sys
import warnings

from tests.chaos.storm import Plan, Storm

STORMS = [
    *(Plan(engine, hostile=True, asked=True, seed=seed) for engine in ("postgresql", "sqlite") for seed in (1, 2)),
    *(Plan(engine, hostile=False, asked=False, seed=seed) for engine in ("postgresql", "sqlite") for seed in (3, 4, 5)),
    *(Plan(engine, hostile=True, asked=False, seed=6) for engine in ("postgresql", "sqlite")),
]


def main(words):
    chosen = [plan for plan in STORMS if all(word in str(plan) for word in words)]
    print(
        "| storm | kills / freezes / flushes / Redis kills / crashes | lost | doubled | of these unmarked | states | p50 / p99 s |"
    )
    print("|---|---|---|---|---|---|---|", flush=True)
    healthy = {}
    wrong = []
    for plan in chosen:
        told = Storm(plan).run()
        print(
            f"| {plan} | {told.kills} / {told.freezes} / {told.flushes} / {told.redis_kills} / {told.crashes} | {told.lost}"
            f" | {told.doubled} | {told.silent} | {told.states} | {told.p50} / {told.p99} |",
            flush=True,
        )
        if told.lost or told.silent or (plan.asked and told.doubled) or set(told.states) != {"sent"}:
            wrong.append(str(plan))
        if not plan.hostile and not plan.asked:
            healthy[plan.engine] = healthy.get(plan.engine, 0) + told.doubled
    wrong += [
        f"{engine}, healthy server: {doubled} doubled in 3,000" for engine, doubled in healthy.items() if doubled > 1
    ]
    for each in wrong:
        print(f"NOT KEPT: {each}")
    return 1 if wrong else 0


def leave(number, _frame):
    raise SystemExit(128 + number)  # so that everything that was started is stopped


if __name__ == "__main__":
    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(name, leave)
    warnings.simplefilter("ignore")
    sys.exit(main(sys.argv[1:]))
