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
import hmac
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, unquote_to_bytes
from xml.sax.saxutils import escape

MAX_SKEW = datetime.timedelta(minutes=15)
MAX_EXPIRES = 7 * 24 * 3600
UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"


class Refused(Exception):
    def __init__(self, status, code, message=""):
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


def uri_encode(raw, keep=b""):
    return "".join(chr(b) if b in UNRESERVED or b in keep else "%%%02X" % b for b in raw)


def parse_query(query):
    pairs = []
    for item in query.split("&") if query else []:
        name, _, value = item.partition("=")
        pairs.append((unquote_to_bytes(name), unquote_to_bytes(value)))
    return pairs


def parse_date(text):
    if not re.fullmatch(r"\d{8}T\d{6}Z", text or ""):
        raise Refused(403, "AccessDenied", "no valid date")
    return datetime.datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)


def signing_key(secret, date, region):
    key = ("AWS4" + secret).encode()
    for step in (date, region, "s3", "aws4_request"):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    return key


class Verifier:
    def __init__(self, access_key, secret_key, region):
        self.access_key, self.secret_key, self.region = access_key, secret_key, region

    def scope(self, credential, stamp):
        parts = credential.split("/")
        if len(parts) != 5 or parts[0] != self.access_key:
            raise Refused(403, "InvalidAccessKeyId", "The key %s does not exist" % parts[0])
        if parts[2] != self.region or parts[3:] != ["s3", "aws4_request"]:
            raise Refused(400, "AuthorizationHeaderMalformed", "wrong region")
        if parts[1] != stamp[:8]:
            raise Refused(403, "SignatureDoesNotMatch", "the scope has another day")
        return "/".join(parts[1:])

    def expected(self, method, path, pairs, headers, signed, payload_hash, stamp, scope):
        query = "&".join("%s=%s" % pair for pair in sorted((uri_encode(n), uri_encode(v)) for n, v in pairs))
        lines = [method, uri_encode(unquote_to_bytes(path), b"/"), query]
        for name in signed:
            values = [" ".join(v.split()) for n, v in headers if n == name]
            if not values:
                raise Refused(403, "SignatureDoesNotMatch", "a signed header is missing")
            lines.append("%s:%s" % (name, ",".join(values)))
        lines += ["", ";".join(signed), payload_hash]
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, digest])
        key = signing_key(self.secret_key, stamp[:8], self.region)
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), text

    def verify(self, method, path, query, headers, body):
        pairs = parse_query(query)
        given = dict(headers)
        if "authorization" in given:
            self.verify_header(method, path, pairs, headers, given, body)
        elif any(name == b"X-Amz-Signature" for name, _ in pairs):
            self.verify_query(method, path, pairs, headers)
        else:
            raise Refused(403, "AccessDenied", "not signed")

    def require(self, computed, signature):
        expected, text = computed
        if not hmac.compare_digest(expected, signature):
            # Amazon echoes the text it signed, and the access key; a client must not pass that on.
            raise Refused(403, "SignatureDoesNotMatch", "%s %s" % (self.access_key, text))

    def verify_header(self, method, path, pairs, headers, given, body):
        match = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})",
            given["authorization"],
        )
        if not match:
            raise Refused(400, "AuthorizationHeaderMalformed")
        stamp = given.get("x-amz-date", "")
        if abs(datetime.datetime.now(datetime.timezone.utc) - parse_date(stamp)) > MAX_SKEW:
            raise Refused(403, "RequestTimeTooSkewed")
        scope = self.scope(match[1], stamp)
        signed = match[2].split(";")
        must = {"host"} | {name for name in given if name.startswith("x-amz-")}
        if signed != sorted(signed) or not must <= set(signed):
            raise Refused(403, "AccessDenied", "headers that must be signed are not")
        payload_hash = given.get("x-amz-content-sha256")
        if payload_hash is None:
            raise Refused(400, "InvalidRequest", "Missing required header x-amz-content-sha256")
        self.require(self.expected(method, path, pairs, headers, signed, payload_hash, stamp, scope), match[3])
        if payload_hash != "UNSIGNED-PAYLOAD" and payload_hash != hashlib.sha256(body).hexdigest():
            raise Refused(400, "XAmzContentSHA256Mismatch")

    def verify_query(self, method, path, pairs, headers):
        values = {n.decode(): v.decode() for n, v in pairs}
        stamp = values.get("X-Amz-Date", "")
        scope = self.scope(values.get("X-Amz-Credential", ""), stamp)
        seconds = values.get("X-Amz-Expires", "")
        if values.get("X-Amz-Algorithm") != "AWS4-HMAC-SHA256" or not seconds.isdigit() or int(seconds) > MAX_EXPIRES:
            raise Refused(400, "AuthorizationQueryParametersError")
        signed = values.get("X-Amz-SignedHeaders", "").split(";")
        if "host" not in signed:
            raise Refused(403, "AccessDenied", "host must be signed")
        rest = [(n, v) for n, v in pairs if n != b"X-Amz-Signature"]
        self.require(
            self.expected(method, path, rest, headers, signed, "UNSIGNED-PAYLOAD", stamp, scope),
            values["X-Amz-Signature"],
        )
        now, made = datetime.datetime.now(datetime.timezone.utc), parse_date(stamp)
        if now < made - MAX_SKEW or now > made + datetime.timedelta(seconds=int(seconds)):
            raise Refused(403, "AccessDenied", "Request has expired")


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
