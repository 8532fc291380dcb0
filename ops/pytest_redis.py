"""A Redis of its own for each test process: emptying the cache in one test must not empty the queue of another.

Loaded with `-p ops.pytest_redis`, before the settings read REDIS_URL.
"""

import os

if url := os.environ.get("REDIS_URL"):
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = f"{url.rpartition('/')[0]}/{number}"
