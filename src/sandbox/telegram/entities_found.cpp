#include <algorithm>
#include <cstdint>

#include "http/letters.hpp"
#include "sandbox/telegram/entity_builder.hpp"

namespace promo::sandbox::telegram {

namespace {

bool is_word(char letter) {
    return http::is_alpha(letter) || http::is_digit(letter) || letter == '_' ||
           static_cast<unsigned char>(letter) >= 0x80;
}

bool is_name(char letter) {
    return http::is_alpha(letter) || http::is_digit(letter) || letter == '_';
}

// The length in bytes of what begins at `at`, 0 for nothing.
using Finder = std::size_t (*)(std::string_view text, std::size_t at);

std::size_t run(std::string_view text, std::size_t at, bool (*accepts)(char)) {
    std::size_t end = at;
    while (end < text.size() && accepts(text[end]))
        ++end;
    return end - at;
}

bool after_word(std::string_view text, std::size_t at) {
    return at > 0 && is_word(text[at - 1]);
}

std::size_t find_command(std::string_view text, std::size_t at) {
    if (text[at] != '/' || after_word(text, at) || (at > 0 && (text[at - 1] == '/' || text[at - 1] == '<'))) return 0;
    const auto name = run(text, at + 1, is_name);
    if (name == 0 || name > 64) return 0;
    std::size_t length = 1 + name;
    if (at + length < text.size() && text[at + length] == '@') {
        const auto bot = run(text, at + length + 1, is_name);
        if (bot >= 3) length += 1 + bot;
    }
    return at + length < text.size() && text[at + length] == '/' ? 0 : length;
}

std::size_t find_mention(std::string_view text, std::size_t at) {
    if (text[at] != '@' || after_word(text, at)) return 0;
    const auto name = run(text, at + 1, is_name);
    return name >= 3 && name <= 32 ? 1 + name : 0;
}

std::size_t find_hashtag(std::string_view text, std::size_t at) {
    if (text[at] != '#' || after_word(text, at)) return 0;
    const auto word = run(text, at + 1, is_word);
    const auto tag = text.substr(at + 1, word);
    return word > 0 && std::ranges::any_of(tag, [](char c) { return !http::is_digit(c) && c != '_'; }) ? 1 + word : 0;
}

std::size_t find_cashtag(std::string_view text, std::size_t at) {
    if (text[at] != '$' || after_word(text, at)) return 0;
    const auto name = run(text, at + 1, [](char c) { return c >= 'A' && c <= 'Z'; });
    const auto end = at + 1 + name;
    return name >= 1 && name <= 8 && (end == text.size() || !is_word(text[end])) ? 1 + name : 0;
}

std::size_t find_url(std::string_view text, std::size_t at) {
    if (after_word(text, at)) return 0;
    const auto rest = text.substr(at);
    const std::size_t scheme = rest.starts_with("https://") ? 8 : rest.starts_with("http://") ? 7 : 0;
    if (scheme == 0) return 0;
    auto length = run(text, at, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 &&
               std::string_view("<>\"`{}|\\^").find(c) == std::string_view::npos;
    });
    while (length > scheme && std::string_view(".,;:!?')").find(text[at + length - 1]) != std::string_view::npos)
        --length;
    return length > scheme ? length : 0;
}

std::size_t find_email(std::string_view text, std::size_t at) {
    const auto accepts = [](char c) {
        return http::is_alpha(c) || http::is_digit(c) || std::string_view("._%+-").find(c) != std::string_view::npos;
    };
    if (!http::is_alpha(text[at]) || (at > 0 && (accepts(text[at - 1]) || text[at - 1] == '@'))) return 0;
    const auto user = run(text, at, accepts);
    if (at + user >= text.size() || text[at + user] != '@') return 0;
    auto domain =
        run(text, at + user + 1, [](char c) { return http::is_alpha(c) || http::is_digit(c) || c == '.' || c == '-'; });
    auto name = text.substr(at + user + 1, domain);
    while (name.ends_with('.') || name.ends_with('-'))
        name.remove_suffix(1);
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 || name.size() - dot < 3 ? 0 : user + 1 + name.size();
}

struct Kind {
    const char* type;
    Finder find;
};

constexpr Kind kKinds[] = {{"url", find_url},         {"email", find_email},     {"bot_command", find_command},
                           {"mention", find_mention}, {"hashtag", find_hashtag}, {"cashtag", find_cashtag}};

bool is_closed(const std::vector<MessageEntity>& entities, std::int64_t begin, std::int64_t end) {
    return std::ranges::any_of(entities, [&](const MessageEntity& entity) {
        const bool closed = entity.type == "code" || entity.type == "pre" || entity.type == "text_link" ||
                            entity.type == "text_mention" || entity.type == "custom_emoji";
        return closed && begin < entity.offset + entity.length && entity.offset < end;
    });
}

std::int64_t units_of(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte & 0xC0) == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1;
}

}  // namespace

void find_entities(FormattedText& formatted) {
    const std::string_view text = formatted.text;
    std::vector<MessageEntity> found;
    std::int64_t units = 0;
    std::size_t at = 0;
    const auto move_to = [&](std::size_t end) {
        while (at < end)
            units += units_of(text[at++]);
    };
    while (at < text.size()) {
        std::size_t length = 0;
        for (const auto& [type, find] : kKinds) {
            length = find(text, at);
            if (length == 0) continue;
            MessageEntity entity;
            entity.type = type;
            entity.offset = units;
            move_to(at + length);
            entity.length = units - entity.offset;
            if (!is_closed(formatted.entities, entity.offset, units)) found.push_back(std::move(entity));
            break;
        }
        if (length == 0) move_to(at + 1);
    }
    formatted.entities.insert(formatted.entities.end(), found.begin(), found.end());
    std::ranges::stable_sort(formatted.entities, [](const MessageEntity& a, const MessageEntity& b) {
        return a.offset != b.offset ? a.offset < b.offset : a.length > b.length;
    });
}

}  // namespace promo::sandbox::telegram
