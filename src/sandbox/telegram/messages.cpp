#include "sandbox/telegram/messages.hpp"

#include <algorithm>

#include "core/json_write.hpp"
#include "http/letters.hpp"
#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/entities.hpp"
#include "sandbox/telegram/files.hpp"
#include "sandbox/telegram/updates.hpp"

namespace promo::sandbox::telegram {

namespace {

bool is_service(const Message& body) {
    return body.new_chat_members || body.left_chat_member || body.new_chat_title || body.pinned_message ||
           body.group_chat_created || body.supergroup_chat_created || body.channel_chat_created ||
           body.migrate_to_chat_id || body.migrate_from_chat_id;
}

// A command for this bot or for no one in particular, or a mention of it.
bool addresses(const Message& body, const Bot& bot) {
    const auto& text = body.text ? body.text : body.caption;
    const auto& entities = body.text ? body.entities : body.caption_entities;
    if (!text || !entities) return false;
    const auto name = '@' + bot.user.username.value_or("");
    return std::ranges::any_of(*entities, [&](const MessageEntity& entity) {
        const auto words = covered(*text, entity);
        if (entity.type == "mention") return http::equals_ignoring_case(words, name);
        if (entity.type == "text_mention") return entity.user && entity.user->id == bot.user.id;
        if (entity.type != "bot_command") return false;
        const auto at = words.find('@');
        return at == std::string_view::npos || http::equals_ignoring_case(words.substr(at), name);
    });
}

bool replies_to(const ChatState& chat, const StoredMessage& message, const Bot& bot) {
    const auto replied = chat.messages.find(message.reply_to);
    return replied != chat.messages.end() && replied->second.author == bot.user.id;
}

bool sees(const ChatState& chat, const StoredMessage& message, const Bot& bot, bool author_is_bot) {
    if (message.author == bot.user.id || message.bot == bot.user.id) return false;
    if (chat.is_private()) return chat.key.first == bot.user.id && !chat.blocked;
    const auto member = chat.member(bot.user.id);
    if (chat.kind == ChatKind::channel) return member.administers();
    if (!member.inside() || author_is_bot) return false;
    return bot.reads_all || member.administers() || is_service(message.body) || addresses(message.body, bot) ||
           replies_to(chat, message, bot);
}

void announce(State& state, ChatState& chat, const StoredMessage& message, bool edited) {
    const std::string type =
        std::string(edited ? "edited_" : "") + (chat.kind == ChatKind::channel ? "channel_post" : "message");
    const bool author_is_bot = state.bots.contains(message.author);
    for (auto& [id, bot] : state.bots) {
        if (sees(chat, message, bot, author_is_bot))
            queue_update(state, bot, type, message_json(state, chat, message, &bot), chat.id());
    }
    mark_changed(state, chat);
}

void name_files(Message& body, const Bot* reader) {
    for (auto* media :
         {&body.animation, &body.audio, &body.document, &body.sticker, &body.video, &body.video_note, &body.voice}) {
        if (*media) (*media)->file_id = file_id_for((*media)->file_unique_id, reader);
    }
    if (!body.photo) return;
    for (auto& size : *body.photo)
        size.file_id = file_id_for(size.file_unique_id, reader);
}

}  // namespace

StoredMessage& post_message(State& state, ChatState& chat, StoredMessage message) {
    if (chat.is_private()) {
        chat.last_message_id = ++state.bots.at(chat.key.first).last_private_message;
    } else {
        ++chat.last_message_id;
    }
    message.body.message_id = chat.last_message_id;
    message.body.date = state.unix_time();
    chat.touched = state.now();
    if (message.bot != 0) chat.action.clear();
    if (chat.messages.size() >= kMostMessagesPerChat) chat.messages.erase(chat.messages.begin());
    auto& stored = chat.messages[chat.last_message_id] = std::move(message);
    announce(state, chat, stored, false);
    return stored;
}

void announce_edit(State& state, ChatState& chat, StoredMessage& message) {
    announce(state, chat, message, true);
}

StoredMessage& post_service(State& state, ChatState& chat, std::int64_t actor, Message body) {
    StoredMessage message;
    message.body = std::move(body);
    message.author = chat.kind == ChatKind::channel ? 0 : actor;
    return post_message(state, chat, std::move(message));
}

void erase_message(State& state, ChatState& chat, std::int64_t message_id) {
    chat.messages.erase(message_id);
    std::erase(chat.pinned, message_id);
    mark_changed(state, chat);
}

StoredMessage* find_message(ChatState& chat, std::int64_t message_id) {
    const auto found = chat.messages.find(message_id);
    return found == chat.messages.end() ? nullptr : &found->second;
}

Message show_message(State& state, const ChatState& chat, const StoredMessage& message, const Bot* reader) {
    auto shown = message.body;
    shown.chat = show_chat(state, chat);
    if (message.author) {
        shown.from = show_user(state, message.author);
    } else {
        shown.sender_chat = shown.chat;
    }
    name_files(shown, reader);
    const auto quote = [&](std::int64_t id) -> std::optional<core::json::Raw> {
        const auto found = chat.messages.find(id);
        if (found == chat.messages.end()) return std::nullopt;
        auto quoted = found->second;
        quoted.reply_to = 0;  // one level only
        quoted.pinned = 0;
        return core::json::Raw{message_json(state, chat, quoted, reader)};
    };
    if (message.reply_to) shown.reply_to_message = quote(message.reply_to);
    if (message.pinned) shown.pinned_message = quote(message.pinned);
    return shown;
}

std::string message_json(State& state, const ChatState& chat, const StoredMessage& message, const Bot* reader) {
    return core::json::to_text(show_message(state, chat, message, reader), core::json::Absent::omitted);
}

}  // namespace promo::sandbox::telegram
