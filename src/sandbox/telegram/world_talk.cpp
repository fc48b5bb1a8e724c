#include <algorithm>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/json_write.hpp"
#include "core/utf8.hpp"
#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/files.hpp"
#include "sandbox/telegram/input_media.hpp"
#include "sandbox/telegram/members.hpp"
#include "sandbox/telegram/messages.hpp"
#include "sandbox/telegram/updates.hpp"
#include "sandbox/telegram/world_state.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::size_t kMostPayload = 64;
constexpr std::size_t kMostCallbacks = 20'000;

core::Refusal conflict(std::string text) {
    return core::Refusal(core::RefusalCode::conflict, std::move(text));
}

core::Refusal missing(std::string text) {
    return core::Refusal(core::RefusalCode::not_found, std::move(text));
}

// The chat a person writes to; his private chat with a bot begins with that.
ChatState& chat_of_writer(State& state, std::string_view key, std::int64_t user) {
    if (known_person(state, user).deleted) throw conflict("This account was deleted.");
    const auto colon = key.find(':');
    if (colon != std::string_view::npos) {
        const auto bot = core::json::try_parse<std::int64_t>(key.substr(0, colon));
        if (bot && key.substr(colon + 1) == std::to_string(user)) {
            known_bot(state, *bot.value);
            return private_chat(state, *bot.value, user);
        }
    }
    auto& chat = known_chat(state, key);
    if (chat.is_private() && chat.id() != user) throw conflict("This is the private chat of somebody else.");
    return chat;
}

void check_may_write(const ChatState& chat, std::int64_t user) {
    if (chat.migrated_to) throw conflict("This group was upgraded to a supergroup.");
    if (chat.is_private()) {
        if (chat.blocked) throw conflict("This person blocked the bot. Press Start to unblock it.");
        return;
    }
    const auto member = chat.member(user);
    if (!member.inside()) throw conflict("This person is no member here.");
    if (chat.kind == ChatKind::channel && !member.administers())
        throw conflict("Only administrators post to a channel.");
    const auto& permissions = member.status == Status::restricted ? member.permissions : chat.permissions;
    if (!member.administers() && !permissions.can_send_messages) throw conflict("This person may not write here.");
}

void put_photo(State& state, Message& body, const SentPhoto& photo) {
    auto data = core::parse_base64(photo.content_base64);
    if (!data) throw core::Refusal(core::RefusalCode::invalid, "The picture is no base64.", "photo.content_base64");
    FileFacts facts;
    facts.kind = "photo";
    facts.name = photo.name;
    try {
        put_file(body, store_file(state, std::move(facts), std::move(*data)));
    } catch (const ApiError& error) {
        throw core::Refusal(core::RefusalCode::invalid, "Telegram would refuse this picture: " + error.description,
                            "photo");
    }
}

Message forwarded_body(State& state, const SendAs& given) {
    auto& chat = known_chat(state, *given.forward_chat);
    const auto* original = find_message(chat, given.forward_message.value_or(0));
    if (!original) throw missing("There is no such message to forward.");
    auto body = original->body;
    if (!body.forward_origin) {
        auto& origin = body.forward_origin.emplace();
        origin.date = body.date;
        origin.type = original->author ? "user" : "channel";
        if (original->author) {
            origin.sender_user = show_user(state, original->author);
        } else {
            origin.chat = show_chat(state, chat);
            origin.message_id = body.message_id;
        }
    }
    body.reply_markup.reset();
    body.edit_date.reset();
    return body;
}

Message body_of(State& state, const SendAs& given) {
    if (given.forward_chat) return forwarded_body(state, given);
    Message body;
    auto formatted = format_text(given.text.value_or(""), "");
    if (given.photo) {
        put_photo(state, body, *given.photo);
        if (core::utf16_length(formatted.text) > kMostCaptionUnits)
            throw conflict("A caption has at most 1024 characters.");
        if (!formatted.text.empty()) body.caption = formatted.text;
        if (!formatted.entities.empty()) body.caption_entities = formatted.entities;
        return body;
    }
    if (formatted.text.empty()) throw core::Refusal(core::RefusalCode::invalid, "Type a message first.", "text");
    if (core::utf16_length(formatted.text) > kMostTextUnits) throw conflict("A message has at most 4096 characters.");
    put_text(body, std::move(formatted));
    return body;
}

StoredMessage& own_message(ChatState& chat, std::int64_t user, std::int64_t id) {
    auto* message = find_message(chat, id);
    if (!message) throw missing("There is no such message.");
    const bool own_post = chat.kind == ChatKind::channel && message->author == 0 && chat.member(user).administers();
    if (message->author != user && !own_post) throw conflict("Only one's own messages can be changed.");
    return *message;
}

std::int64_t send_text(State& state, ChatState& chat, std::int64_t user, Message body, std::int64_t reply_to) {
    StoredMessage message;
    message.author = chat.kind == ChatKind::channel ? 0 : user;
    message.reply_to = reply_to;
    message.body = std::move(body);
    return post_message(state, chat, std::move(message)).body.message_id;
}

const InlineButton& button_at(const StoredMessage& message, const Press& press) {
    const auto row = static_cast<std::size_t>(press.row.value_or(0));
    const auto column = static_cast<std::size_t>(press.column.value_or(0));
    const auto& keyboard = message.body.reply_markup;
    if (!keyboard || row >= keyboard->inline_keyboard.size() || column >= keyboard->inline_keyboard[row].size())
        throw missing("There is no such button.");
    return keyboard->inline_keyboard[row][column];
}

}  // namespace

std::int64_t World::send(const SendAs& given) {
    Entry entry(*impl_);
    auto& state = entry.state();
    auto& chat = chat_of_writer(state, given.chat, given.user);
    check_may_write(chat, given.user);
    if (given.reply_to && !find_message(chat, *given.reply_to)) throw missing("There is no such message to reply to.");
    return send_text(state, chat, given.user, body_of(state, given), given.reply_to.value_or(0));
}

void World::edit(const EditAs& given) {
    Entry entry(*impl_);
    auto& state = entry.state();
    auto& chat = known_chat(state, given.chat);
    auto& message = own_message(chat, given.user, given.message_id);
    auto formatted = format_text(given.text, "");
    if (formatted.text.empty()) throw core::Refusal(core::RefusalCode::invalid, "Type a message first.", "text");
    if (message.body.text) {
        put_text(message.body, std::move(formatted));
    } else {
        message.body.caption = std::move(formatted.text);
        message.body.caption_entities = std::move(formatted.entities);
    }
    message.body.edit_date = state.unix_time();
    announce_edit(state, chat, message);
}

void World::erase(const DeleteAs& given) {
    Entry entry(*impl_);
    auto& chat = known_chat(entry.state(), given.chat);
    own_message(chat, given.user, given.message_id);
    erase_message(entry.state(), chat, given.message_id);
}

std::int64_t World::start(const Start& given) {
    Entry entry(*impl_);
    auto& state = entry.state();
    known_bot(state, given.bot);
    const auto payload = given.payload.value_or("");
    const bool good =
        payload.size() <= kMostPayload && std::ranges::all_of(payload, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        });
    if (!good)
        throw core::Refusal(core::RefusalCode::invalid, "A payload has at most 64 letters, digits, _ or -.", "payload");
    auto& chat = chat_of_writer(state, key_text({given.bot, given.user}), given.user);
    set_blocked(state, chat, false);
    Message body;
    put_text(body, format_text(payload.empty() ? "/start" : "/start " + payload, ""));
    return send_text(state, chat, given.user, std::move(body), 0);
}

void World::block(const Block& given) {
    Entry entry(*impl_);
    auto* chat = find_chat(entry.state(), {given.bot, given.user});
    if (!chat) throw missing("This person never talked to the bot.");
    set_blocked(entry.state(), *chat, given.blocked);
}

Pressed World::press(const Press& given) {
    Entry entry(*impl_);
    auto& state = entry.state();
    known_person(state, given.user);
    auto& chat = known_chat(state, given.chat);
    if (chat.is_private() ? chat.id() != given.user : !chat.member(given.user).inside())
        throw conflict("This person is no member here.");
    const auto* message = find_message(chat, given.message_id);
    if (!message) throw missing("There is no such message.");
    const auto& button = button_at(*message, given);
    if (button.url) return {std::nullopt, button.url};
    if (!button.callback_data) throw conflict("The sandbox does not imitate this kind of button.");
    const auto bot = state.bots.find(message->bot);
    if (bot == state.bots.end()) throw missing("The bot of this button is gone.");
    if (state.callbacks.size() >= kMostCallbacks) state.callbacks.clear();
    const auto id = std::to_string(state.entropy.number() >> 2);
    auto& callback = state.callbacks[id];
    callback.bot = message->bot;
    callback.user = given.user;
    callback.chat = chat.key;
    callback.message_id = given.message_id;
    callback.asked = state.now();
    CallbackQuery query;
    query.id = id;
    query.from = show_user(state, given.user);
    query.message = core::json::Raw{message_json(state, chat, *message, &bot->second)};
    query.chat_instance = std::to_string(chat.id() ^ (std::int64_t(0x5bd1) << 40));
    query.data = button.callback_data;
    queue_update(state, bot->second, "callback_query", core::json::to_text(query, core::json::Absent::omitted),
                 queue_of_callbacks(given.user));
    mark_changed(state, chat);
    return {id, std::nullopt};
}

CallbackView World::callback(std::string_view id) {
    Entry entry(*impl_);
    const auto found = entry.state().callbacks.find(std::string(id));
    if (found == entry.state().callbacks.end()) throw missing("There is no such press.");
    const auto& callback = found->second;
    return {callback.answered, callback.text, callback.show_alert, callback.url};
}

}  // namespace promo::sandbox::telegram
