#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/id.hpp"
#include "core/time.hpp"

namespace promo::messaging {

// What is known of an update without understanding it.
struct Envelope {
    std::int64_t update_id = 0;
    std::string kind;          // message, my_chat_member …; `unknown` when it has none
    std::int64_t chat_id = 0;  // whose order counts; the person's where there is no chat, 0 where there is nobody
    std::optional<core::Timestamp> sent_at;
};

// Empty: this is no update. Whatever else is strange about it is for whoever handles its kind.
std::optional<Envelope> read_envelope(std::string_view body);

// An update as handlers get it.
struct Update {
    core::TenantId tenant_id;
    std::int64_t telegram_id = 0;  // of the bot, at Telegram
    std::int64_t update_id = 0;
    std::string bot;  // our id of it
    std::int64_t chat_id = 0;
    std::string kind;
    std::string body;
    int attempts = 0;  // that failed
    core::Timestamp received_at;
    core::Timestamp said_at;  // as far as it says so; else when it was received
};
BOOST_DESCRIBE_STRUCT(Update, (),
                      (tenant_id, telegram_id, update_id, bot, chat_id, kind, body, attempts, received_at, said_at))

}  // namespace promo::messaging
