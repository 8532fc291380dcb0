"""A small mailbox on this machine that speaks as much IMAP as a poller asks for."""

import re
import socketserver
import threading
from contextlib import contextmanager


class Talk(socketserver.StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        box = self.server.box
        self.say("* OK ready")
        for raw in self.rfile:
            tag, _blank, rest = raw.decode().strip().partition(" ")
            verb = rest.split(" ")[0].upper()
            said = rest.upper()
            if verb == "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1")
            elif verb == "LOGIN" and '"WRONG"' in said:
                self.say(f"{tag} NO no such user")
                continue
            elif verb == "SELECT":
                self.say(f"* {len(box)} EXISTS")
            elif "SEARCH" in said:
                self.say("* SEARCH " + " ".join(str(n) for n, mail in box.items() if not mail["seen"]))
            elif "RFC822.SIZE" in said:
                number = int(re.search(r"FETCH (\d+)", said)[1])
                self.say(f"* 1 FETCH (UID {number} RFC822.SIZE {len(box[number]['raw'])})")
            elif "BODY.PEEK[]" in said:
                number = int(re.search(r"FETCH (\d+)", said)[1])
                raw_mail = box[number]["raw"]
                self.say(f"* 1 FETCH (UID {number} BODY[] {{{len(raw_mail)}}}")
                self.wfile.write(raw_mail)
                self.say(")")
            elif "STORE" in said:
                box[int(re.search(r"STORE (\d+)", said)[1])]["seen"] = True
            elif verb == "LOGOUT":
                self.say("* BYE see you")
                self.say(f"{tag} OK done")
                return
            self.say(f"{tag} OK done")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def holding(*mails: bytes):
    """The address of a mailbox with these mails, and the mails with their marks."""
    with Server(("127.0.0.1", 0), Talk) as server:
        server.box = {n: {"raw": raw, "seen": False} for n, raw in enumerate(mails, start=1)}
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"imap://cases:secret@127.0.0.1:{server.server_address[1]}/INBOX", server.box
        finally:
            server.shutdown()
            thread.join()
