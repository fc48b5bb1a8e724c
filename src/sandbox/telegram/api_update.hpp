#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/telegram/api_message.hpp"

namespace promo::sandbox::telegram {

struct CallbackQuery {
    std::string id;
    User from;
    std::optional<core::json::Raw> message;
    std::string chat_instance;
    std::optional<std::string> data;
};
BOOST_DESCRIBE_STRUCT(CallbackQuery, (), (id, from, message, chat_instance, data))

struct WebhookInfo {
    std::string url;
    bool has_custom_certificate = false;
    std::int64_t pending_update_count = 0;
    std::optional<std::string> ip_address;
    std::optional<std::int64_t> last_error_date;
    std::optional<std::string> last_error_message;
    std::optional<std::int64_t> max_connections;
    std::optional<std::vector<std::string>> allowed_updates;
};
BOOST_DESCRIBE_STRUCT(WebhookInfo, (),
                      (url, has_custom_certificate, pending_update_count, ip_address, last_error_date,
                       last_error_message, max_connections, allowed_updates))

struct File {
    std::string file_id;
    std::string file_unique_id;
    std::optional<std::int64_t> file_size;
    std::optional<std::string> file_path;
};
BOOST_DESCRIBE_STRUCT(File, (), (file_id, file_unique_id, file_size, file_path))

struct MessageId {
    std::int64_t message_id = 0;
};
BOOST_DESCRIBE_STRUCT(MessageId, (), (message_id))

struct BotCommand {
    std::string command;
    std::string description;
};
BOOST_DESCRIBE_STRUCT(BotCommand, (), (command, description))

struct ChatFullInfo {
    std::int64_t id = 0;
    std::string type;
    std::optional<std::string> title;
    std::optional<std::string> username;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<bool> is_forum;
    std::int64_t accent_color_id = 0;
    std::int64_t max_reaction_count = 11;
    std::optional<std::vector<std::string>> active_usernames;
    std::optional<std::string> bio;
    std::optional<bool> join_by_request;
    std::optional<std::string> description;
    std::optional<std::string> invite_link;
    std::optional<core::json::Raw> pinned_message;
    std::optional<Permissions> permissions;
    core::json::Raw accepted_gift_types;
};
BOOST_DESCRIBE_STRUCT(ChatFullInfo, (),
                      (id, type, title, username, first_name, last_name, is_forum, accent_color_id, max_reaction_count,
                       active_usernames, bio, join_by_request, description, invite_link, pinned_message, permissions,
                       accepted_gift_types))

}  // namespace promo::sandbox::telegram
