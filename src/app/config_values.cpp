#include "app/config_values.hpp"

#include <charconv>
#include <cmath>

#include "app/config.hpp"

namespace promo::app {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

void refuse(const Setting& setting, const std::string& expected) {
    throw ConfigError(std::string(setting.name) + " must be " + expected + '.');
}

std::int64_t whole_number(const Setting& setting, std::int64_t least, std::int64_t most) {
    std::int64_t number = 0;
    const auto* end = setting.value.data() + setting.value.size();
    const auto [stop, error] = std::from_chars(setting.value.data(), end, number);
    if (error != std::errc{} || stop != end || number < least || number > most) {
        refuse(setting, "a number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    return number;
}

double rate(const Setting& setting) {
    constexpr double kFastest = 1e6;
    double number = 0;
    const auto* end = setting.value.data() + setting.value.size();
    const auto [stop, error] = std::from_chars(setting.value.data(), end, number);
    if (error != std::errc{} || stop != end || !(number > 0) || number > kFastest) {
        refuse(setting, "a number above 0, up to 1000000");
    }
    return number;
}

std::vector<std::string> list_value(const Setting& setting) {
    std::vector<std::string> items;
    std::string_view rest = setting.value;
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        const auto item = trimmed(rest.substr(0, comma));
        if (!item.empty()) items.emplace_back(item);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
    return items;
}

std::string base_url(const Setting& setting) {
    if (setting.value.empty()) return {};
    const bool known = setting.value.starts_with("https://") || setting.value.starts_with("http://");
    if (!known || setting.value.find_first_of(" ?#") != std::string::npos) {
        refuse(setting, "an address such as https://example.com");
    }
    auto url = setting.value;
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

std::optional<core::Timestamp> instant(const Setting& setting) {
    if (setting.value.empty()) return std::nullopt;
    const auto parsed = core::parse_iso8601(setting.value);
    if (!parsed) refuse(setting, "a time such as 2026-03-27T07:00:00Z");
    return parsed;
}

bool is_loopback_url(std::string_view url) {
    const auto start = url.find("://");
    if (start == std::string_view::npos) return false;
    const auto authority = url.substr(start + 3, url.find('/', start + 3) - start - 3);
    return authority.starts_with("127.") || authority.starts_with("localhost") || authority.starts_with("[::1]");
}

std::vector<std::pair<std::string, std::string>> dotenv(std::istream& file) {
    std::vector<std::pair<std::string, std::string>> entries;
    std::string line;
    while (std::getline(file, line)) {
        const auto text = trimmed(line);
        const auto equals = text.find('=');
        if (text.empty() || text.starts_with('#') || equals == std::string_view::npos) continue;
        auto value = trimmed(text.substr(equals + 1));
        const bool quoted =
            value.size() >= 2 && value.front() == value.back() && (value.front() == '"' || value.front() == '\'');
        if (quoted) value = value.substr(1, value.size() - 2);
        entries.emplace_back(trimmed(text.substr(0, equals)), value);
    }
    return entries;
}

}  // namespace promo::app
