#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.hpp"
#include "sandbox/telegram/api_update.hpp"

namespace promo::sandbox::telegram {

enum class ChatKind { private_, group, supergroup, channel };
BOOST_DESCRIBE_ENUM(ChatKind, private_, group, supergroup, channel)

enum class Status { creator, administrator, member, restricted, left, kicked };
BOOST_DESCRIBE_ENUM(Status, creator, administrator, member, restricted, left, kicked)

struct Member {
    Status status = Status::left;
    AdministratorRights rights;
    Permissions permissions;
    std::string custom_title;
    std::int64_t until_date = 0;  // 0: for ever
    bool restricted_but_inside = true;
    std::string link;  // by which the person came

    bool inside() const;
    bool administers() const { return status == Status::creator || status == Status::administrator; }
};

struct InviteLink {
    std::string link;
    std::int64_t creator = 0;
    bool creates_join_request = false;
    bool is_primary = false;
    bool is_revoked = false;
    std::string name;
    std::int64_t expire_date = 0;
    std::int64_t member_limit = 0;
    std::int64_t used = 0;
};

struct JoinRequest {
    std::string link;
    std::int64_t date = 0;
};

struct StoredMessage {
    Message body;             // without what depends on the reader: chat, sender, reply, file ids
    std::int64_t author = 0;  // 0: the channel itself
    std::int64_t bot = 0;     // which sent it, also when it did so as the channel
    std::int64_t reply_to = 0;
    std::int64_t pinned = 0;  // a service message about this one
};

// A private chat belongs to one bot, hence the pair; the bot is 0 otherwise.
using ChatKey = std::pair<std::int64_t, std::int64_t>;

struct ChatState {
    ChatKey key;
    ChatKind kind = ChatKind::private_;
    std::string title;
    std::string username;
    std::string description;
    bool is_forum = false;
    std::int64_t migrated_to = 0;
    Permissions permissions;
    std::map<std::int64_t, Member> members;  // groups and channels
    bool blocked = false;                    // private: by the person
    std::vector<InviteLink> links;
    std::map<std::int64_t, JoinRequest> requests;
    std::map<std::int64_t, StoredMessage> messages;
    std::int64_t last_message_id = 0;
    std::vector<std::int64_t> pinned;
    core::json::Raw keyboard;  // what a person sees instead of his keyboard
    core::Timestamp touched{};
    std::string action;  // what a bot says that it is doing: `typing`
    core::Timestamp action_until{};

    std::int64_t id() const { return key.second; }
    bool is_private() const { return kind == ChatKind::private_; }
    bool is_group() const { return kind == ChatKind::group || kind == ChatKind::supergroup; }
    Member member(std::int64_t user) const;
    InviteLink* find_link(std::string_view link);
};

}  // namespace promo::sandbox::telegram
