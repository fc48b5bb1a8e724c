#include "core/redact.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/ascii.hpp"

namespace promo::core {
namespace {

constexpr std::string_view kHidden = "****";
constexpr std::size_t kShortestBotNumber = 5;
constexpr std::size_t kShortestBareBotSecret = 30;
constexpr std::size_t kShortestKey = 8;
constexpr std::size_t kShortestDashKey = 16;
constexpr std::size_t kLongestUserInfo = 256;

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_token_letter(char letter) {
    const char small = lower(letter);
    return is_digit(letter) || (small >= 'a' && small <= 'z') || letter == '_' || letter == '-';
}

std::size_t run_length(std::string_view text, bool (*belongs)(char)) {
    std::size_t length = 0;
    while (length < text.size() && belongs(text[length]))
        ++length;
    return length;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) {
    return text.size() >= lower_prefix.size() &&
           std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                      [](char expected, char letter) { return expected == lower(letter); });
}

// `access_token`, `X-Api-Key` and `apiKey` are spelled alike to us.
bool ends_with_word(std::string_view name, std::string_view ending) {
    while (!ending.empty() && !name.empty()) {
        const char letter = lower(name.back());
        name.remove_suffix(1);
        if (letter == '_' || letter == '-') continue;
        if (letter != ending.back()) return false;
        ending.remove_suffix(1);
    }
    return ending.empty();
}

// What a rule found at the front of the rest of a text: so much stays, so much is hidden.
struct Finding {
    std::size_t keep = 0;
    std::size_t hide = 0;
};

// `123456789:AAE…`, alone or behind `bot` as in a path of the Bot API.
Finding bot_token(std::string_view rest) {
    const bool in_path = starts_with_ignoring_case(rest, "bot");
    const std::size_t start = in_path ? 3 : 0;
    const auto digits = run_length(rest.substr(start), is_digit);
    const auto colon = start + digits;
    if (digits == 0 || colon >= rest.size()) return {};

    std::size_t separator = 0;
    if (rest[colon] == ':') separator = 1;
    if (starts_with_ignoring_case(rest.substr(colon), "%3a")) separator = 3;
    if (separator == 0) return {};

    const auto secret = run_length(rest.substr(colon + separator), is_token_letter);
    const bool looks_like_one = in_path || (digits >= kShortestBotNumber && secret >= kShortestBareBotSecret);
    if (!looks_like_one || secret == 0) return {};
    return {colon + separator, secret};
}

Finding vendor_key(std::string_view rest) {
    constexpr std::array<std::string_view, 3> kPrefixes = {"sk_", "rk_", "whsec_"};
    for (const auto prefix : kPrefixes) {
        if (!rest.starts_with(prefix)) continue;
        const auto secret = run_length(rest.substr(prefix.size()), is_token_letter);
        if (secret >= kShortestKey) return {prefix.size(), secret};
    }
    if (rest.starts_with("sk-")) {
        const auto secret = run_length(rest.substr(3), is_token_letter);
        if (secret >= kShortestDashKey) return {3, secret};
    }
    return {};
}

// Three base64url parts, of which the first is a JSON object: `eyJ` is `{"`.
Finding json_web_token(std::string_view rest) {
    if (!rest.starts_with("eyJ")) return {};
    const auto length =
        run_length(rest, [](char letter) { return is_token_letter(letter) || letter == '.' || letter == '='; });
    if (rest.substr(0, length).find('.') == std::string_view::npos) return {};
    return {0, length};
}

Finding bearer(std::string_view rest) {
    for (const std::string_view scheme : {"bearer ", "basic "}) {
        if (!starts_with_ignoring_case(rest, scheme)) continue;
        const auto secret = run_length(rest.substr(scheme.size()), [](char letter) {
            return is_token_letter(letter) || letter == '.' || letter == '=' || letter == '+' || letter == '/' ||
                   letter == '~' || letter == ':';
        });
        if (secret >= kShortestKey) return {scheme.size(), secret};
    }
    return {};
}

// `scheme://user:password@host`
Finding url_password(std::string_view rest) {
    if (!rest.starts_with("://")) return {};
    const auto end = std::min(rest.find_first_of("/?# \"'\n", 3), rest.size());
    const auto authority = rest.substr(0, std::min(end, kLongestUserInfo));
    const auto at = authority.rfind('@');
    const auto colon = authority.find(':', 3);
    if (at == std::string_view::npos || colon == std::string_view::npos || colon + 1 >= at) return {};
    return {colon + 1, at - colon - 1};
}

// `apikey=…`, `"password": "…"`, `Authorization: …`: a secret name, a separator, and the value behind it.
Finding named_value(std::string_view rest) {
    const auto name = rest.substr(0, run_length(rest, is_token_letter));
    auto at = name.size();
    const auto skip = [&](std::string_view letters) {
        while (at < rest.size() && letters.find(rest[at]) != std::string_view::npos)
            ++at;
    };
    skip("\"'\\ ");
    if (at >= rest.size() || (rest[at] != ':' && rest[at] != '=')) return {};
    if (!is_secret_name(name)) return {};
    ++at;
    skip("\"'\\ ");

    // A header's value has blanks in it and goes to the end of the line.
    const bool whole_line = starts_with_ignoring_case(name, "authorization") ||
                            starts_with_ignoring_case(name, "proxy-authorization") ||
                            starts_with_ignoring_case(name, "cookie") || starts_with_ignoring_case(name, "set-cookie");
    const auto end = std::min(rest.find_first_of(whole_line ? "\r\n\"" : "&;, \t\r\n\"'<>)}]", at), rest.size());
    return {at, end - at};
}

Finding find_secret(std::string_view rest) {
    if (rest.front() == ':') return url_password(rest);
    if (!is_token_letter(rest.front())) return {};
    for (const auto rule : {named_value, bot_token, vendor_key, json_web_token, bearer}) {
        if (const auto found = rule(rest); found.hide > 0) return found;
    }
    return {};
}

}  // namespace

bool is_secret_name(std::string_view name) {
    constexpr std::array<std::string_view, 9> kEndings = {"authorization", "apikey", "accesskey", "secret", "secretkey",
                                                          "password",      "token",  "signature", "cookie"};
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return ends_with_word(name, ending); });
}

std::string redact(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    std::size_t copied = 0;
    for (std::size_t at = 0; at < text.size();) {
        // Rules look at the start of a word only: `task_list` holds no `sk_` key.
        const bool in_word = at > 0 && text[at - 1] != '-' && is_token_letter(text[at - 1]) && text[at] != ':';
        const auto found = in_word ? Finding() : find_secret(text.substr(at));
        if (found.hide == 0) {
            ++at;
            continue;
        }
        clean += text.substr(copied, at + found.keep - copied);
        clean += kHidden;
        at += found.keep + found.hide;
        copied = at;
    }
    clean += text.substr(copied);
    return clean;
}

}  // namespace promo::core
