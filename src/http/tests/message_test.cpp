#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/utf8.hpp"
#include "http/form.hpp"
#include "http/json.hpp"
#include "http/multipart.hpp"

using namespace promo;
using namespace promo::http;

namespace {

const std::string kType = "multipart/form-data; boundary=frontier";

std::string one_part(const std::string& headers, const std::string& data) {
    return "--frontier\r\n" + headers + "\r\n" + data + "\r\n--frontier--\r\n";
}

template <class Act>
std::string refusal(Act act) {
    try {
        act();
    } catch (const core::Refusal& refused) {
        return std::string(core::to_string(refused.code()));
    }
    return "";
}

std::string refusal_of_body(const std::string& body, const MultipartLimits& limits = {}) {
    return refusal([&] { Multipart(kType, body, limits); });
}

}  // namespace

TEST_CASE("a cookie is found among others, also in a second header") {
    Request request;
    request.headers.add("Cookie", "a=1; session=\"x=y\";empty=");
    request.headers.add("cookie", "b=2; a=9");
    CHECK(request.cookie("a") == "1");
    CHECK(request.cookie("session") == "x=y");
    CHECK(request.cookie("empty") == "");
    CHECK(request.cookie("b") == "2");
    CHECK_FALSE(request.cookie("sess").has_value());
    CHECK_FALSE(request.cookie("A").has_value());
}

TEST_CASE("a number in the query has to be a whole number within its bounds") {
    Request request;
    request.query = parse_form("n=7&big=1000000000000&bad=7x&empty=&minus=-3");
    CHECK(request.query_number("n", 1, 1, 90) == 7);
    CHECK(request.query_number("absent", 30, 1, 90) == 30);
    CHECK(request.query_number("minus", 1, -5, 5) == -3);
    for (const char* name : {"big", "bad", "empty", "minus"})
        CHECK_MESSAGE(refusal([&] { request.query_number(name, 1, 1, 90); }) == "invalid", name);
    CHECK(request.query_text("bad") == "7x");
    CHECK_THROWS_AS(request.path_param("id"), std::logic_error);
}

TEST_CASE("a form is decoded, its first of equal names wins, and broken text is refused") {
    const auto form = parse_form("a=1&b=two+words%21&&c&a=2&%C3%A9=x=y");
    CHECK(form.find("a") == "1");
    CHECK(form.find("b") == "two words!");
    CHECK(form.find("c") == "");
    CHECK(form.find("\xc3\xa9") == "x=y");
    for (const char* text : {"a=%", "a=%1", "a=%zz", "%=1", "a=%00", "a=%ff", "a=%c0%af"})
        CHECK_MESSAGE(refusal([&] { parse_form(text); }) == "invalid", text);
    std::string many;
    for (std::size_t i = 0; i <= kMostFormFields; ++i)
        many += "a&";
    CHECK(refusal([&] { parse_form(many); }) == "too_large");
}

TEST_CASE("whatever is percent-encoded into a form comes back") {
    CHECK(rc::check([](const std::vector<std::pair<std::string, std::string>>& pairs) {
        std::string text;
        for (const auto& [name, value] : pairs)
            text += (text.empty() ? "" : "&") + core::url_encode(core::to_valid_utf8("n" + name)) + "=" +
                    core::url_encode(core::to_valid_utf8(value));
        if (text.find("%00") != std::string::npos) RC_DISCARD("NUL is refused");
        const auto form = parse_form(text);
        RC_ASSERT(form.entries().size() == pairs.size());
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            RC_ASSERT(form.entries()[i].first == core::to_valid_utf8("n" + pairs[i].first));
            RC_ASSERT(form.entries()[i].second == core::to_valid_utf8(pairs[i].second));
        }
    }));
}

TEST_CASE("JSON and forms are read only when they are declared") {
    Request request;
    CHECK(refusal([&] { require_json(request); }) == "unsupported_media");
    request.headers.set("Content-Type", "text/plain");
    CHECK(refusal([&] { require_json(request); }) == "unsupported_media");
    CHECK(refusal([&] { read_form_body(request); }) == "unsupported_media");
    request.headers.set("content-type", "Application/JSON; charset=utf-8");
    CHECK_NOTHROW(require_json(request));
    request.headers.set("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8");
    request.body = "a=1";
    CHECK(read_form_body(request).find("a") == "1");
}

TEST_CASE("a multipart form gives its fields and files") {
    const std::string body =
        "ignored preamble\r\n--frontier\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n42\r\n"
        "--frontier  \r\ncontent-disposition: form-data; name=photo; filename=\"C:\\\\dir\\a \\\"b\\\".PNG\"\r\n"
        "Content-Type: Image/PNG; x=y\r\n\r\n\x89PNG\r\n--frontie\r\n\r\n"
        "--frontier\r\nContent-Disposition: form-data; name=\"a%22b\"; filename*=utf-8''na%C3%AFve.txt\r\n\r\n\r\n"
        "--frontier--\r\nepilogue";
    const Multipart form(kType, body);
    REQUIRE(form.parts().size() == 3);
    CHECK(form.text("chat_id") == "42");
    const auto* const photo = form.find("photo");
    REQUIRE(photo != nullptr);
    CHECK(photo->file_name == "a \"b\".PNG");
    CHECK(photo->content_type == "image/png");
    CHECK(photo->data == "\x89PNG\r\n--frontie\r\n");
    const auto* const empty = form.find("a\"b");
    REQUIRE(empty != nullptr);
    CHECK(empty->file_name == "na\xc3\xafve.txt");
    CHECK(empty->data.empty());
    CHECK(Multipart(kType, "--frontier--\r\n").parts().empty());
}

TEST_CASE("a malformed multipart form is refused") {
    const std::string named = "Content-Disposition: form-data; name=\"a\"\r\n";
    CHECK(refusal_of_body(one_part(named, "x")).empty());
    for (const auto& body :
         std::vector<std::string>{"", "x", "--frontier", "--frontier\r\n", "--frontier\r\n" + named + "\r\nx",
                                  "--frontier\r\n" + named, one_part("Content-Disposition: form-data\r\n", "x"),
                                  one_part("Content-Disposition: attachment; name=a\r\n", "x"),
                                  one_part("Content-Type: text/plain\r\n", "x"), one_part(named + named, "x"),
                                  one_part("Bad Header: 1\r\n" + named, "x"), one_part(named + " folded\r\n", "x"),
                                  one_part(named + "Content-Transfer-Encoding: base64\r\n", "x"),
                                  "--frontierx\r\n" + named + "\r\nx\r\n--frontier--\r\n",
                                  one_part("Content-Disposition: form-data; name=\"\xff\"\r\n", "x")}) {
        CAPTURE(body);
        CHECK(refusal_of_body(body) == "invalid");
    }
    for (const char* type : {"", "multipart/form-data", "multipart/form-data; boundary=",
                             "multipart/mixed; boundary=frontier", "application/json; boundary=frontier"})
        CHECK_MESSAGE(refusal([&] { Multipart(type, one_part(named, "x")); }) == "unsupported_media", type);
    CHECK(refusal([&] { Multipart("multipart/form-data; boundary=" + std::string(71, 'a'), ""); }) ==
          "unsupported_media");
}

TEST_CASE("a multipart form keeps to its limits") {
    const std::string part = "--frontier\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nabc\r\n";
    const auto with = [&](MultipartLimits limits) { return refusal_of_body(part + part + "--frontier--", limits); };
    CHECK(with({.parts = 2, .part_bytes = 3}).empty());
    CHECK(with({.parts = 1}) == "too_large");
    CHECK(with({.part_bytes = 2}) == "too_large");
    CHECK(with({.name_bytes = 0}) == "too_large");
    CHECK(with({.header_bytes = 20}) == "invalid");
}

TEST_CASE("any fields come out of a multipart form as they went in") {
    CHECK(rc::check([](const std::vector<std::string>& values) {
        RC_PRE(values.size() <= MultipartLimits().parts);
        RC_PRE(std::none_of(values.begin(), values.end(),
                            [](const std::string& value) { return value.find("--frontier") != std::string::npos; }));
        std::string body;
        for (std::size_t i = 0; i < values.size(); ++i)
            body += "--frontier\r\nContent-Disposition: form-data; name=\"f" + std::to_string(i) + "\"\r\n\r\n" +
                    values[i] + "\r\n";
        body += "--frontier--\r\n";
        const Multipart form(kType, body);
        RC_ASSERT(form.parts().size() == values.size());
        for (std::size_t i = 0; i < values.size(); ++i)
            RC_ASSERT(form.text("f" + std::to_string(i)) == std::string_view(values[i]));
    }));
}

TEST_CASE("a multipart form that was cut or changed anywhere is read or refused, never more") {
    const auto sound =
        one_part("Content-Disposition: form-data; name=\"a\"; filename=\"b\"\r\nContent-Type: x/y\r\n", "data");
    CHECK(rc::check([&](std::size_t at, char letter, bool cut) {
        auto body = sound;
        at %= body.size();
        if (cut) body.resize(at);
        if (!cut) body[at] = letter;
        const auto outcome = refusal_of_body(body);
        RC_ASSERT(outcome.empty() || outcome == "invalid");
    }));
}
