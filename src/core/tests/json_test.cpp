#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <boost/describe/class.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "core/utf8.hpp"
#include "support/property.hpp"

using namespace promo::core;
using promo::tests::counterexample;

namespace shop {

enum class State { open, closed, delete_ };
BOOST_DESCRIBE_ENUM(State, open, closed, delete_)

struct Photo {
    std::int32_t width = 0;
    std::optional<std::string> caption;
};
BOOST_DESCRIBE_STRUCT(Photo, (), (width, caption))

struct Chat {
    std::int64_t id = 0;
    std::string title;
    std::string default_;
};
BOOST_DESCRIBE_STRUCT(Chat, (), (id, title, default_))

struct Message {
    Chat chat;
    std::vector<Photo> photo;
    std::map<std::string, double> rates;
    State state = State::open;
    bool urgent = false;
    TenantId tenant;
    Timestamp sent;
    json::Raw extra;
};
BOOST_DESCRIBE_STRUCT(Message, (), (chat, photo, rates, state, urgent, tenant, sent, extra))

struct Credentials {
    Secret token;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (token))

struct Optional {
    std::optional<std::int32_t> count;
};
BOOST_DESCRIBE_STRUCT(Optional, (), (count))

}  // namespace shop

namespace {

constexpr std::string_view kMessage = R"({
    "chat": {"id": -1001234567890, "title": "VIP \u0416 \ud83d\ude80", "default": "x", "unknown": [1, {"a": null}]},
    "photo": [{"width": 90, "caption": "small"}, {"width": 1080, "caption": null}, {"width": 5}],
    "rates": {"EUR": 1.0712, "USD": 1},
    "state": "delete",
    "urgent": true,
    "tenant": "acme",
    "sent": "2026-03-29T01:30:00Z",
    "extra": {"b": [1.0, 2.5e3, "\u0000"], "a": 18446744073709551615}
})";

template <class T>
std::string problem(std::string_view text) {
    const auto parsed = json::try_parse<T>(text);
    return parsed ? "accepted" : parsed.problem;
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

// The message with one piece of it replaced.
std::string broken(std::string_view piece, std::string_view by) {
    std::string text(kMessage);
    return text.replace(text.find(piece), piece.size(), by);
}

}  // namespace

TEST_CASE("a message is read into its struct and unknown keys are ignored") {
    const auto message = json::parse<shop::Message>(kMessage);
    CHECK(message.chat.id == -1001234567890);
    CHECK(message.chat.title == "VIP Ж 🚀");
    CHECK(message.chat.default_ == "x");
    REQUIRE(message.photo.size() == 3);
    CHECK(message.photo[0].caption == "small");
    CHECK(!message.photo[1].caption);
    CHECK(!message.photo[2].caption);
    CHECK(message.rates.at("EUR") == 1.0712);
    CHECK(message.state == shop::State::delete_);
    CHECK(message.tenant == TenantId("acme"));
    CHECK(message.extra.text == R"({"b":[1,2500,"\u0000"],"a":18446744073709551615})");
}

TEST_CASE("a struct comes back from its JSON") {
    const auto message = json::parse<shop::Message>(kMessage);
    const auto text = json::to_text(message);
    CHECK(json::to_text(json::parse<shop::Message>(text)) == text);
    CHECK(text.find(R"("caption":null)") != std::string::npos);
    CHECK(text.find(R"("default":"x")") != std::string::npos);
    CHECK(text.find(R"("state":"delete")") != std::string::npos);
    CHECK(json::to_text(message, json::Absent::omitted).find("null") == std::string::npos);
}

TEST_CASE("a mistake is named with its place") {
    CHECK(problem<shop::Message>(broken("1080", "\"1080\"")) == "$.photo[1].width: expected a whole number");
    CHECK(problem<shop::Message>(broken("1080", "1.5")) == "$.photo[1].width: expected a whole number");
    CHECK(problem<shop::Message>(broken("1080", "99999999999")) ==
          "$.photo[1].width: must be between -2147483648 and 2147483647");
    CHECK(problem<shop::Message>(broken("1080", "18446744073709551615")) ==
          "$.photo[1].width: the number is too large");
    CHECK(problem<shop::Message>(broken("1080", "1e400")) == "$.photo[1].width: expected a whole number");
    CHECK(problem<shop::Message>(broken("-1001234567890", "null")) == "$.chat.id: expected a whole number");
    CHECK(problem<shop::Message>(broken("\"title\"", "\"titel\"")) == "$.chat.title: this field is required");
    CHECK(problem<shop::Message>(broken("1.0712", "1e400")) == "$.rates.EUR: the number is too large");
    CHECK(problem<shop::Message>(broken("true", "1")) == "$.urgent: expected true or false");
    CHECK(problem<shop::Message>(broken("\"delete\"", "\"delete_\"")) ==
          "$.state: 'delete_' is not one of open, closed, delete");
    CHECK(problem<shop::Message>(broken("2026-03-29T01", "2026-02-30T01")) ==
          "$.sent: expected a time such as 2026-03-29T01:30:00Z");
    CHECK(problem<shop::Message>("[]") == "$: expected an object");
    CHECK(problem<std::vector<int>>("{}") == "$: expected a list");
    CHECK(problem<std::map<std::string, int>>("[]") == "$: expected an object");
}

TEST_CASE("a user learns what to correct") {
    try {
        json::parse<shop::Message>(broken("1080", "1.5"));
        FAIL("accepted");
    } catch (const Refusal& refusal) {
        CHECK(refusal.code() == RefusalCode::invalid);
        CHECK(refusal.field() == "photo[1].width");
        CHECK(refusal.message() == "Check `photo[1].width`: expected a whole number.");
    }
    try {
        json::parse<shop::Message>("{");
        FAIL("accepted");
    } catch (const Refusal& refusal) {
        CHECK(refusal.field().empty());
        CHECK(refusal.message() == "Check the request body: not valid JSON.");
    }
}

TEST_CASE("a long value or name does not come back whole in the answer") {
    const std::string flood(100'000, 'x');
    CHECK(problem<shop::State>('"' + flood + '"').size() < 200);
    CHECK(problem<std::map<std::string, int>>("{\"" + flood + "\": true}").size() < 200);
}

TEST_CASE("text that is no JSON is refused") {
    for (const std::string text : {"",
                                   " ",
                                   "{",
                                   "[1,]",
                                   "{\"a\":1,}",
                                   "nul",
                                   "NaN",
                                   "Infinity",
                                   "-Infinity",
                                   "01",
                                   "1.",
                                   ".5",
                                   "+1",
                                   "'a'",
                                   "\"\t\"",
                                   "\"\\x\"",
                                   "\"\\ud800\"",
                                   "\"\xff\"",
                                   "\"\xed\xa0\x80\"",
                                   "1 2",
                                   "{\"a\":1}x",
                                   "// c\n1",
                                   "\xef\xbb\xbf{}"}) {
        CAPTURE(text);
        CHECK(problem<json::Raw>(text) == "$: not valid JSON");
    }
    CHECK(problem<json::Raw>(nested(32)) == "accepted");
    CHECK(problem<json::Raw>(nested(33)) == "$: not valid JSON");
    CHECK(problem<json::Raw>(nested(1'000'000)) == "$: not valid JSON");
    CHECK(problem<json::Raw>("1e400") == "$: the number is too large");
}

TEST_CASE("U+0000 is refused where it would reach a database") {
    CHECK(problem<std::string>(R"("a\u0000b")") == "$: must not hold the character U+0000");
    CHECK(problem<std::map<std::string, int>>(R"({"a\u0000b": 1})") == "$: a name must not hold the character U+0000");
}

TEST_CASE("of two equal keys the last counts") {
    CHECK(json::parse<shop::Optional>(R"({"count": 1, "count": 2})").count == 2);
    CHECK(problem<shop::Optional>(R"({"count": 2, "count": 1.5})") == "$.count: expected a whole number");
}

TEST_CASE("a reader that must not be misled refuses equal keys, at any depth and however they are escaped") {
    const auto readable = [](std::string_view text) {
        return json::try_parse<json::Raw>(text, json::EqualKeys::refused).value.has_value();
    };
    CHECK(readable(R"({"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]})"));
    CHECK_FALSE(readable(R"({"a":1,"a":1})"));
    CHECK_FALSE(readable(R"({"a":1,"\u0061":2})"));
    CHECK_FALSE(readable(R"({"a":[{"b":{"c":1,"d":2,"c":3}}]})"));
    CHECK_FALSE(readable(R"({"a":{"b":1,"c":2},"a":3})"));
}

TEST_CASE("numbers fit or are refused at every edge") {
    CHECK(json::parse<std::int8_t>("-128") == -128);
    CHECK(problem<std::int8_t>("128") == "$: must be between -128 and 127");
    CHECK(json::parse<std::uint32_t>("4294967295") == 4294967295U);
    CHECK(problem<std::uint32_t>("-1") == "$: must be between 0 and 4294967295");
    CHECK(json::parse<std::int64_t>("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
    CHECK(problem<std::int64_t>("9223372036854775808") == "$: the number is too large");
    CHECK(problem<std::int64_t>("-9223372036854775809") == "$: expected a whole number");
    CHECK(problem<std::int32_t>("1.0") == "$: expected a whole number");
    CHECK(json::parse<double>("3") == 3.0);
}

TEST_CASE("a number that JSON cannot say is never written") {
    CHECK_THROWS_AS(json::to_text(std::nan("")), std::domain_error);
    CHECK_THROWS_AS(json::to_text(std::numeric_limits<double>::infinity()), std::domain_error);
    CHECK(json::to_text(1.0712) == "1.0712");
    CHECK(json::to_text(-0.0) == "-0");
}

TEST_CASE("a double comes back to its last bit") {
    CHECK(counterexample([](std::uint64_t bits) {
              double value = 0;
              std::memcpy(&value, &bits, sizeof value);
              RC_PRE(std::isfinite(value));
              const auto back = json::parse<double>(json::to_text(value));
              RC_ASSERT(back == value);
          }) == "");
}

TEST_CASE("any text comes back, and what is no UTF-8 is repaired") {
    CHECK(counterexample([](const std::string& bytes) {
              std::string expected = to_valid_utf8(bytes);
              RC_PRE(expected.find('\0') == std::string::npos);
              RC_ASSERT(json::parse<std::string>(json::to_text(bytes)) == expected);
          }) == "");
    CHECK(json::to_text(std::string("a\"b\\c\n\x01\x7f\xff")) == "\"a\\\"b\\\\c\\n\\u0001\\u007f\xef\xbf\xbd\"");
}

TEST_CASE("containers of anything come back") {
    using Table = std::map<std::string, std::vector<std::optional<std::int64_t>>>;
    CHECK(counterexample([](const std::vector<std::pair<std::string, std::int64_t>>& pairs) {
              Table table;
              for (const auto& [key, number] : pairs) {
                  auto name = to_valid_utf8(key);
                  std::replace(name.begin(), name.end(), '\0', '0');
                  table[name] = {number, std::nullopt, number / 2};
              }
              RC_ASSERT(json::parse<Table>(json::to_text(table)) == table);
          }) == "");
}

TEST_CASE("a secret is read but a mistake does not repeat it") {
    CHECK(json::parse<shop::Credentials>(R"({"token": "hunter2"})").token.reveal() == "hunter2");
    CHECK(problem<shop::Credentials>(R"({"token": ["hunter2"]})") == "$.token: expected a text");
}
