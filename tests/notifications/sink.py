"""A mail server for tests, on the loopback only: it keeps what it accepts, and misbehaves on demand."""

import re
import socket
import socketserver
import threading
import time
from email import message_from_bytes
from email.policy import default


class Sink:
    """`with Sink() as sink:` then sink.port, sink.mails. `behave(command, n)` may return a reply instead of success."""

    def __init__(self, behave=None, extensions=(), linger=0.0, tls=None):
        self.accepted = []  # raw mails, in the order of their acceptance
        self.hung_up = 0  # connections that ended in the middle of a text
        self.behave = behave or (lambda command, count: None)
        self.extensions = extensions
        self.linger = linger
        self.tls = tls
        self.count = 0
        self.lock = threading.Lock()

    def __enter__(self):
        sink = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self):
                self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                try:
                    if sink.tls:
                        self.connection = sink.tls.wrap_socket(self.connection, server_side=True)
                        self.rfile = self.connection.makefile("rb")
                        self.wfile = self.connection.makefile("wb", buffering=0)
                    sink.talk(self)
                except OSError:
                    return

        class Question(socketserver.StreamRequestHandler):
            """One line with a Message-ID in, yes or no out: what a provider's log would answer."""

            def handle(self):
                wanted = self.rfile.readline().strip().decode()
                self.wfile.write(b"yes\n" if wanted in sink.ids else b"no\n")

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self.servers = [Server(("127.0.0.1", 0), Conversation), Server(("127.0.0.1", 0), Question)]
        self.port, self.ask_port = (server.server_address[1] for server in self.servers)
        for server in self.servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *error):
        for server in self.servers:
            server.shutdown()
            server.server_close()

    @property
    def ids(self):
        with self.lock:
            return [re.search(rb"(?im)^message-id:\s*(\S+)", raw)[1].decode() for raw in self.accepted]

    @property
    def mails(self):
        return [message_from_bytes(raw, policy=default) for raw in self.accepted]

    def talk(self, conversation):
        def say(line):
            conversation.wfile.write(line.encode() + b"\r\n")

        say("220 sink")
        while line := conversation.rfile.readline():
            words = line.decode("utf-8", "replace").strip()
            command = words[:4].upper()
            if command == "DATA":
                say("354 go on")
                if (text := self.read_text(conversation)) is None:
                    self.hung_up += 1
                    return
                command = "DOT"
            with self.lock:
                self.count += 1
                special = self.behave(command, self.count)
                if command == "DOT" and (special is None or special == "swallow"):
                    self.accepted.append(text)
            if command == "DOT" and self.linger:
                time.sleep(self.linger)
            if special == "swallow":
                return  # accepted, and the answer is lost
            if special:
                say(special)
            elif command == "EHLO":
                names = ["sink", *self.extensions]
                for name in names[:-1]:
                    say(f"250-{name}")
                say(f"250 {names[-1]}")
            elif command == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def read_text(self, conversation):
        lines = []
        while line := conversation.rfile.readline():
            if line == b".\r\n":
                return b"".join(part[1:] if part.startswith(b".") else part for part in lines)
            lines.append(line)
        return None


def ask(message_id):
    """What settings.MAIL_ASK names in the tests; the port stands in settings.MAIL_ASK_PORT."""
    from django.conf import settings

    with socket.create_connection(("127.0.0.1", settings.MAIL_ASK_PORT), 5) as line:
        line.sendall(message_id.encode() + b"\n")
        return line.makefile().readline().strip() == "yes"
