#include "http/hosts.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "http/letters.hpp"

namespace promo::http {
namespace {

constexpr std::size_t kLongestPort = 5;

// The name in a Host header, or empty when it is malformed.
std::optional<std::string> name_of(std::string_view header) {
    const auto name_end = header.starts_with('[') ? header.find(']') + 1 : header.find(':');
    if (header.starts_with('[') && name_end == 0) return {};
    const auto name = header.substr(0, name_end);
    auto port = name_end == std::string_view::npos ? std::string_view() : header.substr(name_end);
    if (!port.empty()) {
        if (port.front() != ':') return {};
        port.remove_prefix(1);
        if (port.empty() || port.size() > kLongestPort || !std::all_of(port.begin(), port.end(), is_digit)) return {};
    }
    if (name.empty() || name.ends_with('.')) return {};
    return lowered(name);
}

std::string local_alias(const std::string& name) {
    return name.substr(0, name.find('.')) + ".localhost";
}

}  // namespace

std::optional<HostKind> Hosts::kind(std::string_view host_header) const {
    const auto name = name_of(host_header);
    if (!name) return {};
    const auto is = [&](const std::string& ours) {
        return !ours.empty() && (*name == ours || (development && *name == local_alias(ours)));
    };
    if (is(admin)) return HostKind::admin;
    if (is(dash)) return HostKind::dash;
    if (is(public_host)) return HostKind::default_;
    if (development && (*name == "localhost" || *name == "127.0.0.1" || *name == "[::1]")) return HostKind::default_;
    return {};
}

bool is_address(std::string_view host_header) {
    auto name = name_of(host_header);
    if (!name) return false;
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    if (!name->starts_with('[')) return inet_pton(AF_INET, name->c_str(), bytes.data()) == 1;
    const auto inside = name->substr(1, name->size() - 2);
    return inet_pton(AF_INET6, inside.c_str(), bytes.data()) == 1;
}

}  // namespace promo::http
