#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/json_shape.hpp"

// The objects of the Bot API about people and chats, as bots see them. Names are Telegram's.
namespace promo::sandbox::telegram {

struct User {
    std::int64_t id = 0;
    bool is_bot = false;
    std::string first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> username;
    std::optional<std::string> language_code;
    std::optional<bool> is_premium;
    std::optional<bool> can_join_groups;  // this and the next two only in getMe
    std::optional<bool> can_read_all_group_messages;
    std::optional<bool> supports_inline_queries;
};
BOOST_DESCRIBE_STRUCT(User, (),
                      (id, is_bot, first_name, last_name, username, language_code, is_premium, can_join_groups,
                       can_read_all_group_messages, supports_inline_queries))

struct Chat {
    std::int64_t id = 0;
    std::string type;
    std::optional<std::string> title;
    std::optional<std::string> username;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<bool> is_forum;
};
BOOST_DESCRIBE_STRUCT(Chat, (), (id, type, title, username, first_name, last_name, is_forum))

struct AdministratorRights {
    bool is_anonymous = false;
    bool can_manage_chat = false;
    bool can_delete_messages = false;
    bool can_manage_video_chats = false;
    bool can_restrict_members = false;
    bool can_promote_members = false;
    bool can_change_info = false;
    bool can_invite_users = false;
    bool can_post_stories = false;
    bool can_edit_stories = false;
    bool can_delete_stories = false;
    std::optional<bool> can_post_messages;  // channels
    std::optional<bool> can_edit_messages;  // channels
    std::optional<bool> can_pin_messages;   // groups
    std::optional<bool> can_manage_topics;  // supergroups
};
BOOST_DESCRIBE_STRUCT(AdministratorRights, (),
                      (is_anonymous, can_manage_chat, can_delete_messages, can_manage_video_chats, can_restrict_members,
                       can_promote_members, can_change_info, can_invite_users, can_post_stories, can_edit_stories,
                       can_delete_stories, can_post_messages, can_edit_messages, can_pin_messages, can_manage_topics))

struct Permissions {
    bool can_send_messages = true;
    bool can_send_audios = true;
    bool can_send_documents = true;
    bool can_send_photos = true;
    bool can_send_videos = true;
    bool can_send_video_notes = true;
    bool can_send_voice_notes = true;
    bool can_send_polls = true;
    bool can_send_other_messages = true;
    bool can_add_web_page_previews = true;
    bool can_react_to_messages = true;
    bool can_edit_tag = true;
    bool can_change_info = false;
    bool can_invite_users = true;
    bool can_pin_messages = false;
    bool can_manage_topics = false;
};
BOOST_DESCRIBE_STRUCT(Permissions, (),
                      (can_send_messages, can_send_audios, can_send_documents, can_send_photos, can_send_videos,
                       can_send_video_notes, can_send_voice_notes, can_send_polls, can_send_other_messages,
                       can_add_web_page_previews, can_react_to_messages, can_edit_tag, can_change_info,
                       can_invite_users, can_pin_messages, can_manage_topics))

struct ChatInviteLink {
    std::string invite_link;
    User creator;
    bool creates_join_request = false;
    bool is_primary = false;
    bool is_revoked = false;
    std::optional<std::string> name;
    std::optional<std::int64_t> expire_date;
    std::optional<std::int64_t> member_limit;
    std::optional<std::int64_t> pending_join_request_count;
};
BOOST_DESCRIBE_STRUCT(ChatInviteLink, (),
                      (invite_link, creator, creates_join_request, is_primary, is_revoked, name, expire_date,
                       member_limit, pending_join_request_count))

// A ChatMember has another shape for every status.
using ChatMember = core::json::Raw;

struct ChatMemberUpdated {
    Chat chat;
    User from;
    std::int64_t date = 0;
    ChatMember old_chat_member;
    ChatMember new_chat_member;
    std::optional<ChatInviteLink> invite_link;
    std::optional<bool> via_join_request;
};
BOOST_DESCRIBE_STRUCT(ChatMemberUpdated, (),
                      (chat, from, date, old_chat_member, new_chat_member, invite_link, via_join_request))

struct ChatJoinRequest {
    Chat chat;
    User from;
    std::int64_t user_chat_id = 0;
    std::int64_t date = 0;
    std::optional<std::string> bio;
    std::optional<ChatInviteLink> invite_link;
};
BOOST_DESCRIBE_STRUCT(ChatJoinRequest, (), (chat, from, user_chat_id, date, bio, invite_link))

}  // namespace promo::sandbox::telegram
