#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/id.hpp"
#include "core/secret.hpp"
#include "domains/bot_users/service.hpp"

namespace promo::coupon_bot {

// Where a button of the bot's leads, by way of us, so that the step is counted. Nobody but us can make one.
struct Link {
    core::TenantId tenant;
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    bot_users::Step step = bot_users::Step::share;
    std::string address;
};

std::string token_of(const core::Secret& key, const Link& link);
// Empty: it was made with none of these.
std::optional<Link> read_token(std::span<const core::Secret> keys, std::string_view token);

}  // namespace promo::coupon_bot
