#pragma once

#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/described.hpp"
#include "core/encoding.hpp"
#include "core/time.hpp"

namespace promo::app {

// One variable with its text. The functions below parse it, or throw ConfigError with its name and what it may be.
struct Setting {
    std::string_view name;
    std::string value;
};

[[noreturn]] void refuse(const Setting& setting, const std::string& expected);

std::int64_t whole_number(const Setting& setting, std::int64_t least, std::int64_t most);
double rate(const Setting& setting);
std::vector<std::string> list_value(const Setting& setting);
// Without the trailing slash, scheme and host in lower case; empty stays empty.
std::string base_url(const Setting& setting);
std::string host_name(const Setting& setting);          // in lower case, without a port
std::string listening_address(const Setting& setting);  // `localhost` becomes the address
std::vector<std::string> network_list(const Setting& setting);
// `https://` and a name, or this machine by either scheme; as written, because tokens are compared with it.
std::vector<std::string> issuer_list(const Setting& setting);
std::optional<core::Timestamp> instant(const Setting& setting);

template <class E>
E one_of(const Setting& setting) {
    const auto parsed = core::parse_enum<E>(setting.value);
    if (!parsed) refuse(setting, "one of " + core::enum_names<E>());
    return *parsed;
}

bool is_loopback_url(std::string_view url);

// NAME=value lines; `#` starts a comment line, quotes around a value are taken off, and so is `export`.
std::vector<std::pair<std::string, std::string>> dotenv(std::istream& file);

}  // namespace promo::app
