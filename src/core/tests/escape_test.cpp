#include "core/escape.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <optional>
#include <utility>

#include "support/property.hpp"

using namespace promo::core;
using promo::tests::counterexample;

namespace {

std::string unescape_html(std::string text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEntities = {
        {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}};
    for (const auto& [entity, letter] : kEntities) {
        for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
            text.replace(at, entity.size(), letter);
    }
    return text;
}

// What Telegram does with MarkdownV2: a backslash makes the next character plain, any other special one is markup.
std::optional<std::string> read_markdown_v2(std::string_view text) {
    constexpr std::string_view kMarkup = "_*[]()~`>#+-=|{}.!";
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            if (++i == text.size()) return std::nullopt;
        } else if (kMarkup.find(text[i]) != std::string_view::npos) {
            return std::nullopt;
        }
        plain += text[i];
    }
    return plain;
}

rc::Gen<std::string> hostile() {
    return rc::gen::container<std::string>(
        rc::gen::elementOf(std::string("<>&\"'abc;#39ampltgt_*[]()~`>#+-=|{}.!\\ \n")));
}

}  // namespace

TEST_CASE("a name cannot bring markup into a page or a message") {
    CHECK(escape_html(R"(<a href="x" onclick='y'>Tom & Jerry</a>)") ==
          "&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;Tom &amp; Jerry&lt;/a&gt;");
    CHECK(telegram_html(R"(<b>O'Neil & "Co")") == "&lt;b&gt;O'Neil &amp; &quot;Co&quot;");
    CHECK(telegram_markdown_v2("50% off! (today_only) \\o/") == "50% off\\! \\(today\\_only\\) \\\\o/");
}

TEST_CASE("what is escaped reads as it was typed") {
    CHECK(counterexample([] {
              const auto text = *hostile();
              const auto html = escape_html(text);
              RC_ASSERT(html.find_first_of("<>\"'") == std::string::npos);
              RC_ASSERT(unescape_html(html) == text);
              const auto telegram = telegram_html(text);
              RC_ASSERT(telegram.find_first_of("<>\"") == std::string::npos);
              RC_ASSERT(unescape_html(telegram) == text);
              RC_ASSERT(read_markdown_v2(telegram_markdown_v2(text)) == text);
          }) == "");
}
