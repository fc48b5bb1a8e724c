#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domains/connections/service.hpp"

namespace promo::connections::checks {

struct Identified {
    std::optional<telegram::Bot> bot;
    std::string error;  // why there is none
};

struct WebhookState {
    bool ok = false;
    std::optional<std::string> problem;
    std::int64_t pending_updates = 0;
};
BOOST_DESCRIBE_STRUCT(WebhookState, (), (ok, problem, pending_updates))

// What a fresh look at a connection found.
struct SavedCheck {
    bool ok = false;
    std::optional<std::string> bot_username;  // with `@`
    std::optional<std::int64_t> bot_id;       // Telegram's number
    bool channel_valid = false;               // all are reachable
    std::optional<std::string> channel_title;
    std::vector<ChannelReport> channels;
    WebhookState webhook;
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(SavedCheck, (),
                      (ok, bot_username, bot_id, channel_valid, channel_title, channels, webhook, error))

enum class StatsProblem {
    missing_channel_param,
    bot_not_configured,
    bot_token_missing,
    channel_not_configured,
    telegram_api_error,
    telegram_timeout,
};
BOOST_DESCRIBE_ENUM(StatsProblem, missing_channel_param, bot_not_configured, bot_token_missing, channel_not_configured,
                    telegram_api_error, telegram_timeout)

struct ChannelStats {
    std::optional<StatsProblem> problem;
    std::string message;  // of the problem: what to do
    std::optional<std::string> telegram_error;
    std::optional<int> telegram_error_code;
    std::optional<std::int64_t> member_count;
    std::optional<std::string> channel_id;
    std::optional<std::string> bot_username;  // with `@`
};

struct TestMessage {
    std::int64_t message_id = 0;
    std::string channel_id;
};

// Questions that go to Telegram now, and their answers. Safe from any thread.
class Service {
public:
    Service(db::Database& database, core::Clock& clock, audit::Service& audit, const telegram::Api& telegram,
            connections::Service& connections)
        : database_(database), clock_(clock), audit_(audit), telegram_(telegram), connections_(connections) {}

    // Which bot a token belongs to; without one, the role's. Refuses as `invalid` when there is neither.
    Identified identify(const core::TenantId& tenant, BotRole role, const core::Secret& token);

    // Token, channels and webhook, past every cache; what is found is stored with the connection.
    SavedCheck examine(const core::TenantId& tenant, BotRole role);

    // Posts a short text. `channel` is vip, free or default.
    TestMessage post_test(const core::TenantId& tenant, const core::Actor& actor, BotRole role,
                          std::string_view channel);

    // How many people are in the signal bot's channel, `vip` or `free`.
    ChannelStats count_members(const core::TenantId& tenant, std::string_view channel);

private:
    WebhookState examine_webhook(const Credentials& credentials);

    db::Database& database_;
    core::Clock& clock_;
    audit::Service& audit_;
    const telegram::Api& telegram_;
    connections::Service& connections_;
};

}  // namespace promo::connections::checks
