#include <algorithm>
#include <charconv>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/json_write.hpp"
#include "http/letters.hpp"
#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/invites.hpp"
#include "sandbox/telegram/members.hpp"
#include "sandbox/telegram/messages.hpp"
#include "sandbox/telegram/show_views.hpp"
#include "sandbox/telegram/world_state.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::size_t kMostBots = 1'000;
constexpr std::size_t kMostPeople = 100'000;
constexpr std::size_t kMostChats = 200'000;
constexpr std::size_t kSecretLetters = 35;

core::Refusal invalid(std::string text, std::string field) {
    return core::Refusal(core::RefusalCode::invalid, std::move(text), std::move(field));
}

void check_username(State& state, const std::string& name, std::size_t least) {
    const bool good =
        name.size() >= least && name.size() <= 32 && http::is_alpha(name.front()) &&
        std::ranges::all_of(name, [](char c) { return http::is_alpha(c) || http::is_digit(c) || c == '_'; });
    if (!good)
        throw invalid("A username has 4 to 32 letters, digits or underscores and begins with a letter.", "username");
    const auto same = [&](const User& user) { return http::equals_ignoring_case(user.username.value_or(""), name); };
    const bool taken = find_public_chat(state, name) ||
                       std::ranges::any_of(state.people, [&](const auto& e) { return same(e.second.user); }) ||
                       std::ranges::any_of(state.bots, [&](const auto& e) { return same(e.second.user); });
    if (taken) throw core::Refusal(core::RefusalCode::conflict, "This username is taken.", "username");
}

std::string new_secret(State& state) {
    std::string secret;
    while (secret.size() < kSecretLetters)
        secret += state.entropy.token(kSecretLetters);
    secret.resize(kSecretLetters);
    return secret;
}

// `7000000001:` and 35 characters.
std::int64_t id_of_token(const std::string& token) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), id);
    const std::size_t digits = static_cast<std::size_t>(end - token.data());
    if (error != std::errc() || id <= 0 || token.size() != digits + 1 + kSecretLetters || token[digits] != ':')
        throw invalid("A token is a number, a colon and 35 characters.", "token");
    return id;
}

std::int64_t free_id(State& state, std::int64_t& last) {
    do {
        ++last;
    } while (find_user(state, last));
    return last;
}

}  // namespace

BotView World::create_bot(const NewBot& given) {
    Entry entry(*impl_);
    auto& state = entry.state();
    if (state.bots.size() >= kMostBots)
        throw core::Refusal(core::RefusalCode::conflict, "There are 1000 bots already.");
    if (given.first_name.empty()) throw invalid("Give the bot a name.", "first_name");
    check_username(state, given.username, 5);
    if (!http::lowered(given.username).ends_with("bot"))
        throw invalid("The username of a bot ends in `bot`.", "username");
    const auto id = given.token ? id_of_token(*given.token) : free_id(state, state.last_bot);
    if (find_user(state, id)) throw core::Refusal(core::RefusalCode::conflict, "This bot exists already.", "token");
    auto& bot = state.bots[id];
    bot.user.id = id;
    bot.user.is_bot = true;
    bot.user.first_name = given.first_name;
    bot.user.username = given.username;
    bot.token = given.token.value_or(std::to_string(id) + ':' + new_secret(state));
    state.bots_by_token[bot.token] = id;
    bot.reads_all = given.reads_all.value_or(false);
    bot.can_join_groups = given.can_join_groups.value_or(true);
    state.changed.insert("bots");
    return view_of(bot);
}

BotView World::change_bot(const BotSettings& given) {
    Entry entry(*impl_);
    auto& state = entry.state();
    auto& bot = known_bot(state, given.bot);
    bot.reads_all = given.reads_all.value_or(bot.reads_all);
    bot.can_join_groups = given.can_join_groups.value_or(bot.can_join_groups);
    if (given.revoke_token.value_or(false)) {
        state.bots_by_token.erase(bot.token);
        bot.token = std::to_string(bot.user.id) + ':' + new_secret(state);
        state.bots_by_token[bot.token] = bot.user.id;
        bot.webhook.url.clear();
        ++bot.webhook.generation;
        bot.seen = false;
    }
    state.changed.insert("bots");
    return view_of(bot);
}

PersonView World::create_person(const NewPerson& given) {
    Entry entry(*impl_);
    auto& state = entry.state();
    if (state.people.size() >= kMostPeople)
        throw core::Refusal(core::RefusalCode::conflict, "There are 100000 people already.");
    if (given.first_name.empty()) throw invalid("Give the person a name.", "first_name");
    if (given.username) check_username(state, *given.username, 4);
    if (given.id && (*given.id <= 0 || find_user(state, *given.id)))
        throw core::Refusal(core::RefusalCode::conflict, "This id is taken or no positive number.", "id");
    const auto id = given.id ? *given.id : free_id(state, state.last_person);
    auto& person = state.people[id];
    person.user.id = id;
    person.user.first_name = given.first_name;
    person.user.last_name = given.last_name;
    person.user.username = given.username;
    person.user.language_code = given.language_code.value_or("en");
    state.changed.insert("people");
    return view_of(person);
}

ChatView World::create_chat(const NewChat& given) {
    Entry entry(*impl_);
    auto& state = entry.state();
    if (state.chats.size() >= kMostChats)
        throw core::Refusal(core::RefusalCode::conflict, "There are 200000 chats already.");
    const auto kind = core::parse_enum<ChatKind>(given.kind);
    if (!kind || *kind == ChatKind::private_) throw invalid("A chat is a group, a supergroup or a channel.", "kind");
    if (given.title.empty()) throw invalid("Give the chat a title.", "title");
    if (given.username) check_username(state, *given.username, 4);
    if (given.username && *kind == ChatKind::group)
        throw invalid("Only supergroups and channels are public.", "username");
    known_person(state, given.owner);
    const ChatKey key{0, new_chat_id(state, *kind)};
    auto& chat = state.chats[key];
    chat.key = key;
    chat.kind = *kind;
    chat.title = given.title;
    chat.username = given.username.value_or("");
    chat.is_forum = given.is_forum.value_or(false) && *kind == ChatKind::supergroup;
    auto& owner = chat.members[given.owner];
    owner.status = Status::creator;
    owner.rights = all_rights(*kind);
    Message created;
    created.group_chat_created = *kind == ChatKind::group ? std::optional(true) : std::nullopt;
    created.supergroup_chat_created = *kind == ChatKind::supergroup ? std::optional(true) : std::nullopt;
    created.channel_chat_created = *kind == ChatKind::channel ? std::optional(true) : std::nullopt;
    post_service(state, chat, given.owner, std::move(created));
    return view_of(state, chat);
}

void World::delete_account(std::int64_t id) {
    Entry entry(*impl_);
    auto& person = known_person(entry.state(), id);
    person.deleted = true;
    person.user.first_name = "Deleted Account";
    person.user.last_name.reset();
    person.user.username.reset();
    entry.state().changed.insert("people");
}

std::string World::migrate(const InChat& group) {
    Entry entry(*impl_);
    auto& chat = known_chat(entry.state(), group.chat);
    if (chat.kind != ChatKind::group || chat.migrated_to)
        throw core::Refusal(core::RefusalCode::conflict, "Only a group that was not upgraded yet can be upgraded.");
    return key_text(telegram::migrate(entry.state(), chat, group.user).key);
}

std::string World::join(const Join& given) {
    Entry entry(*impl_);
    return telegram::join(entry.state(), given.user, given.link) == Joined::member ? "member" : "requested";
}

void World::leave(const InChat& given) {
    Entry entry(*impl_);
    auto& chat = known_chat(entry.state(), given.chat);
    if (!chat.member(given.user).inside())
        throw core::Refusal(core::RefusalCode::conflict, "This person is no member here.");
    telegram::leave(entry.state(), chat, given.user, given.user);
}

void World::decide(const Decide& given) {
    Entry entry(*impl_);
    auto& chat = known_chat(entry.state(), given.chat);
    if (!has_right(chat, given.actor, &AdministratorRights::can_invite_users))
        throw core::Refusal(core::RefusalCode::forbidden, "Only an administrator decides about join requests.");
    if (!chat.requests.contains(given.user))
        throw core::Refusal(core::RefusalCode::not_found, "This person does not ask to join.");
    decide_request(entry.state(), chat, given.user, given.approve, given.actor);
}

void World::set_member(const SetMember& given) {
    Entry entry(*impl_);
    auto& state = entry.state();
    auto& chat = known_chat(state, given.chat);
    if (chat.is_private()) throw core::Refusal(core::RefusalCode::conflict, "A private chat has no members to change.");
    if (!find_user(state, given.user))
        throw core::Refusal(core::RefusalCode::not_found, "There is no such person or bot.");
    const auto status = core::parse_enum<Status>(given.status);
    if (!status || *status == Status::creator)
        throw invalid("A member is administrator, member, restricted, left or kicked.", "status");
    if (!chat.member(given.actor).administers())
        throw core::Refusal(core::RefusalCode::forbidden, "Only an administrator changes members.");
    const auto bot = state.bots.find(given.user);
    const bool enters = *status == Status::administrator || *status == Status::member;
    if (bot != state.bots.end() && enters && chat.is_group() && !bot->second.can_join_groups)
        throw core::Refusal(core::RefusalCode::conflict, "This bot cannot be added to groups.");
    if (bot != state.bots.end() && *status == Status::member && chat.kind == ChatKind::channel)
        throw invalid("A bot is in a channel as an administrator only.", "status");
    if (*status == Status::kicked) return ban(state, chat, given.user, given.until_date.value_or(0), given.actor);
    Member next = *status == Status::left ? Member{} : chat.member(given.user);
    next.status = *status;
    if (*status == Status::administrator)
        next.rights = given.rights ? core::json::parse<AdministratorRights>(given.rights->text) : all_rights(chat.kind);
    if (*status == Status::restricted && given.rights)
        next.permissions = core::json::parse<Permissions>(given.rights->text);
    next.until_date = given.until_date.value_or(0);
    telegram::set_member(state, chat, given.user, next, {.actor = given.actor});
}

ChatInviteLink World::create_link(const NewLink& given) {
    Entry entry(*impl_);
    auto& state = entry.state();
    auto& chat = known_chat(state, given.chat);
    if (!has_right(chat, given.actor, &AdministratorRights::can_invite_users))
        throw core::Refusal(core::RefusalCode::forbidden, "Only an administrator makes invite links.");
    LinkOptions options;
    options.name = given.name.value_or("");
    options.member_limit = given.member_limit.value_or(0);
    options.expire_date = given.expire_date.value_or(0);
    options.creates_join_request = given.creates_join_request.value_or(false);
    try {
        return show_link(state, chat, telegram::create_link(state, chat, given.actor, options), nullptr);
    } catch (const ApiError& error) {
        throw core::Refusal(core::RefusalCode::invalid, error.description);
    }
}

}  // namespace promo::sandbox::telegram
