#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/telegram/api_chat.hpp"

namespace promo::sandbox::telegram {

struct MessageEntity {
    std::string type;
    std::int64_t offset = 0;  // in UTF-16 code units
    std::int64_t length = 0;
    std::optional<std::string> url;
    std::optional<User> user;
    std::optional<std::string> language;
    std::optional<std::string> custom_emoji_id;

    friend bool operator==(const MessageEntity& a, const MessageEntity& b) {
        return a.type == b.type && a.offset == b.offset && a.length == b.length && a.url == b.url &&
               a.language == b.language && a.custom_emoji_id == b.custom_emoji_id;
    }
};
BOOST_DESCRIBE_STRUCT(MessageEntity, (), (type, offset, length, url, user, language, custom_emoji_id))

// A file of any kind; what does not belong to its kind stays absent. `file_id` is each bot's own.
struct Media {
    std::string file_id;
    std::string file_unique_id;
    std::optional<std::int64_t> width;
    std::optional<std::int64_t> height;
    std::optional<std::int64_t> length;  // video notes
    std::optional<std::int64_t> duration;
    std::optional<std::string> type;  // this and the next two for stickers
    std::optional<bool> is_animated;
    std::optional<bool> is_video;
    std::optional<std::string> performer;
    std::optional<std::string> title;
    std::optional<std::string> file_name;
    std::optional<std::string> mime_type;
    std::optional<std::int64_t> file_size;
};
BOOST_DESCRIBE_STRUCT(Media, (),
                      (file_id, file_unique_id, width, height, length, duration, type, is_animated, is_video, performer,
                       title, file_name, mime_type, file_size))

struct InlineButton {
    std::string text;
    std::optional<std::string> icon_custom_emoji_id;
    std::optional<std::string> style;
    std::optional<std::string> url;
    std::optional<std::string> callback_data;
    std::optional<core::json::Raw> web_app;
    std::optional<core::json::Raw> login_url;
    std::optional<std::string> switch_inline_query;
    std::optional<std::string> switch_inline_query_current_chat;
    std::optional<core::json::Raw> switch_inline_query_chosen_chat;
    std::optional<core::json::Raw> copy_text;
    std::optional<core::json::Raw> callback_game;
    std::optional<bool> pay;
};
BOOST_DESCRIBE_STRUCT(InlineButton, (),
                      (text, icon_custom_emoji_id, style, url, callback_data, web_app, login_url, switch_inline_query,
                       switch_inline_query_current_chat, switch_inline_query_chosen_chat, copy_text, callback_game,
                       pay))

struct InlineKeyboard {
    std::vector<std::vector<InlineButton>> inline_keyboard;
};
BOOST_DESCRIBE_STRUCT(InlineKeyboard, (), (inline_keyboard))

struct MessageOrigin {
    std::string type;
    std::int64_t date = 0;
    std::optional<User> sender_user;
    std::optional<Chat> sender_chat;
    std::optional<Chat> chat;
    std::optional<std::int64_t> message_id;
    std::optional<std::string> author_signature;
};
BOOST_DESCRIBE_STRUCT(MessageOrigin, (), (type, date, sender_user, sender_chat, chat, message_id, author_signature))

struct Message {
    std::int64_t message_id = 0;
    std::optional<std::int64_t> message_thread_id;
    std::optional<User> from;
    std::optional<Chat> sender_chat;
    std::int64_t date = 0;
    Chat chat;
    std::optional<MessageOrigin> forward_origin;
    std::optional<bool> is_topic_message;
    std::optional<core::json::Raw> reply_to_message;
    std::optional<std::int64_t> edit_date;
    std::optional<bool> has_protected_content;
    std::optional<std::string> media_group_id;
    std::optional<std::string> author_signature;
    std::optional<std::string> text;
    std::optional<std::vector<MessageEntity>> entities;
    std::optional<core::json::Raw> link_preview_options;
    std::optional<Media> animation;
    std::optional<Media> audio;
    std::optional<Media> document;
    std::optional<std::vector<Media>> photo;
    std::optional<Media> sticker;
    std::optional<Media> video;
    std::optional<Media> video_note;
    std::optional<Media> voice;
    std::optional<std::string> caption;
    std::optional<std::vector<MessageEntity>> caption_entities;
    std::optional<bool> show_caption_above_media;
    std::optional<bool> has_media_spoiler;
    std::optional<core::json::Raw> contact;
    std::optional<core::json::Raw> location;
    std::optional<std::vector<User>> new_chat_members;
    std::optional<User> left_chat_member;
    std::optional<std::string> new_chat_title;
    std::optional<bool> group_chat_created;
    std::optional<bool> supergroup_chat_created;
    std::optional<bool> channel_chat_created;
    std::optional<std::int64_t> migrate_to_chat_id;
    std::optional<std::int64_t> migrate_from_chat_id;
    std::optional<core::json::Raw> pinned_message;
    std::optional<InlineKeyboard> reply_markup;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (message_id, message_thread_id, from, sender_chat, date, chat, forward_origin, is_topic_message,
                       reply_to_message, edit_date, has_protected_content, media_group_id, author_signature, text,
                       entities, link_preview_options, animation, audio, document, photo, sticker, video, video_note,
                       voice, caption, caption_entities, show_caption_above_media, has_media_spoiler, contact, location,
                       new_chat_members, left_chat_member, new_chat_title, group_chat_created, supergroup_chat_created,
                       channel_chat_created, migrate_to_chat_id, migrate_from_chat_id, pinned_message, reply_markup))

}  // namespace promo::sandbox::telegram
