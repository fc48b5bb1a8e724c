#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/id.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

namespace promo::connections {

// What a bot of a tenant is for. One bot may have several roles.
enum class BotRole { signal_bot, message_bot, coupon_bot };
BOOST_DESCRIBE_ENUM(BotRole, signal_bot, message_bot, coupon_bot)

// `signal` and `message` are the names of old.
std::optional<BotRole> parse_role(std::string_view text);

enum class BotState { pending, active, leaving };
BOOST_DESCRIBE_ENUM(BotState, pending, active, leaving)

// Where a connection posts. A number (`-100…`) or `@name`.
struct Channels {
    std::optional<std::string> channel_id;
    std::optional<std::string> vip_channel_id;
    std::optional<std::string> free_channel_id;
    std::optional<std::string> free_channel_link;  // https://t.me/…
};
BOOST_DESCRIBE_STRUCT(Channels, (), (channel_id, vip_channel_id, free_channel_id, free_channel_link))

// What a look at one channel found. `missing` are the rights the role needs there and the bot has not: `post_messages`,
// `invite_users`, `restrict_members`. `problem` says what to do, in words for the page.
struct ChannelReport {
    std::string channel;  // vip, free or default
    std::string id;
    bool reachable = false;
    std::optional<std::string> title = {};
    std::vector<std::string> missing = {};
    std::optional<std::string> problem = {};
};
BOOST_DESCRIBE_STRUCT(ChannelReport, (), (channel, id, reachable, title, missing, problem))

// A connection as its tenant may see it: no token, no secret.
struct ConnectionView {
    BotRole bot_role = BotRole::signal_bot;
    std::string bot_username;  // with `@`
    std::string bot_name;
    std::string bot_id;
    std::string webhook_url;
    BotState state = BotState::active;
    std::optional<std::string> channel_id;
    std::optional<std::string> vip_channel_id;
    std::optional<std::string> free_channel_id;
    std::optional<std::string> free_channel_link;
    std::vector<ChannelReport> channels;
    std::optional<core::Timestamp> last_validated_at;
    std::optional<core::Timestamp> webhook_checked_at;
    std::optional<std::string> last_error;
    core::Timestamp updated_at;
};
BOOST_DESCRIBE_STRUCT(ConnectionView, (),
                      (bot_role, bot_username, bot_name, bot_id, webhook_url, state, channel_id, vip_channel_id,
                       free_channel_id, free_channel_link, channels, last_validated_at, webhook_checked_at, last_error,
                       updated_at))

// What a sender needs, decrypted.
struct Credentials {
    BotRole role = BotRole::signal_bot;
    std::string bot;  // our id of it
    std::int64_t telegram_id = 0;
    core::Secret token;
    std::string username;
    Channels channels;
};

// No bot has this role yet. Says which, for which tenant, and where to change that.
core::Refusal bot_not_configured(const core::TenantId& tenant, BotRole role);

}  // namespace promo::connections
