#!/usr/bin/python3
"""Checks a session token again and again with PyJWT, as python3-jwt brings it: `verify_token.py FOLDER SECONDS`."""

import json
import pathlib
import sys
import time

import jwt

folder, seconds = pathlib.Path(sys.argv[1]), float(sys.argv[2])
token, issuer = (folder / "token").read_text(), (folder / "issuer").read_text()
keys = {key.key_id: key.key for key in jwt.PyJWKSet.from_dict(json.loads((folder / "jwks.json").read_text())).keys}

checks, begun = 0, time.perf_counter()
while time.perf_counter() < begun + seconds:
    key = keys[jwt.get_unverified_header(token)["kid"]]
    jwt.decode(token, key, algorithms=["RS256"], issuer=issuer, leeway=5, options={"require": ["sub", "exp", "iat"]})
    checks += 1
print(f"us_per_check {(time.perf_counter() - begun) / checks * 1e6:.2f}")
