#include "sandbox/telegram/entities.hpp"

#include <algorithm>
#include <charconv>

#include "core/utf8.hpp"
#include "http/letters.hpp"
#include "sandbox/telegram/entity_builder.hpp"

namespace promo::sandbox::telegram {

namespace {

bool is_blank(char letter) {
    return letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r';
}

bool is_verbatim(const MessageEntity& entity) {
    return entity.type == "code" || entity.type == "pre";
}

bool contains(const MessageEntity& outer, const MessageEntity& inner) {
    return outer.offset <= inner.offset && inner.offset + inner.length <= outer.offset + outer.length;
}

void order(std::vector<MessageEntity>& entities) {
    std::ranges::stable_sort(entities, [](const MessageEntity& a, const MessageEntity& b) {
        return a.offset != b.offset ? a.offset < b.offset : a.length > b.length;
    });
}

// Code keeps its text as it is, so nothing may be marked up inside it.
void drop_within_code(std::vector<MessageEntity>& entities) {
    const auto all = entities;
    std::erase_if(entities, [&](const MessageEntity& entity) {
        return std::ranges::any_of(all, [&](const MessageEntity& outer) {
            return is_verbatim(outer) && !(outer == entity) && contains(outer, entity) &&
                   !(is_verbatim(entity) && contains(entity, outer));
        });
    });
}

void trim(FormattedText& formatted) {
    auto& text = formatted.text;
    std::size_t leading = 0;
    while (leading < text.size() && is_blank(text[leading]))
        ++leading;
    text.erase(0, leading);
    while (!text.empty() && is_blank(text.back()))
        text.pop_back();
    const auto length = static_cast<std::int64_t>(core::utf16_length(text));
    const auto cut = static_cast<std::int64_t>(leading);
    for (auto& entity : formatted.entities) {
        const auto begin = std::clamp<std::int64_t>(entity.offset - cut, 0, length);
        const auto end = std::clamp<std::int64_t>(entity.offset + entity.length - cut, 0, length);
        entity.offset = begin;
        entity.length = end - begin;
    }
    std::erase_if(formatted.entities, [](const MessageEntity& entity) { return entity.length == 0; });
}

void check_given(std::string_view text, const std::vector<MessageEntity>& entities) {
    const auto length = static_cast<std::int64_t>(core::utf16_length(text));
    for (const auto& entity : entities) {
        if (entity.offset < 0 || entity.length <= 0 || entity.offset > length || entity.length > length - entity.offset)
            throw bad_request("entity beyond the end of the text");
        if (entity.type == "text_link" && (!entity.url || entity.url->empty()))
            throw cannot_parse("field \"url\" must be specified");
    }
}

FormattedText parse(std::string_view text, std::string_view parse_mode, std::vector<MessageEntity> given) {
    const auto mode = http::lowered(parse_mode);
    if (mode == "html") return parse_html(text);
    if (mode == "markdown") return parse_markdown(text);
    if (mode == "markdownv2") return parse_markdown_v2(text);
    if (!mode.empty() && mode != "none") throw bad_request("unsupported parse_mode");
    check_given(text, given);
    return {std::string(text), std::move(given)};
}

}  // namespace

FormattedText format_text(std::string_view text, std::string_view parse_mode, std::vector<MessageEntity> given) {
    auto formatted = parse(text, parse_mode, std::move(given));
    trim(formatted);
    order(formatted.entities);
    drop_within_code(formatted.entities);
    find_entities(formatted);
    return formatted;
}

std::string_view covered(std::string_view text, const MessageEntity& entity) {
    std::int64_t units = 0;
    std::size_t begin = text.size();
    std::size_t end = text.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0) == 0x80) continue;
        if (units == entity.offset) begin = i;
        if (units == entity.offset + entity.length) {
            end = i;
            break;
        }
        units += byte >= 0xF0 ? 2 : 1;
    }
    return begin < end ? text.substr(begin, end - begin) : std::string_view();
}

void EntityBuilder::append(char byte) {
    result_.text.push_back(byte);
    const auto code = static_cast<unsigned char>(byte);
    if ((code & 0xC0) != 0x80) units_ += code >= 0xF0 ? 2 : 1;
}

void EntityBuilder::append(std::string_view bytes) {
    for (const char byte : bytes)
        append(byte);
}

void EntityBuilder::append_code_point(std::uint32_t code) {
    const auto tail = [](std::uint32_t bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
    if (code < 0x80) {
        append(static_cast<char>(code));
    } else if (code < 0x800) {
        append(static_cast<char>(0xC0 | (code >> 6)));
        append(tail(code));
    } else if (code < 0x10000) {
        append(static_cast<char>(0xE0 | (code >> 12)));
        append(tail(code >> 6));
        append(tail(code));
    } else {
        append(static_cast<char>(0xF0 | (code >> 18)));
        append(tail(code >> 12));
        append(tail(code >> 6));
        append(tail(code));
    }
}

void EntityBuilder::add(MessageEntity entity, std::int64_t began) {
    entity.offset = began;
    entity.length = units_ - began;
    if (entity.length > 0) result_.entities.push_back(std::move(entity));
}

FormattedText EntityBuilder::take() {
    order(result_.entities);
    return std::move(result_);
}

MessageEntity link_entity(std::string url) {
    MessageEntity entity;
    constexpr std::string_view kUser = "tg://user?id=";
    if (url.starts_with(kUser)) {
        std::int64_t id = 0;
        const auto digits = std::string_view(url).substr(kUser.size());
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
        if (error == std::errc() && end == digits.data() + digits.size() && id > 0) {
            entity.type = "text_mention";
            entity.user.emplace().id = id;
            return entity;
        }
    }
    entity.type = "text_link";
    entity.url = std::move(url);
    return entity;
}

}  // namespace promo::sandbox::telegram
