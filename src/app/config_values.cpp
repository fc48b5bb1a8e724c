#include "app/config_values.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "app/config.hpp"
#include "core/ascii.hpp"

namespace promo::app {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool is_name_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '-' || letter == '.' || letter == '_';
}

bool is_address(const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

bool is_number(std::string_view text, unsigned most) {
    unsigned number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && stop == text.data() + text.size() && number <= most;
}

// A name or address with an optional port. No user: what stands before an `@` is a secret in the wrong place.
bool is_authority(const std::string& text) {
    const bool bracketed = text.starts_with('[');
    const auto name_end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
    if (name_end == std::string::npos || name_end == 0) return false;
    const auto name = bracketed ? text.substr(1, name_end - 1) : text.substr(0, name_end);
    const auto port = text.substr(name_end + (bracketed ? 1 : 0));
    const bool named = bracketed ? is_address(name) : std::ranges::all_of(name, is_name_letter);
    return named && (port.empty() || (port.starts_with(':') && is_number(port.substr(1), 65535)));
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
    auto url = setting.value;
    while (url.ends_with('/'))
        url.pop_back();
    const auto start = std::min(url.find("://") + 3, url.size());
    const auto end = std::min(url.find('/', start), url.size());
    if (!known || url.find_first_of(" ?#") != std::string::npos || !is_authority(url.substr(start, end - start))) {
        refuse(setting, "an address such as https://example.com");
    }
    return core::lowered(url.substr(0, end)) + url.substr(end);
}

std::string host_name(const Setting& setting) {
    if (!std::ranges::all_of(setting.value, is_name_letter)) {
        refuse(setting, "a host name such as admin.example.com, without a port");
    }
    return core::lowered(setting.value);
}

std::string listening_address(const Setting& setting) {
    if (setting.value == "localhost") return "127.0.0.1";
    if (!is_address(setting.value)) refuse(setting, "an IP address such as 127.0.0.1, 0.0.0.0 or ::");
    return setting.value;
}

std::vector<std::string> network_list(const Setting& setting) {
    auto networks = list_value(setting);
    for (const auto& network : networks) {
        const auto slash = network.find('/');
        const auto address = network.substr(0, slash);
        const bool good = is_address(address) &&
                          (slash == std::string::npos ||
                           is_number(network.substr(slash + 1), address.find(':') == std::string::npos ? 32 : 128));
        if (!good) refuse(setting, "a comma list of addresses and blocks such as 10.0.0.0/8");
    }
    return networks;
}

std::vector<std::string> issuer_list(const Setting& setting) {
    auto issuers = list_value(setting);
    for (const auto& issuer : issuers) {
        const auto start = std::min(issuer.find("://") + 3, issuer.size());
        const auto authority = issuer.substr(start, issuer.find('/', start) - start);
        const bool plain =
            issuer.find_first_of(" ?#@%\\") == std::string::npos && core::lowered(authority) == authority;
        const bool here = is_loopback_url(issuer) && is_authority(authority) &&
                          (issuer.starts_with("http://") || issuer.starts_with("https://"));
        const bool elsewhere = issuer.starts_with("https://") && !authority.empty() && !is_address(authority) &&
                               std::ranges::all_of(authority, is_name_letter);
        if (!plain || (!here && !elsewhere))
            refuse(setting, "a comma list of addresses such as https://clerk.example.com");
    }
    return issuers;
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
    const std::string name(authority.substr(0, authority.find(':', authority.find(']') + 1)));
    return name == "localhost" || name == "[::1]" || (name.starts_with("127.") && is_address(name));
}

std::vector<std::pair<std::string, std::string>> dotenv(std::istream& file) {
    std::vector<std::pair<std::string, std::string>> entries;
    std::string line;
    while (std::getline(file, line)) {
        auto text = trimmed(line);
        // Some editors begin a file with a mark; lines that a shell reads too begin with `export`.
        constexpr std::string_view kMark = "\xef\xbb\xbf";
        if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
        if (text.starts_with("export ")) text = trimmed(text.substr(7));
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
