#include "core/encoding.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "support/property.hpp"

using namespace promo::core;
using promo::tests::counterexample;

TEST_CASE("base64 gives what RFC 4648 lists") {
    CHECK(base64("") == "");
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foobar") == "Zm9vYmFy");
    CHECK(base64("\xfb\xff\xfe") == "+//+");
    CHECK(base64url("\xfb\xff\xfe") == "-__-");
    CHECK(base64url("f") == "Zg");
}

TEST_CASE("whatever is encoded comes back") {
    CHECK(counterexample([](const std::string& bytes) { RC_ASSERT(parse_hex(hex(bytes)) == bytes); }) == "");
    CHECK(counterexample([](const std::string& bytes) { RC_ASSERT(parse_base64(base64(bytes)) == bytes); }) == "");
    CHECK(counterexample([](const std::string& bytes) { RC_ASSERT(parse_base64url(base64url(bytes)) == bytes); }) ==
          "");
}

TEST_CASE("two texts never mean the same bytes") {
    CHECK(counterexample([](const std::string& text) {
              if (const auto bytes = parse_base64(text)) RC_ASSERT(base64(*bytes) == text);
              if (const auto bytes = parse_base64url(text)) RC_ASSERT(base64url(*bytes) == text);
          }) == "");
    CHECK(!parse_base64("Zh=="));  // left-over bits
    CHECK(
        !parse_base64("Zg=="
                      "Zg=="));
    CHECK(!parse_base64("Zg"));
    CHECK(!parse_base64("===="));
    CHECK(!parse_base64("Zm9v\n"));
    CHECK(!parse_base64url("Zg=="));
    CHECK(!parse_base64url("+//+"));
    CHECK(!parse_base64url("A"));
}

TEST_CASE("hex takes either case and nothing else") {
    CHECK(parse_hex("00fFAb") == std::string("\x00\xff\xab", 3));
    CHECK(!parse_hex("0"));
    CHECK(!parse_hex("0g"));
    CHECK(!parse_hex("0x"));
    CHECK(hex("\xab\x01") == "ab01");
}

TEST_CASE("a value survives in a URL") {
    CHECK(url_encode("a b+c/d?e&f=g%") == "a%20b%2Bc%2Fd%3Fe%26f%3Dg%25");
    CHECK(url_encode("AZaz09-._~") == "AZaz09-._~");
    CHECK(url_encode("\xc3\xa9") == "%C3%A9");
    CHECK(counterexample([](const std::string& text) {
              std::string decoded;
              const auto encoded = url_encode(text);
              for (std::size_t i = 0; i < encoded.size(); ++i) {
                  if (encoded[i] != '%') {
                      decoded += encoded[i];
                      continue;
                  }
                  decoded += static_cast<char>(std::stoi(encoded.substr(i + 1, 2), nullptr, 16));
                  i += 2;
              }
              RC_ASSERT(decoded == text);
          }) == "");
}
