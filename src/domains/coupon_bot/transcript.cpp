#include "domains/coupon_bot/transcript.hpp"

#include <algorithm>
#include <array>
#include <boost/describe/class.hpp>
#include <optional>
#include <utility>

#include "core/json_read.hpp"
#include "core/utf8.hpp"
#include "domains/coupon_bot/said.hpp"

namespace promo::coupon_bot {
namespace {

constexpr std::size_t kLongest = 300;  // bytes

struct Media {
    std::optional<std::string> caption;
};
BOOST_DESCRIBE_STRUCT(Media, (), (caption))

struct Arguments {
    std::optional<std::string> text;
    std::optional<std::string> caption;
    std::optional<Media> media;
};
BOOST_DESCRIBE_STRUCT(Arguments, (), (text, caption, media))

std::string shortened(std::string text) {
    if (text.size() <= kLongest) return text;
    text.resize(kLongest);
    while (!text.empty() && !core::is_valid_utf8(text))
        text.pop_back();
    return text + "…";
}

std::string without_markup(std::string_view html) {
    constexpr std::array<std::pair<std::string_view, char>, 4> kEntities{
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&amp;", '&'}}};
    std::string plain;
    for (std::size_t at = 0; at < html.size();) {
        if (html[at] == '<') {
            at = std::min(html.find('>', at), html.size() - 1) + 1;
            continue;
        }
        char letter = html[at];
        std::size_t length = 1;
        for (const auto& [entity, meant] : kEntities) {
            if (!html.substr(at).starts_with(entity)) continue;
            letter = meant;
            length = entity.size();
        }
        plain += letter;
        at += length;
    }
    return plain;
}

}  // namespace

std::string heard_text(std::string_view kind, std::string_view body) {
    const auto said = read_said(kind, body);
    if (!said) return "(something that no bot answers)";
    if (said->press) return "(pressed a button)";
    return said->text.empty() ? "(no text)" : shortened(said->text);
}

std::string said_text(std::string_view method, std::string_view arguments) {
    const auto read = core::json::try_parse<Arguments>(arguments);
    if (!read) return std::string(method);
    const auto& value = *read.value;
    if (value.text) return shortened(without_markup(*value.text));
    if (value.caption) return shortened(without_markup(*value.caption));
    if (value.media && value.media->caption) return shortened(without_markup(*value.media->caption));
    return std::string(method);
}

}  // namespace promo::coupon_bot
