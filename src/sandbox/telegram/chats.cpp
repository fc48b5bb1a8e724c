#include "sandbox/telegram/chats.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/error.hpp"
#include "core/json_write.hpp"
#include "http/letters.hpp"

namespace promo::sandbox::telegram {

namespace {

std::optional<std::int64_t> parse_id(std::string_view text) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return id;
}

core::Refusal not_found(const std::string& what) {
    return core::Refusal(core::RefusalCode::not_found, what);
}

ApiError upgraded(std::int64_t to) {
    auto error = bad_request("group chat was upgraded to a supergroup chat");
    error.migrate_to_chat_id = to;
    return error;
}

std::string with_article(ChatKind kind) {
    return "the " + std::string(kind_name(kind)) + " chat";
}

}  // namespace

std::int64_t State::unix_time() const {
    return std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count();
}

bool Member::inside() const {
    return administers() || status == Status::member || (status == Status::restricted && restricted_but_inside);
}

Member ChatState::member(std::int64_t user) const {
    const auto found = members.find(user);
    return found == members.end() ? Member{} : found->second;
}

InviteLink* ChatState::find_link(std::string_view link) {
    const auto found = std::ranges::find(links, link, &InviteLink::link);
    return found == links.end() ? nullptr : &*found;
}

std::string_view kind_name(ChatKind kind) {
    return core::enum_name(kind);
}

std::string key_text(const ChatKey& key) {
    return key.first ? std::to_string(key.first) + ':' + std::to_string(key.second) : std::to_string(key.second);
}

ChatState* find_chat(State& state, const ChatKey& key) {
    const auto found = state.chats.find(key);
    return found == state.chats.end() ? nullptr : &found->second;
}

ChatState* find_public_chat(State& state, std::string_view username) {
    if (username.starts_with('@')) username.remove_prefix(1);
    if (username.empty()) return nullptr;
    for (auto& [key, chat] : state.chats) {
        if (!chat.is_private() && http::equals_ignoring_case(chat.username, username)) return &chat;
    }
    return nullptr;
}

const User* find_user(State& state, std::int64_t id) {
    if (const auto person = state.people.find(id); person != state.people.end()) return &person->second.user;
    if (const auto bot = state.bots.find(id); bot != state.bots.end()) return &bot->second.user;
    return nullptr;
}

ChatState& known_chat(State& state, std::string_view key) {
    const auto colon = key.find(':');
    const auto bot = colon == std::string_view::npos ? std::optional<std::int64_t>(0) : parse_id(key.substr(0, colon));
    const auto id = parse_id(colon == std::string_view::npos ? key : key.substr(colon + 1));
    if (bot && id) {
        if (auto* chat = find_chat(state, {*bot, *id})) return *chat;
    } else if (auto* chat = find_public_chat(state, key)) {
        return *chat;
    }
    throw not_found("There is no such chat. Look at the list of chats.");
}

Person& known_person(State& state, std::int64_t id) {
    const auto found = state.people.find(id);
    if (found == state.people.end()) throw not_found("There is no such person. Add one first.");
    return found->second;
}

Bot& known_bot(State& state, std::int64_t id) {
    const auto found = state.bots.find(id);
    if (found == state.bots.end()) throw not_found("There is no such bot. Add one first.");
    return found->second;
}

ChatState& private_chat(State& state, std::int64_t bot, std::int64_t person) {
    auto& chat = state.chats[{bot, person}];
    chat.key = {bot, person};
    return chat;
}

ChatState& chat_named(State& state, const Bot& bot, std::string_view reference) {
    if (reference.starts_with('@')) {
        if (auto* chat = find_public_chat(state, reference)) return *chat;
        throw bad_request("chat not found");
    }
    const auto id = parse_id(reference);
    if (!id) throw bad_request("chat not found");
    if (*id > 0) {
        if (auto* chat = find_chat(state, {bot.user.id, *id})) return *chat;
        if (*id == bot.user.id) throw forbidden("bot can't send messages to itself");
        if (state.bots.contains(*id)) throw forbidden("bots can't send messages to bots");
        throw bad_request("chat not found");
    }
    auto* chat = find_chat(state, {0, *id});
    // A bot that never was in a private group does not know that it exists.
    if (!chat || (chat->username.empty() && !chat->members.contains(bot.user.id))) throw bad_request("chat not found");
    return *chat;
}

ChatState& chat_inside(State& state, const Bot& bot, std::string_view reference) {
    auto& chat = chat_named(state, bot, reference);
    if (chat.migrated_to) throw upgraded(chat.migrated_to);
    if (chat.is_private()) {
        const auto person = state.people.find(chat.id());
        if (person != state.people.end() && person->second.deleted) throw forbidden("user is deactivated");
        if (chat.blocked) throw forbidden("bot was blocked by the user");
        return chat;
    }
    const auto member = chat.member(bot.user.id);
    if (member.status == Status::kicked) throw forbidden("bot was kicked from " + with_article(chat.kind));
    if (!member.inside()) throw forbidden("bot is not a member of " + with_article(chat.kind));
    return chat;
}

ChatState& chat_to_write(State& state, const Bot& bot, std::string_view reference) {
    auto& chat = chat_inside(state, bot, reference);
    const auto member = chat.member(bot.user.id);
    if (chat.kind == ChatKind::channel && !(member.administers() && member.rights.can_post_messages.value_or(false)))
        throw bad_request("need administrator rights in the channel chat");
    if (member.status == Status::restricted && !member.permissions.can_send_messages)
        throw bad_request("not enough rights to send text messages to the chat");
    return chat;
}

bool has_right(const ChatState& chat, std::int64_t user, bool AdministratorRights::*right) {
    const auto member = chat.member(user);
    return member.status == Status::creator || (member.status == Status::administrator && member.rights.*right);
}

void require_right(const ChatState& chat, const Bot& bot, bool AdministratorRights::*right) {
    if (!has_right(chat, bot.user.id, right)) throw bad_request("not enough rights");
}

User show_user(State& state, std::int64_t id) {
    if (const auto* user = find_user(state, id)) return *user;
    User stranger;
    stranger.id = id;
    stranger.first_name = "Deleted Account";
    return stranger;
}

Chat show_chat(State& state, const ChatState& chat) {
    Chat shown;
    shown.id = chat.id();
    shown.type = kind_name(chat.kind);
    if (chat.is_private()) {
        const auto user = show_user(state, chat.id());
        shown.first_name = user.first_name;
        shown.last_name = user.last_name;
        shown.username = user.username;
        return shown;
    }
    shown.title = chat.title;
    if (!chat.username.empty()) shown.username = chat.username;
    if (chat.is_forum) shown.is_forum = true;
    return shown;
}

ChatInviteLink show_link(State& state, const ChatState& chat, const InviteLink& link, const Bot* reader) {
    ChatInviteLink shown;
    shown.invite_link = link.link;
    shown.creator = show_user(state, link.creator);
    constexpr std::size_t kVisible = 17;  // of `https://t.me/+AbCdEf…`
    if (reader && reader->user.id != link.creator) shown.invite_link = link.link.substr(0, kVisible) + "…";
    shown.creates_join_request = link.creates_join_request;
    shown.is_primary = link.is_primary;
    shown.is_revoked = link.is_revoked;
    if (!link.name.empty()) shown.name = link.name;
    if (link.expire_date) shown.expire_date = link.expire_date;
    if (link.member_limit) shown.member_limit = link.member_limit;
    const auto waiting =
        std::ranges::count_if(chat.requests, [&](const auto& entry) { return entry.second.link == link.link; });
    if (waiting) shown.pending_join_request_count = waiting;
    return shown;
}

AdministratorRights all_rights(ChatKind kind) {
    AdministratorRights rights;
    core::for_each_member(rights, [](std::string_view name, auto& right) { right = name != "is_anonymous"; });
    if (kind == ChatKind::channel) {
        rights.can_pin_messages.reset();
        rights.can_manage_topics.reset();
    } else {
        rights.can_post_messages.reset();
        rights.can_edit_messages.reset();
        if (kind == ChatKind::group) rights.can_manage_topics.reset();
    }
    return rights;
}

void mark_changed(State& state, const ChatState& chat) {
    state.changed.insert(key_text(chat.key));
}

}  // namespace promo::sandbox::telegram
