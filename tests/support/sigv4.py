"""Checks AWS Signature Version 4 of a request as it arrived. Written from the published description alone."""

import datetime
import hashlib
import hmac
import re
from urllib.parse import unquote_to_bytes

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
