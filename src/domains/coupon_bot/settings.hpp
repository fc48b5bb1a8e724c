#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace promo::coupon_bot {

// What a tenant lets its bot say. Empty: the words of the program; no link.
struct Settings {
    std::string greeting;
    std::string checkout_url;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (greeting, checkout_url))

struct SettingsChange {
    std::optional<std::string> greeting;
    std::optional<std::string> checkout_url;
};
BOOST_DESCRIBE_STRUCT(SettingsChange, (), (greeting, checkout_url))

inline constexpr std::size_t kLongestGreeting = 1000;
inline constexpr std::size_t kLongestAddress = 500;

// Each returns what is stored, and refuses as `invalid` with its field.
std::string checked_greeting(std::string_view written);
std::string checked_checkout_url(std::string_view typed);

// With the coupon in the place of `{coupon}`.
std::string checkout_address(std::string_view checkout_url, std::string_view code);

enum class MenuState { none, waiting, registered, failed };
BOOST_DESCRIBE_ENUM(MenuState, none, waiting, registered, failed)

// Which list of commands Telegram has of which bot, as it is stored: `registered 17:<version>`.
struct Menu {
    MenuState state = MenuState::none;
    std::string version;  // with the bot's number
    std::optional<std::string> error = {};
};
std::string to_text(const Menu& menu);
Menu read_menu(std::string_view text, const std::optional<std::string>& error);
// Of the commands as they are now.
std::string menu_version(std::int64_t telegram_id);

}  // namespace promo::coupon_bot
