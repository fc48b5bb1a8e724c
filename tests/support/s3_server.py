#!/usr/bin/env python3
"""An object store for tests that checks every signature.

Written from Amazon's description of Signature Version 4 and of the S3 calls, and from nothing in src/: it recomputes each
signature from the request as it arrived. Prints its port when it is ready. `POST /-/faults` with a JSON list makes the
next requests that are correctly signed go wrong, one entry each: "503", "corrupt", "drop", "store_and_drop", "garbage",
"conflict", "denied". `GET /-/count` answers how many signed requests there were.
"""

import argparse
import datetime
import email.utils
import hashlib
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote
from xml.sax.saxutils import escape

from sigv4 import Refused, Verifier, parse_query


class Bucket:
    """What the one bucket holds. Every change happens under the lock, so conditions are exact."""

    def __init__(self, name, keeps_conditions):
        self.name, self.keeps_conditions = name, keeps_conditions
        self.lock, self.objects = threading.Lock(), {}

    def put(self, key, body, headers):
        with self.lock:
            old = self.objects.get(key)
            if self.keeps_conditions:
                if headers.get("if-none-match") == "*" and old:
                    raise Refused(412, "PreconditionFailed")
                if "if-match" in headers and not old:
                    raise Refused(404, "NoSuchKey")
                if "if-match" in headers and headers["if-match"] != old["etag"]:
                    raise Refused(412, "PreconditionFailed")
            kept = {n: v for n, v in headers.items() if n.startswith("x-amz-meta-")}
            for name in ("content-type", "cache-control"):
                if name in headers:
                    kept[name] = headers[name]
            etag = '"%s"' % hashlib.md5(body).hexdigest()
            now = datetime.datetime.now(datetime.timezone.utc)
            self.objects[key] = {"body": body, "etag": etag, "headers": kept, "modified": now}
            return etag

    def find(self, key):
        with self.lock:
            if key not in self.objects:
                raise Refused(404, "NoSuchKey")
            return self.objects[key]

    def remove(self, key):
        with self.lock:
            self.objects.pop(key, None)

    def listing(self, prefix, after, limit):
        with self.lock:
            keys = sorted(k for k in self.objects if k.startswith(prefix) and k > after)
            shown = keys[:limit]
            rows = "".join(
                "<Contents><Key>%s</Key><LastModified>%s</LastModified><ETag>%s</ETag><Size>%d</Size>"
                "<StorageClass>STANDARD</StorageClass></Contents>"
                % (
                    escape(k),
                    self.objects[k]["modified"].strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                    escape(self.objects[k]["etag"], {'"': "&quot;"}),
                    len(self.objects[k]["body"]),
                )
                for k in shown
            )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>%s</Name><Prefix>%s</Prefix>'
            "<KeyCount>%d</KeyCount><MaxKeys>%d</MaxKeys><IsTruncated>%s</IsTruncated>%s</ListBucketResult>"
            % (self.name, escape(prefix), len(shown), limit, "true" if len(keys) > limit else "false", rows)
        )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without it an answer waits for the other side's delayed acknowledgement.
    disable_nagle_algorithm = True
    verifier, bucket, faults, count = None, None, [], 0

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", headers=None, announce=None):
        self.send_response_only(status)
        self.send_header("Date", email.utils.formatdate(usegmt=True))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if announce is None else announce))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, refused):
        text = "<Error><Code>%s</Code><Message>%s</Message></Error>" % (refused.code, escape(refused.message))
        self.answer(refused.status, b"" if self.command == "HEAD" else text.encode())

    def serve(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path, _, query = self.path.partition("?")
        if path.startswith("/-/"):
            return self.control(path, body)
        try:
            headers = [(name.lower(), value) for name, value in self.headers.items()]
            self.verifier.verify(self.command, path, query, headers, body)
            Handler.count += 1
            fault = Handler.faults.pop(0) if Handler.faults else ""
            if self.before(fault):
                self.act(path, query, dict(headers), body, fault)
        except Refused as refused:
            self.refuse(refused)

    def control(self, path, body):
        if path == "/-/count":
            return self.answer(200, str(Handler.count).encode())
        Handler.faults[:] = json.loads(body)
        self.answer(200)

    def before(self, fault):
        if fault == "503":
            raise Refused(503, "SlowDown")
        if fault == "conflict":
            raise Refused(409, "ConditionalRequestConflict")
        if fault == "denied":
            raise Refused(403, "AccessDenied", self.headers.get("authorization", ""))
        if fault == "garbage":
            self.answer(200, b"<html>hello</html>")
            return False
        if fault == "drop":
            self.close_connection = True
            return False
        return True

    def act(self, path, query, headers, body, fault):
        name, _, key = unquote(path).lstrip("/").partition("/")
        if name != self.bucket.name:
            raise Refused(404, "NoSuchBucket")
        if self.command == "PUT" and key:
            etag = self.bucket.put(key, body, headers)
            if fault == "store_and_drop":
                self.close_connection = True
                return
            self.answer(200, headers={"ETag": etag})
        elif self.command in ("GET", "HEAD") and key:
            self.show(self.bucket.find(key), fault)
        elif self.command == "DELETE" and key:
            self.bucket.remove(key)
            self.answer(204)
        elif self.command == "GET":
            values = {n.decode(): v.decode() for n, v in parse_query(query)}
            if values.get("list-type") != "2":
                raise Refused(400, "InvalidArgument")
            limit = min(int(values.get("max-keys", "1000")), 1000)
            text = self.bucket.listing(values.get("prefix", ""), values.get("start-after", ""), limit)
            self.answer(200, text.encode(), {"Content-Type": "application/xml"})
        else:
            raise Refused(405, "MethodNotAllowed")

    def show(self, found, fault):
        headers = dict(found["headers"])
        headers["ETag"] = found["etag"]
        headers["Last-Modified"] = email.utils.format_datetime(found["modified"], usegmt=True)
        body = found["body"]
        if fault == "corrupt":
            body = bytes([body[0] ^ 1]) + body[1:]
        self.answer(200, b"" if self.command == "HEAD" else body, headers, len(body))

    do_GET = do_HEAD = do_PUT = do_DELETE = do_POST = serve


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--access-key", required=True)
    parser.add_argument("--secret-key", required=True)
    parser.add_argument("--ignore-conditions", action="store_true")
    options = parser.parse_args()
    Handler.verifier = Verifier(options.access_key, options.secret_key, options.region)
    Handler.bucket = Bucket(options.bucket, not options.ignore_conditions)
    server = Server(("127.0.0.1", options.port), Handler)
    print(server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
