#include "sandbox/telegram/entities.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/escape.hpp"
#include "core/utf8.hpp"
#include "sandbox/telegram/api_error.hpp"

namespace promo::sandbox::telegram {

namespace {

// `bold 0+3, code 4+1` and the text before it.
std::string shown(const FormattedText& formatted) {
    std::string text = formatted.text;
    for (const auto& entity : formatted.entities) {
        text += " | " + entity.type + ' ' + std::to_string(entity.offset) + '+' + std::to_string(entity.length);
        if (entity.url) text += ' ' + *entity.url;
        if (entity.language) text += ' ' + *entity.language;
        if (entity.custom_emoji_id) text += ' ' + *entity.custom_emoji_id;
    }
    return text;
}

std::string parsed(std::string_view mode, std::string_view text) {
    try {
        return shown(format_text(text, mode));
    } catch (const ApiError& error) {
        return error.description;
    }
}

struct Case {
    const char* text;
    const char* expected;
};

std::string random_text() {
    const auto points = *rc::gen::container<std::vector<std::uint32_t>>(
        rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0x20, 0x7F), rc::gen::inRange<std::uint32_t>(0xA1, 0x2FFF),
                       rc::gen::inRange<std::uint32_t>(0x1F300, 0x1F64F)));
    std::string text;
    for (const auto point : points) {
        if (point < 0x80) {
            text += static_cast<char>(point);
        } else if (point < 0x800) {
            text += static_cast<char>(0xC0 | point >> 6);
            text += static_cast<char>(0x80 | (point & 0x3F));
        } else if (point < 0x10000) {
            text += static_cast<char>(0xE0 | point >> 12);
            text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
            text += static_cast<char>(0x80 | (point & 0x3F));
        } else {
            text += static_cast<char>(0xF0 | point >> 18);
            text += static_cast<char>(0x80 | (point >> 12 & 0x3F));
            text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
            text += static_cast<char>(0x80 | (point & 0x3F));
        }
    }
    return text;
}

}  // namespace

TEST_CASE("HTML is read as Telegram reads it") {
    const Case cases[] = {
        {"plain", "plain"},
        {"<b>bold</b> <i>it</i>", "bold it | bold 0+4 | italic 5+2"},
        {"<b>a<i>b</i></b>", "ab | bold 0+2 | italic 1+1"},
        {"<strong>x</strong><em>y</em><ins>z</ins><del>w</del>",
         "xyzw | bold 0+1 | italic 1+1 | underline 2+1 | strikethrough 3+1"},
        {"\xF0\x9F\x8E\x81<b>x</b>", "\xF0\x9F\x8E\x81x | bold 2+1"},
        {"<a href=\"https://e.org/?a=1&amp;b=2\">go</a>", "go | text_link 0+2 https://e.org/?a=1&b=2"},
        {"<span class=\"tg-spoiler\">s</span><tg-spoiler>t</tg-spoiler>", "st | spoiler 0+1 | spoiler 1+1"},
        {"<pre><code class=\"language-cpp\">int x;</code></pre>", "int x; | pre 0+6 cpp"},
        {"<code>a &lt; b</code>", "a < b | code 0+5"},
        {"<blockquote expandable>q</blockquote>", "q | expandable_blockquote 0+1"},
        {"<tg-emoji emoji-id=\"5\">\xF0\x9F\x91\x8D</tg-emoji>", "\xF0\x9F\x91\x8D | custom_emoji 0+2 5"},
        {"&lt;b&gt; &amp;amp; &#65; &unknown;", "<b> &amp; A &unknown;"},
        {"  <b> x </b>  ", "x | bold 0+1"},
        {"<b></b>x", "x"},
        {"<b>x", "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""},
        {"<b>x</i>",
         "Bad Request: can't parse entities: Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""},
        {"x</b>", "Bad Request: can't parse entities: Unexpected end tag at byte offset 1"},
        {"a <div>x</div>", "Bad Request: can't parse entities: Unsupported start tag \"div\" at byte offset 2"},
        {"1 < 2", "Bad Request: can't parse entities: Unsupported start tag \"\" at byte offset 2"},
        {"<span class=\"x\">s</span>",
         "Bad Request: can't parse entities: Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"},
    };
    for (const auto& [text, expected] : cases)
        CHECK(parsed("HTML", text) == expected);
}

TEST_CASE("MarkdownV2 is read as Telegram reads it") {
    const Case cases[] = {
        {"*b* _i_ __u__ ~s~ ||p|| `c`",
         "b i u s p c | bold 0+1 | italic 2+1 | underline 4+1 | strikethrough 6+1 | spoiler 8+1 | code 10+1"},
        {"*a _b_ c*", "a b c | bold 0+5 | italic 2+1"},
        {"a\\.b\\!", "a.b!"},
        {"[go](https://e.org/a_b)", "go | text_link 0+2 https://e.org/a_b"},
        {"[go](https://e.org/\\))", "go | text_link 0+2 https://e.org/)"},
        {"```cpp\nint x;\n```", "int x; | pre 0+6 cpp"},
        {"`a*b`", "a*b | code 0+3"},
        {"![x](tg://emoji?id=5)", "x | custom_emoji 0+1 5"},
        {">quote\n>more\nrest", "quote\nmore\nrest | blockquote 0+10"},
        {"a.b",
         "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'"},
        {"20% off!",
         "Bad Request: can't parse entities: Character '!' is reserved and must be escaped with the preceding '\\'"},
        {"x *b", "Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 2"},
        {"x `b", "Bad Request: can't parse entities: Can't find end of Code entity at byte offset 2"},
    };
    for (const auto& [text, expected] : cases)
        CHECK(parsed("MarkdownV2", text) == expected);
}

TEST_CASE("legacy Markdown is read as Telegram reads it") {
    const Case cases[] = {
        {"*b* _i_ `c`", "b i c | bold 0+1 | italic 2+1 | code 4+1"},
        {"[go](https://e.org)", "go | text_link 0+2 https://e.org"},
        {"FLASH\\_SALE", "FLASH_SALE"},
        {"```\ncode\n```", "code | pre 0+4"},
        {"FLASH_SALE", "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 5"},
    };
    for (const auto& [text, expected] : cases)
        CHECK(parsed("Markdown", text) == expected);
    CHECK(parsed("Wiki", "x") == "Bad Request: unsupported parse_mode");
}

TEST_CASE("commands, links, mentions and tags are found in plain text") {
    const Case cases[] = {
        {"/start abc", "/start abc | bot_command 0+6"},
        {"/start@coupons_bot", "/start@coupons_bot | bot_command 0+18"},
        {"/template/CODE", "/template/CODE"},
        {"see https://e.org/a, or @annie", "see https://e.org/a, or @annie | url 4+15 | mention 24+6"},
        {"\xF0\x9F\x8E\x81 #deal $EUR", "\xF0\x9F\x8E\x81 #deal $EUR | hashtag 3+5 | cashtag 9+4"},
        {"mail a.b@shop.example now", "mail a.b@shop.example now | email 5+16"},
        {"price/performance 1/2", "price/performance 1/2"},
    };
    for (const auto& [text, expected] : cases)
        CHECK(parsed("", text) == expected);
}

TEST_CASE("entities that are given must lie within the text") {
    MessageEntity entity;
    entity.type = "bold";
    entity.offset = 1;
    entity.length = 3;
    CHECK(shown(format_text("abcd", "", {entity})) == "abcd | bold 1+3");
    entity.length = 4;
    CHECK_THROWS_AS(format_text("abcd", "", {entity}), ApiError);
}

TEST_CASE("any escaped text survives its parse mode unchanged") {
    CHECK(rc::check("HTML", [] {
        const auto text = random_text();
        const auto formatted = parse_html(core::telegram_html(text));
        RC_ASSERT(formatted.text == text);
        RC_ASSERT(formatted.entities.empty());
    }));
    CHECK(rc::check("HTML, marked up", [] {
        const auto text = random_text();
        RC_PRE(!text.empty());
        const auto formatted = parse_html("<b>" + core::telegram_html(text) + "</b>");
        RC_ASSERT(formatted.text == text);
        RC_ASSERT(formatted.entities.size() == 1U);
        RC_ASSERT(formatted.entities[0].length == static_cast<std::int64_t>(core::utf16_length(text)));
        RC_ASSERT(covered(text, formatted.entities[0]) == text);
    }));
    CHECK(rc::check("MarkdownV2", [] {
        const auto text = random_text();
        const auto formatted = parse_markdown_v2(core::telegram_markdown_v2(text));
        RC_ASSERT(formatted.text == text);
        RC_ASSERT(formatted.entities.empty());
    }));
}

TEST_CASE("no text makes a parser do anything but answer or refuse") {
    for (const auto* mode : {"HTML", "Markdown", "MarkdownV2"}) {
        CHECK(rc::check([mode] {
            const auto text =
                *rc::gen::container<std::string>(rc::gen::elementOf(std::string("<>/b &;=\"*_~`|[]()\\!>\nacode#")));
            try {
                const auto formatted = format_text(text, mode);
                const auto length = static_cast<std::int64_t>(core::utf16_length(formatted.text));
                for (const auto& entity : formatted.entities)
                    RC_ASSERT(entity.offset >= 0 && entity.length > 0 && entity.offset + entity.length <= length);
            } catch (const ApiError& error) {
                RC_ASSERT(error.code == 400);
            }
        }));
    }
}

}  // namespace promo::sandbox::telegram
