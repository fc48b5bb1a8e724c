"""Tokens as an attacker writes them: every byte by hand, signed or not, by keys of his own or of the issuer."""

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa


def b64(data: bytes | str) -> str:
    return base64.urlsafe_b64encode(data.encode() if isinstance(data, str) else data).rstrip(b"=").decode()


def text_of(part) -> str:
    return part if isinstance(part, str) else json.dumps(part)


class Forge:
    """`key` is the issuer's own: what it signs is refused for another reason than its signature."""

    def __init__(self, key: rsa.RSAPrivateKey, kid: str):
        self.key = key
        self.kid = kid
        self.foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.curve = ec.generate_private_key(ec.SECP256R1())

    def header(self, **more) -> dict:
        return {"alg": "RS256", "typ": "JWT", "kid": self.kid} | more

    def token(self, header, claims, key=None, digest=None, pad=None) -> str:
        """`header` and `claims` are objects, or the JSON text itself where no library would write it."""
        text = b64(text_of(header)) + "." + b64(text_of(claims))
        signature = (key or self.key).sign(text.encode(), pad or padding.PKCS1v15(), digest or hashes.SHA256())
        return text + "." + b64(signature)

    def by_secret(self, header, claims, secret: bytes) -> str:
        text = b64(text_of(header)) + "." + b64(text_of(claims))
        return text + "." + b64(hmac.new(secret, text.encode(), hashlib.sha256).digest())

    def by_curve(self, header, claims) -> str:
        text = b64(text_of(header)) + "." + b64(text_of(claims))
        return text + "." + b64(self.curve.sign(text.encode(), ec.ECDSA(hashes.SHA256())))

    def public_pem(self) -> bytes:
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def public_der(self) -> bytes:
        return self.key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    def foreign_jwk(self) -> dict:
        numbers = self.foreign.public_key().public_numbers()
        return {"kty": "RSA", "kid": self.kid, "alg": "RS256", "n": b64(numbers.n.to_bytes(256, "big")), "e": "AQAB"}
