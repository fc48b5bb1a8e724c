#include <doctest/doctest.h>

#include "core/error.hpp"
#include "domains/messaging/content/keyboard.hpp"
#include "support/refused.hpp"

namespace promo::messaging {
namespace {

Button opening(std::string url) {
    return {"Shop", {}, std::move(url)};
}

bool is_refused(const Keyboard& keyboard) {
    try {
        check(keyboard);
        return false;
    } catch (const core::Refusal& refusal) {
        CHECK(refusal.code() == core::RefusalCode::invalid);
        CHECK(refusal.field() == "buttons");
        return true;
    }
}

}  // namespace

TEST_CASE("buttons that Telegram takes are taken") {
    const std::vector<Button> row(8, opening("https://shop.example"));
    CHECK_FALSE(is_refused({}));
    CHECK_FALSE(is_refused(Keyboard(12, row)));
    CHECK_FALSE(is_refused({{{"Copy", {}, {}, "SAVE10"}, {"Back", "t:1"}, opening("tg://resolve?domain=x")}}));
    CHECK_FALSE(is_refused({{{std::string(64, 'x'), std::string(64, 'x')}}}));
    CHECK_FALSE(is_refused({{{"Copy", {}, {}, std::string(256, 'x')}}}));
}

TEST_CASE("buttons that Telegram would not take are refused, one by one") {
    const std::vector<Button> row(8, opening("https://shop.example"));
    CHECK(is_refused(Keyboard(13, row)));
    CHECK(is_refused({std::vector<Button>(9, opening("https://shop.example"))}));
    CHECK(is_refused({{}}));
    CHECK(is_refused({{{"", "t:1"}}}));
    CHECK(is_refused({{{" ", "t:1"}}}));
    CHECK(is_refused({{{std::string(65, 'x'), "t:1"}}}));
    CHECK(is_refused({{{"nothing"}}}));
    CHECK(is_refused({{{"two", "t:1", "https://shop.example"}}}));
    CHECK(is_refused({{{"data", ""}}}));
    CHECK(is_refused({{{"data", std::string(65, 'x')}}}));
    CHECK(is_refused({{{"Copy", {}, {}, ""}}}));
    CHECK(is_refused({{{"Copy", {}, {}, std::string(257, 'x')}}}));
    for (const auto* url : {"", "shop.example", "https://", "javascript:alert(1)", "ftp://a", "https://a b",
                            "https:///path", "https://a\"b", "mailto:a@b.example"}) {
        CAPTURE(url);
        CHECK(is_refused({{opening(url)}}));
    }
    CHECK(is_refused({{opening("https://a.example/" + std::string(2048, 'x'))}}));
}

}  // namespace promo::messaging
