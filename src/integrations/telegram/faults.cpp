#include "integrations/telegram/faults.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/ascii.hpp"
#include "core/json_node.hpp"
#include "core/redact.hpp"
#include "integrations/telegram/envelope.hpp"

namespace promo::telegram {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::seconds kMostPatience = std::chrono::hours(24);

struct Words {
    std::string_view part;  // in lower case
    Problem problem;
};

// The first that occurs counts: those above say more than those below.
constexpr std::array kWords{
    Words{"chat not found", Problem::chat_not_found},
    Words{"chat_id is empty", Problem::chat_not_found},
    Words{"peer_id_invalid", Problem::chat_not_found},
    Words{"channel_invalid", Problem::chat_not_found},
    Words{"group chat was upgraded", Problem::chat_not_found},
    Words{"group chat was deleted", Problem::chat_not_found},
    Words{"blocked by the user", Problem::blocked},
    Words{"user_is_blocked", Problem::blocked},
    Words{"user is deactivated", Problem::blocked},
    Words{"user_deactivated", Problem::blocked},
    Words{"can't initiate conversation", Problem::blocked},
    Words{"bot was kicked", Problem::not_in_chat},
    Words{"bot is not a member", Problem::not_in_chat},
    Words{"bot is not participant", Problem::not_in_chat},
    Words{"channel_private", Problem::not_in_chat},
    Words{"not enough rights", Problem::no_rights},
    Words{"have no rights", Problem::no_rights},
    Words{"chat_admin_required", Problem::no_rights},
    Words{"chat_write_forbidden", Problem::no_rights},
    Words{"chat_restricted", Problem::no_rights},
    Words{"topic_closed", Problem::no_rights},
    Words{"need administrator rights", Problem::no_rights},
    Words{"administrator rights in the", Problem::no_rights},
    Words{"member list is inaccessible", Problem::no_rights},
};

std::chrono::seconds patience(std::int64_t asked_for) {
    return std::chrono::seconds(std::clamp<std::int64_t>(asked_for, 1, kMostPatience.count()));
}

}  // namespace

Problem problem_of(int error_code, std::string_view description) {
    if (error_code == 401 || error_code == 404) return Problem::token_refused;
    if (error_code == 429) return Problem::rate_limited;
    if (error_code >= 500) return Problem::unknown;
    const auto words = core::lowered(description);
    const auto* known =
        std::ranges::find_if(kWords, [&](const Words& entry) { return words.find(entry.part) != std::string::npos; });
    if (known != kWords.end()) return known->problem;
    return error_code == 403 ? Problem::not_in_chat : Problem::bad_request;
}

Fault fault_without_answer(const net::Reply& reply) {
    switch (reply.outcome) {
        case net::Outcome::not_sent:
            return {Problem::not_reached, 0, "Telegram could not be reached.", std::nullopt};
        case net::Outcome::unknown:
            return {Problem::unknown, 0, "Telegram did not answer in time.", std::nullopt};
        case net::Outcome::answered:
            break;
    }
    return {Problem::unknown, reply.status, "The answer did not come from Telegram.", reply.retry_after()};
}

Fault fault_of(const Envelope& said, const net::Reply& reply) {
    const int code = said.error_code.value_or(reply.status);
    auto words = core::redact(core::json::excerpt(said.description.value_or("Telegram gave no reason")));
    Fault fault{problem_of(code, words), code, std::move(words), reply.retry_after()};
    if (said.parameters && said.parameters->retry_after) fault.retry_after = patience(*said.parameters->retry_after);
    if (code == 429 && !fault.retry_after) fault.retry_after = kPatience;
    return fault;
}

std::string advice_on(const Fault& fault) {
    switch (fault.problem) {
        case Problem::token_refused:
            return "Telegram does not accept this token. Copy it again from @BotFather.";
        case Problem::chat_not_found:
            return "Telegram shows the bot no such channel. Check the id (-100… or @name), and that the bot is in it.";
        case Problem::not_in_chat:
            return "The bot is not in this channel, or was removed. Add it as an administrator.";
        case Problem::no_rights:
            return "The bot lacks rights in this channel. Make it an administrator.";
        case Problem::blocked:
            return "This person has blocked the bot, or deleted the account.";
        case Problem::bad_request:
            return "Telegram refused this: " + fault.description + ". Check the channel's id (-100… or @name).";
        case Problem::rate_limited:
            return "Telegram asks for patience. Try again in " +
                   std::to_string(fault.retry_after.value_or(kPatience).count()) + " seconds.";
        case Problem::not_reached:
        case Problem::unknown:
            return "Telegram cannot be reached just now. Try again in a minute.";
    }
    throw std::logic_error("unknown problem");
}

}  // namespace promo::telegram
