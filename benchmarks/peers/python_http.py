#!/usr/bin/python3
"""The same small JSON answers from Python's http.server: `python_http.py PORT BODY [DATABASE_URL]`.

Kept honest: HTTP/1.1 keep-alive, no Nagle delay, a thread for each connection, no access log. With a database, `GET /me` does what
our GET /api/me does: checks the signature of a cookie, asks one question, answers with JSON. `GET /cookie` gives out the cookie.
"""

import hashlib
import hmac
import http.server
import json
import secrets
import sys
import threading

PORT, BODY = int(sys.argv[1]), sys.argv[2].encode()
DATABASE_URL = sys.argv[3] if len(sys.argv) > 3 else None
KEY = secrets.token_bytes(32)
TENANT = "default"
connections = threading.local()


def signature(value: str) -> str:
    return hmac.new(KEY, value.encode(), hashlib.sha256).hexdigest()


def tenant_name(tenant: str) -> str | None:
    if not hasattr(connections, "cursor"):
        import psycopg2
        connection = psycopg2.connect(DATABASE_URL)
        connection.autocommit = True
        connections.cursor = connection.cursor()
    connections.cursor.execute("SELECT name FROM peer_tenants WHERE id = %s", (tenant,))
    row = connections.cursor.fetchone()
    return row[0] if row else None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave in one packet

    def do_GET(self):
        if self.path == "/me":
            self.me()
        elif self.path == "/cookie":
            self.answer(200, f"session={TENANT}.{signature(TENANT)}".encode())
        else:
            self.answer(200, BODY)

    def me(self):
        tenant, _, given = self.headers.get("Cookie", "").removeprefix("session=").partition(".")
        name = tenant_name(tenant) if hmac.compare_digest(given, signature(tenant)) else None
        if name is None:
            self.answer(401, b'{"success":false}')
            return
        body = {"user_id": "admin", "email": None, "is_platform_admin": True,
                "tenant": {"id": tenant, "name": name, "role": "owner"}, "impersonating": False}
        self.answer(200, json.dumps(body).encode())

    def answer(self, status: int, body: bytes):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 1024
    daemon_threads = True


Server(("127.0.0.1", PORT), Handler).serve_forever()
