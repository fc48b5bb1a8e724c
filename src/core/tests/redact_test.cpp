#include "core/redact.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <utility>

#include "support/property.hpp"

using namespace promo::core;
using promo::tests::counterexample;

TEST_CASE("what looks like a secret is hidden, what surrounds it stays") {
    const std::string bot = "AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc";
    const std::array<std::pair<std::string, std::string>, 22> cases = {{
        {"/bot42:abc/getMe", "/bot42:****/getMe"},
        {"/file/bot123456789:" + bot + "/photos/1.jpg", "/file/bot123456789:****/photos/1.jpg"},
        {"bot123456789%3A" + bot, "bot123456789%3A****"},
        {"token 123456789:" + bot + " refused", "token 123456789:**** refused"},
        {"sk_test_51Habcdefgh", "sk_****"},
        {"key-sk_test_51Habcdefgh", "key-sk_****"},
        {"(rk_live_51Habcdefgh)", "(rk_****)"},
        {"whsec_MfKQ9r8GKYqrTwjU", "whsec_****"},
        {"sk-proj-abcdefghijklmnop", "sk-****"},
        {"Authorization: Bearer abc.def", "Authorization: ****"},
        {"authorization: Basic dXNlcjpwYXNz\r\nHost: x", "authorization: ****\r\nHost: x"},
        {R"({"Authorization":"Bearer abc"})", R"({"Authorization":"****"})"},
        {"sent Bearer abcdefgh12345", "sent Bearer ****"},
        {"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln ok", "**** ok"},  // allow-secret: signs nothing
        {"postgres://app:hunter2@db:5432/promo", "postgres://app:****@db:5432/promo"},
        {"postgres://app:p@ss:w@db/promo", "postgres://app:****@db/promo"},
        {"?symbol=XAU/USD&apikey=0123abcd&format=JSON", "?symbol=XAU/USD&apikey=****&format=JSON"},
        {"X-Amz-Signature=deadbeef&X-Amz-Date=1", "X-Amz-Signature=****&X-Amz-Date=1"},
        {R"({"access_token": "abc", "scope": "x"})", R"({"access_token": "****", "scope": "x"})"},
        {"Cookie: session=abc; other=def", "Cookie: ****"},
        {"X-Telegram-Bot-Api-Secret-Token: abc", "X-Telegram-Bot-Api-Secret-Token: ****"},
        {"password='a b'", "password='**** b'"},
    }};
    for (const auto& [text, expected] : cases)
        CHECK(redact(text) == expected);
}

TEST_CASE("ordinary text is left alone") {
    for (const std::string text :
         {"", "task_list_of_things", "risk_free_sk_", "at 12:30", "2026-03-29T01:30:00Z", "https://example.com/a?b=c",
          "robot 12:30", "127.0.0.1:5000", "tokens: 15", "the bearer of news", "[::1]:8080", "id=123456:short"}) {
        CAPTURE(text);
        CHECK(redact(text) == text);
    }
}

TEST_CASE("no bot token gets through, whatever stands around it") {
    CHECK(counterexample([] {
              const auto letter = rc::gen::elementOf(std::string("abcXYZ019_-"));
              const auto secret = *rc::gen::container<std::string>(35, letter);
              const auto noise =
                  rc::gen::container<std::string>(rc::gen::elementOf(std::string(" /\"'=&?:;,.\n{}[]-%")));
              const auto before = *noise;
              const auto after = *noise;
              const auto prefix = *rc::gen::element<std::string>("", "bot", "/bot");
              const auto line = redact(before + prefix + "123456789:" + secret + after);
              RC_ASSERT(line.find(secret) == std::string::npos);
          }) == "");
}

TEST_CASE("a field is secret by its name in any spelling") {
    for (const auto* name :
         {"authorization", "api_key", "apiKey", "X-Api-Key", "client_secret", "DB_PASSWORD", "token"})
        CHECK(is_secret_name(name));
    for (const auto* name : {"tenant", "tokens", "secretary", "key", "url", ""})
        CHECK(!is_secret_name(name));
}
