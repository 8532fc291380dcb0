"""The web server, in the demo and in the container alike."""

import os
from pathlib import Path

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
timeout = 120  # an upload of the permitted size over a slow line
graceful_timeout = 8  # below the supervisor's and the container engine's ten seconds
keepalive = 5
max_requests, max_requests_jitter = 2000, 200
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # the heartbeat must not wait for a disk
control_socket_disable = True  # it would live in the home folder, shared by two copies of the programme
loglevel = os.environ.get("LOG_LEVEL", "INFO").lower()
# gunicorn believes nobody about the scheme; Django counts proxies itself (PROXY_COUNT).
forwarded_allow_ips = ""
