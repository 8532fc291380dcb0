"""A firm's own program for tests, on the loopback only: it keeps what it is sent, and answers as it is told to."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hooked:
    """`with Hooked() as there:` then there.url, there.got: (path, headers, body). `answers` are used up in turn."""

    def __init__(self, *answers, slow=0.0):
        self.answers, self.got, self.slow = list(answers), [], slow

    def __enter__(self):
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                there.got.append((self.path, dict(self.headers), body))
                time.sleep(there.slow)
                status, headers = there.answers.pop(0) if there.answers else (204, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_args):
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/in?x=1"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()
