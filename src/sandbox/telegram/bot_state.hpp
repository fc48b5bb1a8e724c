#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "sandbox/telegram/api_update.hpp"

namespace promo::sandbox::telegram {

// An update that no one has confirmed yet.
struct PendingUpdate {
    std::int64_t queue = 0;
    std::string type;
    std::string json;  // the whole Update
    core::Timestamp expires{};
    int attempts = 0;
};

// Updates of one chat, or presses of one person: one at a time, in order.
struct UpdateQueue {
    std::deque<std::int64_t> waiting;  // update ids; those confirmed meanwhile are skipped
    core::Timestamp not_before{};
    int failures = 0;  // of the first update
    bool in_flight = false;
};

struct Webhook {
    std::string url;  // empty: none
    std::string secret;
    std::string ip;
    std::int64_t max_connections = 40;
    int in_flight = 0;
    std::int64_t generation = 0;  // results of deliveries of an older one are ignored
    std::optional<core::Timestamp> failing_since;
    std::optional<core::Timestamp> gone_since;  // answers 410
    std::optional<core::Timestamp> last_error_at;
    std::string last_error;
};

struct Bot {
    User user;
    std::string token;
    bool revoked = false;
    bool seen = false;  // somebody has used its token
    bool can_join_groups = true;
    bool reads_all = false;                                   // privacy mode is off
    std::map<std::string, std::vector<BotCommand>> commands;  // by scope and language
    std::map<std::string, std::string> texts;                 // names and descriptions, by kind and language
    std::string menu_button = R"({"type":"commands"})";
    AdministratorRights default_group_rights;
    AdministratorRights default_channel_rights;

    std::optional<std::vector<std::string>> allowed_updates;  // absent: the default set
    Webhook webhook;
    std::map<std::int64_t, PendingUpdate> pending;
    std::map<std::int64_t, UpdateQueue> queues;
    std::int64_t last_update = 0;
    core::Timestamp last_update_at{};
    std::int64_t last_private_message = 0;
};

}  // namespace promo::sandbox::telegram
