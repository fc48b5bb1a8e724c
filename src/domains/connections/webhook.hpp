#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.hpp"

namespace promo::connections {

// Where Telegram delivers a bot's updates. The bot's id is public; the secret travels in a header.
std::string webhook_address(std::string_view public_base_url, std::string_view bot);

// `chat_member` is in no default set, and joins and removals are seen by nothing else.
const std::vector<std::string>& wanted_updates();
// Whether a registration asks for these, in whatever order.
bool are_wanted(std::vector<std::string> updates);

// How long the secret before the current one still counts once Telegram has the new one, for what is on its way.
inline constexpr std::chrono::minutes kOldSecretFor{10};

// What is stored of a webhook's secret to compare with.
std::string secret_hash(std::string_view secret);
// In constant time; both are what secret_hash returns.
bool same_hash(std::string_view left, std::string_view right);

}  // namespace promo::connections
