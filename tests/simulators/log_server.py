"""A log behind an address, as a party's witness meets it: honest, or as a test makes it."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from simulators.logs import NOON, Published, entry, opened


class ServedLog:
    """A log, what it shows, and what was handed in. `shown` may be set to anything."""

    def __init__(self, size=2, *, now=NOON):
        self.log = opened()
        self.log.append([entry(number) for number in range(size)])
        self.posted, self.status, self.address, self.before = [], 204, "", None
        self.publish(now)

    def publish(self, now=NOON):
        self.log.publish(now)
        self.show(self.log)

    def grow(self, count=1, *, now=NOON):
        self.log.append([entry(self.log.size + number) for number in range(count)])
        self.publish(now)

    def show(self, log):
        self.shown = Published.of(log._disk)

    def taken(self, path):
        return [content for where, content in self.posted if where == path]

    def take(self, path, content):
        self.posted.append((path, content))
        return self.status


@contextmanager
def serving(log):
    """Serve it at an address of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            content = log.shown.read(self.path.removeprefix("/log/")) if self.path.startswith("/log/") else None
            self.answer(404 if content is None else 200, content or b"")

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(log.take(self.path.removeprefix("/log/"), body))

        def answer(self, status, content=b""):
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    log.address = f"http://127.0.0.1:{server.server_port}/log"
    try:
        yield log
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rewritten(size, *, now=NOON, changed=1):
    """Another log under the same key, which says something else at one place."""
    log = opened()
    log.append([b"rewritten" if number == changed else entry(number) for number in range(size)])
    log.publish(now)
    return log
