#include "domains/auth/publishable_key.hpp"

#include <algorithm>

#include "core/encoding.hpp"

namespace promo::auth {
namespace {

constexpr std::size_t kLongestAddress = 253;

bool is_name_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' || letter == '.';
}

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_path_letter(char letter) {
    return is_name_letter(letter) || letter == '/' || letter == '_';
}

bool is_loopback(std::string_view name) {
    return name == "localhost" || name == "127.0.0.1";
}

// The text behind pk_test_ or pk_live_, without the `$` that ends it.
std::optional<std::string> spelled(std::string_view key) {
    constexpr std::string_view kTest = "pk_test_";
    constexpr std::string_view kLive = "pk_live_";
    if (!key.starts_with(kTest) && !key.starts_with(kLive)) return std::nullopt;
    std::string encoded(key.substr(kTest.size()));
    // Clerk leaves the padding out of some.
    while (encoded.size() % 4 != 0)
        encoded += '=';
    auto text = core::parse_base64(encoded);
    if (!text || !text->ends_with('$')) return std::nullopt;
    text->pop_back();
    return text;
}

}  // namespace

std::optional<std::string> clerk_frontend_url(std::string_view publishable_key) {
    const auto address = spelled(publishable_key);
    if (!address || address->size() > kLongestAddress) return std::nullopt;
    const std::string_view text = *address;
    const auto path_start = std::min(text.find('/'), text.size());
    const auto authority = text.substr(0, path_start);
    const auto path = text.substr(path_start);
    const auto name = authority.substr(0, authority.find(':'));
    const auto port = authority.substr(name.size());

    const bool named = !name.empty() && std::ranges::all_of(name, is_name_letter) && !name.starts_with('.') &&
                       !name.ends_with('.') && name.find("..") == std::string_view::npos;
    const bool with_port = port.size() > 1 && port.size() <= 6 && std::ranges::all_of(port.substr(1), is_digit);
    const bool pathed = std::ranges::all_of(path, is_path_letter) && path.find("//") == std::string_view::npos &&
                        path.find("..") == std::string_view::npos && !path.ends_with('/');
    if (!named || (!port.empty() && !with_port) || !pathed) return std::nullopt;
    // Clerk itself answers at the root of a name; only an imitation of it on this machine does otherwise.
    if (is_loopback(name)) return "http://" + *address;
    return port.empty() && path.empty() ? std::optional("https://" + *address) : std::nullopt;
}

}  // namespace promo::auth
