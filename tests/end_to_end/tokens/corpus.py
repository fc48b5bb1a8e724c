"""The tokens, each with the status that /api/me owes it. Made when asked for, because some are about the moment."""

import dataclasses
import json
import time
from typing import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from forge import Forge, b64
from testing.issuer import Issuer

PERSON = "user_corpus"


@dataclasses.dataclass
class Case:
    name: str
    make: Callable[[], str]
    status: int = 401


def good(issuer: Issuer, origin: str) -> list[Case]:
    """Signed by PyJWT."""
    now = lambda: int(time.time())  # noqa: E731
    return [
        Case("plain", lambda: issuer.token(PERSON), 200),
        Case("with a verified e-mail", lambda: issuer.token(PERSON, "ann@example.com"), 200),
        Case("made for our own page", lambda: issuer.token(PERSON, azp=origin), 200),
        Case("with an audience, which nobody asked for", lambda: issuer.token(PERSON, aud="https://somebody.example"), 200),
        Case("ended 3 s ago", lambda: issuer.token(PERSON, exp=now() - 3), 200),
        Case("issued in 3 s", lambda: issuer.token(PERSON, iat=now() + 3), 200),
        Case("in force in 3 s", lambda: issuer.token(PERSON, nbf=now() + 3), 200),
        Case("with claims we do not know", lambda: issuer.token(PERSON, org={"id": "org_1", "roles": ["a", "b"]}, v=2), 200),
        Case("with an odd name", lambda: issuer.token(PERSON, name={"first": 1}), 200),
        Case("close to the longest", lambda: issuer.token(PERSON, padding="x" * 4500), 200),
        Case("active", lambda: issuer.token(PERSON, sts="active"), 200),
    ]


def algorithms(forge: Forge, claims: Callable[[], dict]) -> list[Case]:
    h = forge.header
    rs = lambda digest: lambda alg: lambda: forge.token(h(alg=alg), claims(), digest=digest)  # noqa: E731
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    cases = [Case(f"alg {alg!r} and no signature", lambda alg=alg: f"{b64(json.dumps(h(alg=alg)))}.{b64(json.dumps(claims()))}.")
             for alg in ("none", "None", "NONE", "nOnE", "", None, 0, ["RS256"], "RS256 ", "rs256")]
    cases += [Case(f"alg {alg!r} and the right signature", lambda alg=alg: forge.token(h(alg=alg), claims()))
              for alg in ("none", "HS256", "RS512", "PS256", "ES256", "EdDSA", None, True, ["RS256"], "RS256\u0000")]
    return cases + [
        Case("HS256 with the public key as PEM", lambda: forge.by_secret(h(alg="HS256"), claims(), forge.public_pem())),
        Case("HS256 with the public key as DER", lambda: forge.by_secret(h(alg="HS256"), claims(), forge.public_der())),
        Case("HS256 passed off as RS256", lambda: forge.by_secret(h(), claims(), forge.public_pem())),
        Case("HS256 with an empty secret", lambda: forge.by_secret(h(alg="HS256"), claims(), b"")),
        Case("RS512 by the issuer's key", rs(hashes.SHA512())("RS512")),
        Case("RS384 by the issuer's key", rs(hashes.SHA384())("RS384")),
        Case("SHA-512 passed off as RS256", rs(hashes.SHA512())("RS256")),
        Case("PS256 by the issuer's key", lambda: forge.token(h(alg="PS256"), claims(), pad=pss)),
        Case("PSS passed off as RS256", lambda: forge.token(h(), claims(), pad=pss)),
        Case("ES256 by a key of one's own", lambda: forge.by_curve(h(alg="ES256"), claims())),
        Case("a curve passed off as RS256", lambda: forge.by_curve(h(), claims())),
    ]


def headers(forge: Forge, claims: Callable[[], dict], evil: str) -> list[Case]:
    foreign = lambda **more: lambda: forge.token(forge.header(**more), claims(), key=forge.foreign)  # noqa: E731
    ours = lambda **more: lambda: forge.token(forge.header(**more), claims())  # noqa: E731
    cases = [
        Case("signed by a key of one's own", foreign()),
        Case("that key comes along as jwk", foreign(jwk=forge.foreign_jwk())),
        Case("that key is at jku", foreign(jku=evil + "/.well-known/jwks.json")),
        Case("that key is at x5u", foreign(x5u=evil + "/cert.pem")),
        Case("that key comes along as x5c", foreign(x5c=["MIIB"])),
        Case("a jwk that is not needed is not looked at", ours(jwk=forge.foreign_jwk(), jku=evil, x5u=evil), 200),
        Case("two alg", lambda: forge.token(f'{{"alg":"none","alg":"RS256","kid":"{forge.kid}"}}', claims())),
        Case("two kid", lambda: forge.token(f'{{"alg":"RS256","kid":"x","kid":"{forge.kid}"}}', claims())),
        Case("no kid", lambda: forge.token({"alg": "RS256"}, claims())),
        Case("no object", lambda: forge.token('["RS256"]', claims())),
        Case("no JSON", lambda: forge.token("alg=RS256", claims())),
        Case("bytes after the header", lambda: forge.token(json.dumps(forge.header()) + "}", claims())),
    ]
    cases += [Case(f"crit {crit!r}", ours(crit=crit)) for crit in (["exp"], ["b64"], ["https://example.com/x"], [], None, "exp")]
    cases += [Case("unencoded payload", ours(b64=False, crit=["b64"]))]
    cases += [Case(f"kid {str(kid)[:30]!r}", ours(kid=kid))
              for kid in ("", "FIRST", "first ", " first", "first\u0000", "../../../../dev/null", "/etc/passwd", "first' OR '1'='1",
                          "first; rm -rf /", evil, "k" * 300, 0, 1.5, None, True, [forge.kid], {"kid": forge.kid})]
    return cases


def times(forge: Forge, claims: Callable[[], dict]) -> list[Case]:
    now = lambda: int(time.time())  # noqa: E731
    with_ = lambda change: lambda: forge.token(forge.header(), claims() | change())  # noqa: E731
    without = lambda name: lambda: forge.token(forge.header(), {key: value for key, value in claims().items() if key != name})  # noqa: E731
    cases = [Case(f"{name} is {value!r}", with_(lambda name=name, value=value: {name: value}))
             for name in ("exp", "iat", "nbf")
             for value in (str(int(time.time()) + 600), -1, 1.5, True, [], {}, "", 10**12, 10**30)]
    cases += [Case(f"{name} is {text}", lambda name=name, text=text: forge.token(
        forge.header(), json.dumps({key: value for key, value in claims().items() if key != name})[:-1] + f', "{name}": {text}}}'))
              for name in ("exp", "iat", "nbf") for text in ("1e300", "1e10", "NaN", "Infinity", "0x7fffffff")]
    return cases + [
        Case("no exp", without("exp")), Case("no iat", without("iat")), Case("no nbf", without("nbf"), 200),
        Case("exp is null", with_(lambda: {"exp": None})),
        Case("ended 30 s ago", with_(lambda: {"exp": now() - 30})),
        Case("ended long ago", with_(lambda: {"exp": 0})),
        Case("in force in 30 s", with_(lambda: {"nbf": now() + 30})),
        Case("issued in 30 s", with_(lambda: {"iat": now() + 30})),
    ]


def claims_that_do_not_do(forge: Forge, claims: Callable[[], dict], origin: str) -> list[Case]:
    def case(name: str, status: int = 401, **change) -> Case:
        return Case(name, lambda: forge.token(forge.header(), claims() | change), status)

    cases = [case(f"azp {azp!r}", azp=azp) for azp in (
        "https://evil.example", origin + "/", origin + ".evil.example", origin.upper(), origin.replace("http:", "https:"), "", "null",
        [origin], 7, {"origin": origin})]
    cases += [case(f"sub {str(sub)[:20]!r}", sub=sub) for sub in ("", None, 7, ["user"], "a\u0000b", "a\nb", "x" * 256)]
    cases += [case("sid is no text", sid=7), case("sid is empty", sid="")]
    cases += [case(f"sts {sts!r}", 403, sts=sts) for sts in ("pending", "revoked", "")]
    twice = lambda name, first: lambda: forge.token(forge.header(), f'{{"{name}":{json.dumps(first)},' + json.dumps(claims())[1:])  # noqa: E731
    cases += [Case(f"two {name}", twice(name, first)) for name, first in (("sub", "user_admin"), ("iss", "https://evil.example"), ("exp", 1))]
    cases += [Case("two claims one level down", lambda: forge.token(
        forge.header(), json.dumps(claims())[:-1] + ', "act": {"sub": "a", "sub": "b"}}'))]
    return cases


def shapes(issuer: Issuer) -> list[Case]:
    """A good token, bent."""
    def bent(change: Callable[[list[str]], str]) -> Callable[[], str]:
        return lambda: change(issuer.token(PERSON).split("."))

    def flipped(part: str, at: int) -> str:
        return part[:at] + ("A" if part[at] != "A" else "B") + part[at + 1:]

    return [
        Case("one part", bent(lambda p: p[1])),
        Case("no signature part", bent(lambda p: f"{p[0]}.{p[1]}")),
        Case("an empty signature", bent(lambda p: f"{p[0]}.{p[1]}.")),
        Case("an empty payload", bent(lambda p: f"{p[0]}..{p[2]}")),
        Case("an empty header", bent(lambda p: f".{p[1]}.{p[2]}")),
        Case("nothing but dots", lambda: ".."),
        Case("four parts", bent(lambda p: ".".join([*p, p[2]]))),
        Case("five parts, like an encrypted one", bent(lambda p: ".".join([*p, p[2], p[2]]))),
        Case("a dot at the end", bent(lambda p: ".".join(p) + ".")),
        Case("a padded signature", bent(lambda p: ".".join(p) + "==")),
        Case("a padded header", bent(lambda p: f"{p[0]}=.{p[1]}.{p[2]}")),
        Case("plain base64", bent(lambda p: f"{p[0]}.{p[1]}.+/{p[2][2:]}")),
        Case("a blank in the middle", bent(lambda p: f"{p[0]}. {p[1]}.{p[2]}")),
        Case("cut short", bent(lambda p: ".".join(p)[:-8])),
        Case("one letter short", bent(lambda p: ".".join(p)[:-1])),
        Case("extra bytes", bent(lambda p: ".".join(p) + "AAAA")),
        Case("left-over bits in the last letter", bent(lambda p: ".".join(p)[:-1] + chr(ord(".".join(p)[-1]) + 1))),
        Case("the header changed", bent(lambda p: f"{flipped(p[0], 12)}.{p[1]}.{p[2]}")),
        Case("the payload changed", bent(lambda p: f"{p[0]}.{flipped(p[1], 20)}.{p[2]}")),
        Case("the signature changed", bent(lambda p: f"{p[0]}.{p[1]}.{flipped(p[2], 100)}")),
        Case("the signature of another token", lambda: ".".join(
            issuer.token(PERSON).split(".")[:2] + [issuer.token("user_other").split(".")[2]])),
        Case("deep JSON", lambda: f"{b64('[' * 2000)}.{b64('[' * 2000)}.AA"),
        Case("bytes that are no UTF-8", lambda: f"{b64(bytes([123, 34, 255, 34, 58, 49, 125]))}.e30.AA"),
        Case("a thousand dots", lambda: "." * 1000),
    ]


def look_alikes(url: str, evil: str) -> list:
    """What is not the issuer `url`, like `http://127.0.0.1:4711`."""
    host, port = url.removeprefix("http://").split(":")
    return [
        evil, url + "/", url + "//", url + "/.", url + "/x", url + "/..", url + "?", url + "?x=1", url + "#", url + "#x", url + ".evil.example",
        url + "@evil.example", f"http://evil.example@{host}:{port}", f"http://user:pass@{host}:{port}", f"http://{host}:{port}@127.0.0.1:9",
        f"https://{host}:{port}", f"HTTP://{host}:{port}", f"http://{host}", f"http://{host}:0{port}", f"http://{host}:{int(port) + 1}",
        f"http://localhost:{port}", f"http://127.1:{port}", f"http://2130706433:{port}", f"http://0x7f000001:{port}", f"http://0177.0.0.1:{port}",
        f"http://[::1]:{port}", f"http://[::ffff:127.0.0.1]:{port}", f"http://127.0.0.1.:{port}", f"http://127.0.0.1.nip.io:{port}",
        f"http://127\u30020\u30020\u30021:{port}", f"http://\uff11\uff12\uff17.0.0.1:{port}", f"http://%31%32%37.0.0.1:{port}", f"//{host}:{port}",
        f"{host}:{port}", f"http:/{host}:{port}", f"http:\\\\{host}:{port}", f"http:///{host}:{port}", url + "\u0000", url + "\u0000.evil.example",
        url[:-1], " " + url, url + " ", url + "\n", "\t" + url, url.encode().decode("utf-16-le", "ignore"), "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_", "http://169.254.169.254/latest/meta-data", "http://metadata.google.internal", "https://clerk.example.com",
        "https://xn--clrk-6qa.example.com", "javascript:alert", "data:application/json,{}", "", "null", None, 7, True, [url], {"url": url},
    ]
