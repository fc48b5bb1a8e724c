"""An issuer of session tokens on a loopback port: it serves its keys as Clerk does and signs with them, by libraries of others."""

import base64
import http.server
import json
import threading
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY_BITS = 2048


def base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()


class Issuer:
    """`url` is what goes into CLERK_ALLOWED_ISSUERS. `fetches` counts how often somebody asked for the keys."""

    def __init__(self):
        self.keys: dict[str, rsa.RSAPrivateKey] = {}
        self.fetches = 0
        self.answer = None  # a function of the request handler, instead of the keys
        self.rotate("first")
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.fetches += 1
                if issuer.answer:
                    issuer.answer(self)
                    return
                body = json.dumps(issuer.key_set()).encode()
                self.send_response(200 if self.path == "/.well-known/jwks.json" else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "Issuer":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.server.server_close()

    def rotate(self, kid: str) -> None:
        """From now on there is this key alone."""
        self.keys = {kid: rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)}

    def key_set(self) -> dict:
        keys = []
        for kid, key in self.keys.items():
            public = key.public_key().public_numbers()
            keys.append({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": base64url(public.n), "e": base64url(public.e)})
        return {"keys": keys}

    def claims(self, subject: str, email: str | None = None, **more) -> dict:
        now = int(time.time())
        claims = {"iss": self.url, "sub": subject, "sid": f"sess_{subject}", "iat": now, "nbf": now, "exp": now + 600}
        if email:
            claims |= {"email": email, "email_verified": True}
        return claims | more

    def token(self, subject: str, email: str | None = None, **more) -> str:
        kid, key = next(iter(self.keys.items()))
        return jwt.encode(self.claims(subject, email, **more), key, algorithm="RS256", headers={"kid": kid})
