#include <doctest/doctest.h>

#include "core/encoding.hpp"
#include "core/json_read.hpp"
#include "issuers.hpp"

using namespace promo;
using namespace promo::clerk;
using sandbox::clerk::KeyChoice;

namespace {

struct Reader : Issuers {
    Tokens tokens{send(), clock, metrics, {.issuers = {kIssuer}, .parties = {}}};

    Verdict read(const std::string& token) { return tokens.verify(token, {kOrigin}); }
    std::string code(const std::string& token) { return code_of(read(token)); }
    std::string code_with(const std::string& claims) { return code(token(claims)); }
    // `name` as a whole number of seconds from now.
    std::string code_at(const std::string& name, std::int64_t offset_s) {
        return code_with("{\"" + name + "\":" + std::to_string(now() + offset_s) + '}');
    }
    Claims claims(const std::string& changes) { return std::get<Claims>(read(token(changes))); }
};

std::string encoded(const std::string& header, const std::string& claims) {
    return core::base64url(header) + '.' + core::base64url(claims);
}

}  // namespace

TEST_CASE("a token that a listed issuer signed says who is calling") {
    Reader reader;
    const auto claims = reader.claims(R"({"email":"Ann@example.com","email_verified":true,"first_name":"Ann",
        "last_name":"Lee","image_url":"https://img.example.com/ann.png"})");
    CHECK(claims.issuer == Issuers::kIssuer);
    CHECK(claims.subject == "user_ann");
    CHECK(claims.session == "sess_user_ann");
    CHECK(claims.email == "Ann@example.com");
    CHECK(claims.name == "Ann Lee");
    CHECK(claims.avatar_url == "https://img.example.com/ann.png");
    CHECK_FALSE(claims.acted_for);
    CHECK(claims.expires_at == reader.clock.now() + std::chrono::seconds(60));
    CHECK(reader.metrics.text().find("promostack_clerk_tokens_total{code=\"believed\"} 1") != std::string::npos);
}

TEST_CASE("an e-mail address counts only where the token states that it was verified") {
    Reader reader;
    const auto email = [&](const std::string& claims) { return reader.claims(claims).email.value_or("none"); };
    CHECK(email(R"({})") == "none");
    CHECK(email(R"({"email":"a@b.c"})") == "none");
    CHECK(email(R"({"email":"a@b.c","email_verified":false})") == "none");
    CHECK(email(R"({"email":"a@b.c","email_verified":"true"})") == "none");
    CHECK(email(R"({"email":"a@b.c","email_verified":1})") == "none");
    CHECK(email(R"({"email":["a@b.c"],"email_verified":true})") == "none");
    CHECK(email(R"({"email":"a@b.c\u0000","email_verified":true})") == "none");
    CHECK(email(R"({"email_addresses":[{"email_address":"a@b.c"}]})") == "none");
    CHECK(email(R"({"email_addresses":[{"email_address":"a@b.c","verification":{"status":"unverified"}}]})") == "none");
    CHECK(email(R"({"email_addresses":[{"email_address":"x@b.c","verification":{"status":"expired"}},
                                       {"email_address":"a@b.c","verification":{"status":"verified"}}]})") == "a@b.c");
    CHECK(email(R"({"primary_email_address_id":"2","email_addresses":[
                    {"id":"1","email_address":"x@b.c","verification":{"status":"verified"}},
                    {"id":"2","email_address":"a@b.c","verification":{"status":"verified"}}]})") == "a@b.c");
    CHECK(email(R"({"email":"a@b.c","email_verified":true})") == "a@b.c");
}

TEST_CASE("what is only shown is left out when it is odd, and locks nobody out") {
    Reader reader;
    const auto claims = reader.claims(R"({"first_name":7,"name":"A\nB","image_url":"javascript:evil"})");
    CHECK_FALSE(claims.name);
    CHECK_FALSE(claims.avatar_url);
    CHECK(reader.claims(R"({"name":"Ann Lee","last_name":null})").name == "Ann Lee");
}

TEST_CASE("a token is in force from its beginning to its end, give or take five seconds") {
    Reader reader;
    CHECK(reader.code_at("exp", -3) == "believed");
    CHECK(reader.code_at("exp", -4) == "believed");
    CHECK(reader.code_at("exp", -5) == "token_expired");
    CHECK(reader.code_at("exp", -30) == "token_expired");
    CHECK(reader.code_at("iat", 5) == "believed");
    CHECK(reader.code_at("iat", 6) == "token_not_yet_valid");
    CHECK(reader.code_at("nbf", 5) == "believed");
    CHECK(reader.code_at("nbf", 6) == "token_not_yet_valid");
    CHECK(reader.code_with(R"({"nbf":null})") == "believed");
}

TEST_CASE("times that are missing or no whole seconds are refused") {
    Reader reader;
    for (const std::string name : {"exp", "iat", "nbf"}) {
        for (const std::string value : {"\"1800000060\"", "1e300", "1.8e9", "-1", "true", "[]", "{}", "253402300800",
                                        "9223372036854775807", "18446744073709551616", "\"\""}) {
            CAPTURE(name);
            CAPTURE(value);
            CHECK(reader.code_with("{\"" + name + "\":" + value + '}') == "missing_claims");
        }
    }
    CHECK(reader.code_with(R"({"exp":null})") == "missing_claims");
    CHECK(reader.code_with(R"({"iat":null})") == "missing_claims");
}

TEST_CASE("a token without a usable subject or session name is refused") {
    Reader reader;
    for (const std::string claims : {R"({"sub":null})", R"({"sub":""})", R"({"sub":7})", R"({"sub":"a\u0000b"})",
                                     R"({"sid":7})", R"({"sid":""})", R"({"azp":["https://dash.example.com"]})"})
        CHECK(reader.code_with(claims) == "missing_claims");
    CHECK(reader.code_with("{\"sub\":\"" + std::string(256, 'a') + "\"}") == "missing_claims");
    CHECK(reader.claims(R"({"sid":null})").session.empty());
}

TEST_CASE("a token made for somebody else's page is refused") {
    Reader reader;
    CHECK(reader.code_with(R"({"azp":null})") == "believed");
    for (const std::string azp : {"https://evil.example", "https://dash.example.com/", "http://dash.example.com",
                                  "https://dash.example.com:443", "https://DASH.example.com", ""})
        CHECK(reader.code_with("{\"azp\":\"" + azp + "\"}") == "invalid_party");
    Tokens listed(reader.send(), reader.clock, reader.metrics,
                  {.issuers = {Issuers::kIssuer}, .parties = {"https://admin.example.com"}});
    CHECK(code_of(listed.verify(reader.token(), {Issuers::kOrigin})) == "invalid_party");
    CHECK(code_of(listed.verify(reader.token(R"({"azp":"https://admin.example.com"})"), {})) == "believed");
}

TEST_CASE("a session that still owes something is refused, and who acts for another is known") {
    Reader reader;
    CHECK(reader.code_with(R"({"sts":"pending"})") == "session_pending");
    CHECK(reader.code_with(R"({"sts":"something new"})") == "session_pending");
    CHECK(reader.code_with(R"({"sts":null})") == "believed");
    CHECK(reader.claims(R"({"act":{"sub":"user_support"}})").acted_for);
}

TEST_CASE("only RS256 is believed, whatever key or address of a key the header brings along") {
    Reader reader;
    for (const std::string alg : {"none", "None", "HS256", "RS384", "RS512", "PS256", "ES256", "rs256", ""})
        CHECK(reader.code(reader.token("{}", "{\"alg\":\"" + alg + "\"}")) == "unsupported_token");
    CHECK(reader.code(reader.token("{}", R"({"alg":null})")) == "unsupported_token");
    CHECK(reader.code(reader.token("{}", R"({"crit":["exp"]})")) == "unsupported_token");
    CHECK(reader.code(reader.token("{}", R"({"crit":[]})")) == "unsupported_token");
    const std::string brings = R"({"jwk":{"kty":"RSA"},"jku":"https://evil.example/k","x5u":"https://evil.example/x"})";
    CHECK(reader.code(reader.token("{}", brings, KeyChoice::foreign)) == "invalid_signature");
    CHECK(reader.code(reader.token("{}", brings)) == "believed");
    CHECK(reader.fetches == 1);
}

TEST_CASE("a token that was changed after it was signed is refused") {
    Reader reader;
    const auto good = reader.token();
    CHECK(reader.code(good) == "believed");
    for (std::size_t i = 0; i < good.size(); i += 7) {
        auto bent = good;
        bent[i] = bent[i] == 'A' ? 'B' : 'A';
        CHECK(reader.code(bent) != "believed");
    }
    CHECK(reader.code(good.substr(0, good.size() - 4)) != "believed");
    CHECK(reader.code(good + "AAAA") == "invalid_signature");
    CHECK(reader.code(good.substr(0, good.rfind('.') + 1)) == "invalid_signature");
    CHECK(reader.code(reader.token("{}", "{}", KeyChoice::foreign)) == "invalid_signature");
}

TEST_CASE("what is no token at all is refused before anything is compared") {
    Reader reader;
    const auto good = reader.token();
    const std::string header = R"({"alg":"RS256","kid":"k"})";
    const std::string bad[] = {"",
                               ".",
                               "..",
                               "...",
                               "a",
                               "a.b",
                               "a.b.c.d",
                               good + ".",
                               "." + good,
                               good + "=",
                               good + "\n",
                               " " + good,
                               std::string(Tokens::kLongestToken + 1, 'a'),
                               good + std::string(1 << 20, 'A'),
                               core::base64url(header) + "=." + "e30.AA",
                               encoded("[]", "{}") + ".AA",
                               encoded(header, "[]") + ".AA",
                               encoded(header, "{\"iss\":\"a\",\"iss\":\"b\"}") + ".AA",
                               encoded(R"({"alg":"RS256","alg":"RS256","kid":"k"})", "{}") + ".AA",
                               encoded(R"({"alg":"RS256"})", "{}") + ".AA",
                               encoded(R"({"alg":"RS256","kid":""})", "{}") + ".AA",
                               encoded(R"({"alg":"RS256","kid":7})", "{}") + ".AA",
                               encoded(R"({"alg":"RS256","kid":")" + std::string(256, 'k') + "\"}", "{}") + ".AA",
                               encoded(header, std::string(40, '[') + std::string(40, ']')) + ".AA",
                               encoded(header, "{\"a\":\"\xff\"}") + ".AA",
                               encoded(header, "{}x") + ".AA"};
    for (const auto& text : bad) {
        CAPTURE(text.substr(0, 200));
        CHECK(reader.code(text) == "malformed_token");
    }
    CHECK(reader.fetches == 0);
}

TEST_CASE("an issuer that is not on the list is never asked for anything, however alike it looks") {
    Reader reader;
    for (const std::string iss : {"https://evil.example",
                                  "https://clerk.example.com.evil.example",
                                  "https://clerk.example.com@evil.example",
                                  "https://user@clerk.example.com",
                                  "https://clerk.example.com/",
                                  "https://clerk.example.com//",
                                  "https://CLERK.example.com",
                                  "HTTPS://clerk.example.com",
                                  "http://clerk.example.com",
                                  "https://clerk.example.com:443",
                                  "https://clerk.example.com:8443",
                                  "https://clerk.example.com/..",
                                  "https://clerk.example.com?x",
                                  "https://clerk.example.com#x",
                                  "https://clerk.example.co",
                                  "clerk.example.com",
                                  "https://clerk.example.com\\u0000",
                                  "https://clerk.example.com\\u0000.evil.example",
                                  "https://clerk\\u3002example.com",
                                  " https://clerk.example.com",
                                  "https://clerk.example.com ",
                                  "file:///etc/passwd",
                                  "http://169.254.169.254",
                                  "http://localhost",
                                  "https://xn--clrk-6qa.example.com",
                                  "https://cl\\u0435rk.example.com",
                                  ""}) {
        CAPTURE(iss);
        CHECK(reader.code_with("{\"iss\":\"" + iss + "\"}") == "invalid_issuer");
    }
    CHECK(reader.code_with(R"({"iss":null})") == "invalid_issuer");
    CHECK(reader.code_with(R"({"iss":["https://clerk.example.com"]})") == "invalid_issuer");
    CHECK(reader.fetches == 0);
}

TEST_CASE("an issuer that was listed with a slash at its end is the same one without") {
    Issuers world;
    Tokens tokens(world.send(), world.clock, world.metrics, {.issuers = {"https://clerk.example.com/"}, .parties = {}});
    const auto named = [&](const std::string& iss) {
        const auto verdict = tokens.verify(world.token("{\"iss\":\"" + iss + "\"}"), {Issuers::kOrigin});
        const auto* claims = std::get_if<Claims>(&verdict);
        return claims ? claims->issuer : code_of(verdict);
    };
    CHECK(named("https://clerk.example.com/") == "https://clerk.example.com");
    CHECK(named("https://clerk.example.com") == "https://clerk.example.com");
    CHECK(named("https://clerk.example.com//") == "invalid_issuer");
    CHECK(tokens.state().at(0).jwks_url == "https://clerk.example.com/.well-known/jwks.json");
}

TEST_CASE("without an issuer nothing is believed") {
    Issuers world;
    Tokens tokens(world.send(), world.clock, world.metrics, {});
    CHECK_FALSE(tokens.configured());
    CHECK(code_of(tokens.verify(world.token(), {Issuers::kOrigin})) == "invalid_issuer");
}
