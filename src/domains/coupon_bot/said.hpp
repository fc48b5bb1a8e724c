#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace promo::coupon_bot {

// A button that somebody pressed.
struct Press {
    std::string id;
    std::string data;
    std::int64_t message_id = 0;  // below which it is
    bool can_edit = false;        // the message is still at hand
    bool is_picture = false;
};

// What an update says, as far as we listen.
struct Said {
    std::int64_t chat_id = 0;
    std::string chat_type;  // private, group, supergroup, channel
    std::optional<std::int64_t> thread = {};
    std::int64_t message_id = 0;
    std::string text = {};  // empty: a picture, a sticker …
    std::optional<Press> press = {};
    std::optional<std::string> username = {};
    std::optional<std::string> first_name = {};  // a group's or channel's title
    std::optional<std::string> last_name = {};
    std::optional<std::string> language = {};

    bool is_private() const { return chat_type == "private"; }
};

// Of a message, a channel's post or a press. Empty: nothing that a bot could answer.
std::optional<Said> read_said(std::string_view kind, std::string_view body);

// Of what changed for the bot itself in a chat: whether it can be reached there now.
struct Membership {
    std::int64_t chat_id = 0;
    std::string chat_type;
    bool reachable = false;
    std::optional<std::string> username = {};
    std::optional<std::string> first_name = {};
    std::optional<std::string> last_name = {};
};
std::optional<Membership> read_membership(std::string_view body);

}  // namespace promo::coupon_bot
