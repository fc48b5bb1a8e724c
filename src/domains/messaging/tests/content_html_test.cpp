#include <doctest/doctest.h>

#include "core/utf8.hpp"
#include "domains/messaging/content/html.hpp"
#include "sandbox/telegram/entities.hpp"
#include "support/property.hpp"
#include "support/refused.hpp"

namespace promo::messaging {
namespace {

// What Telegram makes of it, by the sandbox's own reader. Throws when it cannot be read.
sandbox::telegram::FormattedText shown(const Html& html) {
    return sandbox::telegram::parse_html(html.str());
}

std::string written(std::string_view html) {
    return Html::written(html).str();
}

std::string refusal(std::string_view html) {
    return tests::refused([&] { std::ignore = Html::written(html, "greeting"); }).message();
}

std::string without_blanks(std::string text) {
    std::erase_if(text, [](char letter) { return letter == ' ' || letter == '\n' || letter == '\t'; });
    return text;
}

// Texts of many scripts, joiners, special characters and formatting within formatting.
rc::Gen<std::string> plain_texts() {
    const auto part =
        rc::gen::element<std::string>("a", "word ", "\n", "<", ">", "&", "\"", "&amp;", "é", "ü\n", "😀",
                                      "👨‍👩‍👧", "🇬🇧", "e\u0301", "न\u094D", "{name}", "   ", "x_y*z");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(part), [](const std::vector<std::string>& parts) {
        std::string text;
        for (const auto& one : parts)
            text += one;
        return text;
    });
}

Html formatted(int depth) {
    const auto plain = *plain_texts();
    const auto kind = *rc::gen::inRange(0, depth > 0 ? 7 : 2);
    switch (kind) {
        case 0:
            return Html::text(plain);
        case 1:
            return Html::code(plain);
        case 2:
            return Html::bold(formatted(depth - 1));
        case 3:
            return Html::italic(formatted(depth - 1));
        case 4:
            return Html::link(Html::text(plain), "https://shop.example/?a=1&b=\"2\"");
        case 5:
            return Html::written("<pre><code class=\"language-c\">int &amp; x;</code></pre>");
        default:
            return formatted(depth - 1) + formatted(depth - 1);
    }
}

}  // namespace

TEST_CASE("what somebody is called is never markup") {
    const auto name = "<b>Eve</b> & \"co\" <a href='x'>";
    CHECK(shown(Html::text(name)).text == name);
    CHECK(shown(Html::text(name)).entities.empty());
    const auto bold = shown(Html::bold(Html::text(name)));
    CHECK(bold.text == name);
    REQUIRE(bold.entities.size() == 1);
    CHECK(bold.entities.front().type == "bold");
    CHECK(shown(Html::link(Html::text("x"), "https://a.example/?q=\"&<")).entities.front().url ==
          "https://a.example/?q=\"&<");
}

TEST_CASE("any bytes become a text that Telegram reads as they are") {
    CHECK(tests::counterexample([](const std::string& bytes) {
              const auto text = shown(Html::text(bytes)).text;
              RC_ASSERT(core::is_valid_utf8(text));
              RC_ASSERT(Html::text(text).units() == core::utf16_length(text));
          }) == "");
    CHECK(shown(Html::text("a\r\nb\x01"
                           "c\xFF"))
              .text == "a\nb c\uFFFD");
}

TEST_CASE("all of Telegram's tags can be written, and are kept") {
    for (const auto* html :
         {"<b>1</b><strong>2</strong><i>3</i><em>4</em><u>5</u><ins>6</ins>", "<s>1</s><strike>2</strike><del>3</del>",
          "<a href=\"https://shop.example/a?b=c&amp;d=e\">shop</a>", "<a href=\"tg://user?id=5\">Ann</a>",
          "<code>a &lt; b</code>", "<pre>a\nb</pre>", "<pre><code class=\"language-c++\">x</code></pre>",
          "<blockquote>1</blockquote><blockquote expandable>2</blockquote>",
          "<tg-spoiler>1</tg-spoiler><span class=\"tg-spoiler\">2</span>", "<b>1<i>2<u>3</u></i></b>"}) {
        CAPTURE(html);
        CHECK(written(html) == html);
        CHECK_FALSE(shown(Html::written(html)).entities.empty());
    }
}

TEST_CASE("what is written loosely is kept in one form") {
    CHECK(written("<B>x</B >") == "<b>x</b>");
    CHECK(written("<a href='https://a.example'>x</a>") == "<a href=\"https://a.example\">x</a>");
    CHECK(written("fish & chips > 5 \"each\"") == "fish &amp; chips &gt; 5 &quot;each&quot;");
    CHECK(written("&#60;&#x1F600;&#123;") == "&lt;😀{");
    CHECK(written("one\r\ntwo") == "one\ntwo");
}

TEST_CASE("what Telegram would not take is refused, and the refusal says where") {
    CHECK(refusal("one\ntwo <font>x</font>").starts_with("Line 2, character 5: Telegram does not know <font>"));
    CHECK(refusal("<b>x").starts_with("Line 1, character 1: <b> is not closed"));
    CHECK(refusal("<b><i>x</b></i>").starts_with("Line 1, character 8: </i> has to come before </b>"));
    CHECK(refusal("é</b>").starts_with("Line 1, character 2: </b> closes nothing"));
    for (const auto* html : {"a < b",
                             "<",
                             "<>",
                             "<b",
                             "</b",
                             "<b>x</b",
                             "<b class=\"x\">x</b>",
                             "<a>x</a>",
                             "<a href=\"javascript:alert(1)\">x</a>",
                             "<a href=\"https://\">x</a>",
                             "<a href=https://a.example>x</a>",
                             "<a href=\"https://a.example\" target=\"x\">x</a>",
                             "<a href=\"https://a.example>x</a>",
                             "<a href=\"https://a b\">x</a>",
                             "<span>x</span>",
                             "<code><b>x</b></code>",
                             "<pre>a<i>b</i></pre>",
                             "<code class=\"language-c\">x</code>",
                             "<a href=\"https://a.example\"><a href=\"https://b.example\">x</a></a>",
                             "&nbsp;",
                             "&#0;",
                             "&#xD800;",
                             "&#x110000;",
                             "\x01",
                             "\xC3",
                             "<br>",
                             "<b =\"1\">x</b>"}) {
        CAPTURE(html);
        const auto said = refusal(html);
        CHECK(said.starts_with("Line 1, character "));
    }
    CHECK(tests::refused([] { std::ignore = Html::written("<x>", "greeting"); }).field() == "greeting");
}

TEST_CASE("whatever is accepted, Telegram reads; written once more it is the same") {
    const auto scraps = rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "<b>", "</b>", "<i>", "</i>", "<a href=\"https://a.example\">", "</a>", "<code>", "</code>", "&lt;", "&", ";",
        "#", "<pre>", "</pre>", "x", "é", "😀", "&amp;", "\"", ">", " ", "<blockquote expandable>", "</blockquote>"));
    std::size_t accepted = 0;
    CHECK(tests::counterexample([&] {
              std::string text;
              for (const auto& scrap : *scraps)
                  text += scrap;
              try {
                  const auto html = Html::written(text);
                  const auto seen = shown(html);
                  RC_ASSERT(html.units() == core::utf16_length(seen.text));
                  RC_ASSERT(Html::written(html.str()) == html);
                  RC_ASSERT(seen.text == sandbox::telegram::parse_html(text).text);
                  ++accepted;
              } catch (const core::Refusal&) {
                  return;
              }
          }) == "");
    CHECK(accepted > 0);
}

TEST_CASE("a long text is told in parts that each can be sent, and nothing of it is lost") {
    CHECK(tests::counterexample([] {
              const auto html = formatted(4);
              const auto most = static_cast<std::size_t>(*rc::gen::inRange(2, 60));
              const auto whole = shown(html);
              std::string joined;
              for (const auto& part : split(html, most)) {
                  const auto seen = shown(part);
                  RC_ASSERT(core::is_valid_utf8(seen.text));
                  RC_ASSERT(part.units() <= most);
                  RC_ASSERT(core::utf16_length(seen.text) == part.units());
                  RC_ASSERT(!without_blanks(seen.text).empty());
                  joined += seen.text;
              }
              RC_ASSERT(without_blanks(joined) == without_blanks(whole.text));
              if (html.units() <= most && !without_blanks(whole.text).empty()) {
                  RC_ASSERT(split(html, most).size() == 1U);
                  RC_ASSERT(joined == whole.text);
              }
          }) == "");
}

TEST_CASE("a text is cut at a line, else at a word, else between two signs") {
    const auto texts = [](const Html& html, std::size_t most) {
        std::vector<std::string> all;
        for (const auto& part : split(html, most))
            all.push_back(part.str());
        return all;
    };
    CHECK(texts(Html::text("one two\nthree four"), 12) == std::vector<std::string>{"one two\n", "three four"});
    CHECK(texts(Html::text("one two three"), 9) == std::vector<std::string>{"one two ", "three"});
    CHECK(texts(Html::text("abcdef"), 4) == std::vector<std::string>{"abcd", "ef"});
    CHECK(texts(Html::text("ab👨‍👩‍👧c"), 9) == std::vector<std::string>{"ab", "👨‍👩‍👧c"});
    CHECK(texts(Html::text("👨‍👩‍👧"), 4).size() == 3);
    CHECK(texts(Html::text("a&b&c"), 2) == std::vector<std::string>{"a&amp;", "b&amp;", "c"});
    CHECK(texts(Html::written("<b>abcd<i>efgh</i></b>"), 4) ==
          std::vector<std::string>{"<b>abcd<i></i></b>", "<b><i>efgh</i></b>"});
    CHECK(texts(Html::text(" \n "), 2).empty());
    CHECK(split(Html::text(std::string(kLongestText, 'x'))).size() == 1);
    CHECK(split(Html::text(std::string(kLongestText + 1, 'x'))).size() == 2);
}

TEST_CASE("what is filled in is text, whatever it says, and fits an address") {
    const auto greeting = Html::written("Hi {name}, <a href=\"https://shop.example/?code={code}\">{code}</a> {other}");
    const auto filled_in = filled(filled(greeting, "name", "<b>{code}&"), "code", "A B&1\"");
    const auto seen = shown(filled_in);
    CHECK(seen.text == "Hi <b>{code}&, A B&1\" {other}");
    REQUIRE(seen.entities.size() == 1);
    CHECK(seen.entities.front().url == "https://shop.example/?code=A%20B%261%22");
    CHECK(tests::counterexample([](const std::string& value) {
              const auto html = filled(Html::written("<b>{x}</b><code>{x}</code>"), "x", value);
              const auto text = shown(Html::text(value)).text;
              RC_ASSERT(shown(html).text == text + text);
              RC_ASSERT(html.units() == 2 * Html::text(value).units());
          }) == "");
}

TEST_CASE("lines stand below each other") {
    CHECK(lines({Html::bold(Html::text("a")), Html::text("b")}).str() == "<b>a</b>\nb");
    CHECK(lines({}).empty());
}

}  // namespace promo::messaging
