#include "domains/coupon_bot/settings.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "core/encoding.hpp"
#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "core/trim.hpp"
#include "core/utf8.hpp"
#include "domains/coupon_bot/texts.hpp"
#include "rendering/caption.hpp"

namespace promo::coupon_bot {
namespace {

using core::Refusal;
using core::RefusalCode;

constexpr std::string_view kCouponPlace = "{coupon}";

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

}  // namespace

std::string checked_greeting(std::string_view written) {
    const auto words = core::trimmed(written);
    if (messaging::Html::written(words, "greeting").units() > kLongestGreeting || words.size() > 4 * kLongestGreeting)
        throw Refusal(RefusalCode::invalid, "Write a greeting of at most 1,000 characters.", "greeting");
    return std::string(words);
}

std::string checked_checkout_url(std::string_view typed) {
    const auto address = std::string(core::trimmed(typed));
    if (address.empty()) return address;
    const auto filled = replaced(address, kCouponPlace, std::string(rendering::kLongestCaption, 'X'));
    const auto host = filled.substr(std::min<std::size_t>(8, filled.size()));
    const bool is_address = filled.starts_with("https://") && address.size() <= kLongestAddress &&
                            filled.size() <= 2 * kLongestAddress && !host.empty() &&
                            host.find('.') != std::string::npos && host.front() != '/' &&
                            filled.find_first_of(" \t\r\n\"<>\\^`{|}") == std::string::npos &&
                            std::all_of(filled.begin(), filled.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!is_address) {
        throw Refusal(RefusalCode::invalid,
                      "Enter a web address that begins with https://, with {coupon} where the code goes.",
                      "checkout_url");
    }
    return address;
}

std::string checkout_address(std::string_view checkout_url, std::string_view code) {
    return replaced(std::string(checkout_url), kCouponPlace, core::url_encode(code));
}

std::string to_text(const Menu& menu) {
    if (menu.state == MenuState::none) return {};
    return std::string(core::enum_name(menu.state)) + ' ' + menu.version;
}

Menu read_menu(std::string_view text, const std::optional<std::string>& error) {
    const auto blank = text.find(' ');
    const auto state = core::parse_enum<MenuState>(text.substr(0, blank));
    if (blank == std::string_view::npos || !state) return {};
    return {*state, std::string(text.substr(blank + 1)), error};
}

std::string menu_version(std::int64_t telegram_id) {
    std::string all;
    for (const auto& list : {texts::commands(), texts::group_commands()}) {
        for (const auto& [command, description] : list)
            all += command + '\n' + description + '\n';
        all += '\n';
    }
    std::array<unsigned char, crypto_generichash_BYTES_MIN> digest{};
    crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(all.data()), all.size(),
                       nullptr, 0);
    return std::to_string(telegram_id) + ':' +
           core::hex({reinterpret_cast<const char*>(digest.data()), digest.size() / 2});
}

}  // namespace promo::coupon_bot
