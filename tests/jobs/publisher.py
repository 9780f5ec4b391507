"""A site of the test's own: real HTTP on the loopback, which only a test's explicit rules may call."""

import ssl
import subprocess
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from reknit.jobs.fetching import Rules

Answer = Callable[[BaseHTTPRequestHandler], None]


class Publisher:
    """Answers each path as told and remembers every request: (path, headers)."""

    def __init__(self, *, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.address = address
        self._server = ThreadingHTTPServer((address, 0), self._handler())
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                publisher.requests.append((self.path, dict(self.headers)))
                try:
                    publisher.answers.get(self.path, missing)(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *args: object) -> None:
                pass

        return Handler

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def rules(self, **changed) -> Rules:
        """Every name leads here, and here may be called although it is the loopback."""
        given = {"resolve": lambda host, port: [(self.address, self.port)], "trusted": frozenset({self.address})}
        return Rules(**{"seconds": 5.0, **given, **changed})

    def publish(self, path: str, body: str | bytes, **headers: str) -> None:
        self.answers[path] = document(body, **headers)

    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]


def document(body: str | bytes, *, status: int = 200, **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def redirect(onward: str, status: int = 302) -> Answer:
    return document(b"", status=status, Location=onward)


def tagged(body: str, etag: str) -> Answer:
    """Sends the document once, and afterwards that nothing has changed."""
    whole, same = document(body, ETag=etag), document(b"", status=304, ETag=etag)
    return lambda handler: (same if handler.headers["If-None-Match"] == etag else whole)(handler)


missing = document(b"", status=404)


def certificate(folder, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(the server's context, one that trusts it) for a name, made by the system's openssl."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-keyout", str(key), "-out", str(cert), "-days", "2", "-subj", f"/CN={name}"]
    command += ["-addext", f"subjectAltName=DNS:{name}"]
    subprocess.run(command, check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    return server, ssl.create_default_context(cafile=str(cert))
