#include "integrations/telegram/faults.hpp"

#include <doctest/doctest.h>

namespace promo::telegram {

TEST_CASE("Telegram's words are understood") {
    struct Case {
        int code;
        std::string_view words;
        Problem problem;
    };
    constexpr std::array kCases{
        Case{401, "Unauthorized", Problem::token_refused},
        Case{404, "Not Found", Problem::token_refused},
        Case{400, "Bad Request: chat not found", Problem::chat_not_found},
        Case{400, "Bad Request: chat_id is empty", Problem::chat_not_found},
        Case{400, "Bad Request: PEER_ID_INVALID", Problem::chat_not_found},
        Case{400, "Bad Request: group chat was upgraded to a supergroup chat", Problem::chat_not_found},
        Case{403, "Forbidden: bot was blocked by the user", Problem::blocked},
        Case{403, "Forbidden: user is deactivated", Problem::blocked},
        Case{403, "Forbidden: bot can't initiate conversation with a user", Problem::blocked},
        Case{403, "Forbidden: bot was kicked from the channel chat", Problem::not_in_chat},
        Case{403, "Forbidden: bot is not a member of the channel chat", Problem::not_in_chat},
        Case{400, "Bad Request: CHANNEL_PRIVATE", Problem::not_in_chat},
        Case{403, "Forbidden: words of the future", Problem::not_in_chat},
        Case{400, "Bad Request: not enough rights to send text messages to the chat", Problem::no_rights},
        Case{400, "Bad Request: CHAT_ADMIN_REQUIRED", Problem::no_rights},
        Case{400, "Bad Request: need administrator rights in the channel chat", Problem::no_rights},
        Case{400, "Bad Request: member list is inaccessible", Problem::no_rights},
        Case{400, "Bad Request: message text is empty", Problem::bad_request},
        Case{409, "Conflict: terminated by other getUpdates request", Problem::bad_request},
        Case{429, "Too Many Requests: retry after 5", Problem::rate_limited},
        Case{500, "Internal Server Error", Problem::unknown},
        Case{502, "Bad Gateway", Problem::unknown},
    };
    for (const auto& [code, words, problem] : kCases) {
        CAPTURE(words);
        CHECK(problem_of(code, words) == problem);
    }
}

}  // namespace promo::telegram
