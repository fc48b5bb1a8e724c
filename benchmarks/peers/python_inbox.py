#!/usr/bin/python3
"""What our webhook does with an update, from Python's http.server and psycopg2: `python_inbox.py tuned|kept PORT DATABASE_URL SECRET TENANT BOT`.

Both keep connections alive and have a thread and a database connection for each; `tuned` is without http.server's delays, too. A POST is
proven by its header, read as JSON, and stored with its job in one durable transaction of the tenant, into the same tables with the same
indexes as ours; a copy inserts nothing. The answer is empty.
"""

import hmac
import http.server
import json
import sys
import threading
import time
import uuid

import psycopg2

HOW, PORT, DATABASE_URL, SECRET, TENANT, BOT = sys.argv[1], int(sys.argv[2]), *sys.argv[3:7]
connections = threading.local()

STORE = """INSERT INTO inbound_updates (tenant_id, telegram_id, update_id, bot, chat_id, kind, body, state, received_at, said_at)
           VALUES (%s, %s, %s, 'peer', %s, %s, %s, 'pending', %s, %s) ON CONFLICT (telegram_id, update_id) DO NOTHING"""
ENQUEUE = """INSERT INTO jobs (id, tenant_id, kind, payload, state, ready, priority, run_at, max_attempts, created_at)
             VALUES (%s, %s, 'messaging.update', %s, 'pending', 1, 100, %s, 13, %s)"""


def connection():
    if not hasattr(connections, "opened"):
        connections.opened = psycopg2.connect(DATABASE_URL)
    return connections.opened


def store(body: bytes) -> None:
    update = json.loads(body)
    kind = next(name for name in update if name != "update_id")
    chat, said_at = update[kind]["chat"]["id"], update[kind]["date"] * 1_000_000
    now = time.time_ns() // 1000
    database = connection()
    with database.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant_id', %s, true)", (TENANT,))
        cursor.execute(STORE, (TENANT, int(BOT), update["update_id"], chat, kind, body.decode(), now, said_at))
        if cursor.rowcount == 1:
            payload = json.dumps({"telegram_id": int(BOT), "chat_id": chat, "update_id": update["update_id"]})
            cursor.execute(ENQUEUE, (str(uuid.uuid4()), TENANT, payload, now, now))
    database.commit()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    if HOW == "tuned":
        disable_nagle_algorithm = True
        wbufsize = -1  # the answer leaves in one packet

    def do_GET(self):
        self.answer(200)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not hmac.compare_digest(self.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), SECRET):
            self.answer(401)
            return
        store(body)
        self.answer(200)

    def answer(self, status: int):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 1024
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # the load generator resets its connections when it is done


Server(("127.0.0.1", PORT), Handler).serve_forever()
