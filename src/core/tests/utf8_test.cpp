#include "core/utf8.hpp"

#include <doctest/doctest.h>
#include <iconv.h>
#include <rapidcheck.h>

#include <array>
#include <optional>
#include <vector>

#include "support/property.hpp"

using namespace promo::core;
using promo::tests::counterexample;

namespace {

// The C library's converter, which shares no line with ours.
std::optional<std::u32string> decode(std::string_view text) {
    struct Converter {
        iconv_t handle = iconv_open("UTF-32LE", "UTF-8");
        ~Converter() { iconv_close(handle); }
    } converter;
    std::string input(text);
    std::u32string output(input.size() + 1, U'\0');
    char* from = input.data();
    char* to = reinterpret_cast<char*>(output.data());
    std::size_t from_left = input.size();
    std::size_t to_left = output.size() * sizeof(char32_t);
    if (iconv(converter.handle, &from, &from_left, &to, &to_left) == static_cast<std::size_t>(-1)) return std::nullopt;
    output.resize(output.size() - to_left / sizeof(char32_t));
    return output;
}

// Bytes from the edges of every range that UTF-8 distinguishes, so that near misses are common.
rc::Gen<std::string> near_utf8() {
    static const std::vector<int> kEdges = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2,
                                            0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5};
    return rc::gen::container<std::string>(
        rc::gen::map(rc::gen::elementOf(kEdges), [](int byte) { return static_cast<char>(byte); }));
}

std::size_t count_utf16(const std::u32string& text) {
    std::size_t count = 0;
    for (const char32_t letter : text)
        count += letter > 0xffff ? 2U : 1U;
    return count;
}

}  // namespace

TEST_CASE("text is judged as the C library judges it") {
    CHECK(counterexample([] {
              const auto text = *near_utf8();
              RC_ASSERT(is_valid_utf8(text) == decode(text).has_value());
          }) == "");

    // Every sequence of up to three bytes of interest, not just those that chance finds.
    const std::array<int, 12> edges = {0x41, 0x80, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0xf5};
    for (const int a : edges) {
        for (const int b : edges) {
            for (const int c : edges) {
                const std::string text = {static_cast<char>(a), static_cast<char>(b), static_cast<char>(c), '\x80'};
                for (std::size_t length = 1; length <= text.size(); ++length)
                    REQUIRE(is_valid_utf8(text.substr(0, length)) == decode(text.substr(0, length)).has_value());
            }
        }
    }
}

TEST_CASE("repaired text is valid, and valid text is left alone") {
    CHECK(counterexample([] {
              const auto text = *near_utf8();
              const auto repaired = to_valid_utf8(text);
              RC_ASSERT(decode(repaired).has_value());
              if (is_valid_utf8(text)) RC_ASSERT(repaired == text);
          }) == "");
    CHECK(to_valid_utf8("a\xff"
                        "b") ==
          "a\xef\xbf\xbd"
          "b");
    CHECK(to_valid_utf8("\xe2\x82") == "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("lengths and cuts count characters, as Telegram and people do") {
    CHECK(utf8_length("h\xc3\xa9llo") == 5);
    CHECK(utf16_length("\xf0\x9f\x9a\x80!") == 3);
    CHECK(utf8_prefix("\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80", 1) == "\xf0\x9f\x9a\x80");
    CHECK(utf8_prefix("abc", 0) == "");
    CHECK(utf8_prefix("abc", 9) == "abc");
    CHECK(counterexample([] {
              const auto text = to_valid_utf8(*near_utf8());
              const auto letters = decode(text).value();
              RC_ASSERT(utf8_length(text) == letters.size());
              RC_ASSERT(utf16_length(text) == count_utf16(letters));
              const auto limit = *rc::gen::inRange<std::size_t>(0, letters.size() + 2);
              RC_ASSERT(decode(utf8_prefix(text, limit)).value() == letters.substr(0, limit));
          }) == "");
}
