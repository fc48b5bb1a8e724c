#include "sandbox/telegram/show_views.hpp"

#include <algorithm>

#include "core/enum_name.hpp"
#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/messages.hpp"
#include "sandbox/telegram/world_state.hpp"

namespace promo::sandbox::telegram {

namespace {

std::string full_name(const User& user) {
    return user.last_name ? user.first_name + ' ' + *user.last_name : user.first_name;
}

constexpr std::size_t kMostPerPage = 200;

// The narrowest scope counts, and in it the person's language.
std::vector<BotCommand> menu_of(const Bot& bot, std::string_view scope, const std::string& language) {
    for (const auto type : {scope, std::string_view("default")}) {
        for (const auto& suffix : {language, std::string()}) {
            const auto found = bot.commands.find(R"({"type":")" + std::string(type) + "\"}" + suffix);
            if (found != bot.commands.end() && !found->second.empty()) return found->second;
        }
    }
    return {};
}

std::vector<BotCommand> commands_in(State& state, const ChatState& chat) {
    if (chat.is_private()) {
        const auto language = show_user(state, chat.id()).language_code.value_or("");
        return menu_of(state.bots.at(chat.key.first), "all_private_chats", language);
    }
    std::vector<BotCommand> all;
    if (!chat.is_group()) return all;
    for (const auto& [id, bot] : state.bots) {
        if (!chat.member(id).inside()) continue;
        for (auto command : menu_of(bot, "all_group_chats", {})) {
            command.command += '@' + bot.user.username.value_or("");
            all.push_back(std::move(command));
        }
    }
    return all;
}

}  // namespace

BotView view_of(const Bot& bot) {
    BotView view;
    view.id = bot.user.id;
    view.token = bot.token;
    view.first_name = bot.user.first_name;
    view.username = bot.user.username.value_or("");
    view.reads_all = bot.reads_all;
    view.can_join_groups = bot.can_join_groups;
    view.revoked = bot.revoked;
    for (const auto& [scope, commands] : bot.commands)
        if (view.commands.empty()) view.commands = commands;
    view.webhook.url = bot.webhook.url;
    view.webhook.pending_update_count = static_cast<std::int64_t>(bot.pending.size());
    view.webhook.max_connections = bot.webhook.max_connections;
    view.webhook.allowed_updates = bot.allowed_updates;
    if (!bot.webhook.last_error.empty()) view.webhook.last_error_message = bot.webhook.last_error;
    return view;
}

PersonView view_of(const Person& person) {
    return {person.user.id, person.user.first_name, person.user.last_name, person.user.username, person.deleted};
}

ChatView view_of(State& state, const ChatState& chat) {
    ChatView view;
    view.key = key_text(chat.key);
    view.id = chat.id();
    view.kind = kind_name(chat.kind);
    view.title = chat.is_private() ? full_name(show_user(state, chat.id())) : chat.title;
    if (!chat.username.empty()) view.username = chat.username;
    if (chat.is_private()) view.bot = chat.key.first;
    if (chat.migrated_to) view.migrated_to = chat.migrated_to;
    view.blocked = chat.blocked;
    for (const auto& [user, member] : chat.members) {
        if (member.inside()) ++view.member_count;
        if (view.members.size() >= kMostMembersShown) continue;
        const auto shown = show_user(state, user);
        view.members.push_back({user, full_name(shown), shown.is_bot, std::string(core::enum_name(member.status))});
    }
    const auto first = chat.links.size() > kMostLinksShown ? chat.links.size() - kMostLinksShown : 0;
    for (std::size_t i = first; i < chat.links.size(); ++i)
        view.links.push_back(show_link(state, chat, chat.links[i], nullptr));
    for (const auto& [user, request] : chat.requests)
        view.requests.push_back({user, full_name(show_user(state, user)), request.link, request.date});
    view.pinned = chat.pinned;
    view.keyboard = chat.keyboard;
    view.touched = chat.touched;
    if (!chat.action.empty() && chat.action_until > state.now()) view.action = chat.action;
    view.action_until = chat.action_until;
    view.commands = commands_in(state, chat);
    if (!chat.messages.empty())
        view.last_message = core::json::Raw{message_json(state, chat, chat.messages.rbegin()->second, nullptr)};
    return view;
}

Overview World::overview() {
    Entry entry(*impl_);
    auto& state = entry.state();
    Overview view;
    view.now = state.now();
    view.api_version = published_api().version();
    const auto& settings = state.settings;
    view.settings = {settings.strict,
                     settings.limits,
                     settings.rates.bot,
                     settings.rates.chat,
                     settings.rates.group_a_minute,
                     settings.latency.count()};
    view.violations = state.records.violations();
    view.faults = state.faults.waiting();
    view.people_count = static_cast<std::int64_t>(state.people.size());
    view.chat_count = static_cast<std::int64_t>(state.chats.size());
    for (const auto& [id, bot] : state.bots)
        view.bots.push_back(view_of(bot));
    for (auto at = state.people.rbegin(); at != state.people.rend() && view.people.size() < kMostPeopleShown; ++at)
        view.people.push_back(view_of(at->second));
    std::vector<const ChatState*> chats;
    for (const auto& [key, chat] : state.chats)
        chats.push_back(&chat);
    std::ranges::sort(chats, [](const auto* a, const auto* b) { return a->touched > b->touched; });
    if (chats.size() > kMostChatsShown) chats.resize(kMostChatsShown);
    for (const auto* chat : chats)
        view.chats.push_back(view_of(state, *chat));
    return view;
}

ChatView World::chat(std::string_view key) {
    Entry entry(*impl_);
    return view_of(entry.state(), known_chat(entry.state(), key));
}

MessagePage World::messages(std::string_view key, std::int64_t before, std::size_t limit) {
    Entry entry(*impl_);
    auto& chat = known_chat(entry.state(), key);
    limit = std::clamp<std::size_t>(limit, 1, kMostPerPage);
    auto at = before > 0 ? chat.messages.lower_bound(before) : chat.messages.end();
    MessagePage page;
    while (at != chat.messages.begin() && page.messages.size() < limit) {
        --at;
        page.messages.push_back({message_json(entry.state(), chat, at->second, nullptr)});
    }
    page.has_more = at != chat.messages.begin();
    std::ranges::reverse(page.messages);
    return page;
}

std::vector<CallRecord> World::calls(const CallFilter& filter) {
    Entry entry(*impl_);
    std::vector<CallRecord> found;
    const auto& calls = entry.state().records.calls();
    for (auto at = calls.rbegin(); at != calls.rend() && found.size() < filter.limit && at->id > filter.after; ++at) {
        if (filter.bot && at->bot != *filter.bot) continue;
        if (filter.method && at->method != *filter.method) continue;
        if (filter.chat && at->chat != filter.chat) continue;
        if (filter.violations_only && at->violations.empty()) continue;
        found.push_back(*at);
    }
    return found;
}

std::vector<AttemptRecord> World::attempts(std::optional<std::int64_t> bot, std::size_t limit) {
    Entry entry(*impl_);
    std::vector<AttemptRecord> found;
    const auto& attempts = entry.state().records.attempts();
    for (auto at = attempts.rbegin(); at != attempts.rend() && found.size() < limit; ++at) {
        if (!bot || at->bot == *bot) found.push_back(*at);
    }
    return found;
}

}  // namespace promo::sandbox::telegram
