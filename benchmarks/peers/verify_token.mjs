// Checks a session token again and again with Node's own crypto, which is what Clerk's Node SDK comes down to: verify_token.mjs FOLDER SECONDS
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const [folder, seconds] = process.argv.slice(2);
const read = (name) => readFileSync(`${folder}/${name}`, "utf8");
const token = read("token");
const issuer = read("issuer");
const keys = new Map(JSON.parse(read("jwks.json")).keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: "jwk" })]));

function check() {
  const [header, payload, signature] = token.split(".");
  const { alg, kid } = JSON.parse(Buffer.from(header, "base64url").toString());
  if (alg !== "RS256" || !verify("sha256", Buffer.from(`${header}.${payload}`), keys.get(kid), Buffer.from(signature, "base64url"))) throw new Error("signature");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const now = Date.now() / 1000;
  if (claims.iss !== issuer || !claims.sub || claims.exp + 5 <= now || claims.iat - 5 > now || claims.nbf - 5 > now) throw new Error("claims");
}

let checks = 0;
const begun = performance.now();
while (performance.now() < begun + Number(seconds) * 1000) {
  check();
  checks += 1;
}
console.log(`us_per_check ${(((performance.now() - begun) / checks) * 1000).toFixed(2)}`);
