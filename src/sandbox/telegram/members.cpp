#include "sandbox/telegram/members.hpp"

#include "core/json_write.hpp"
#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/messages.hpp"
#include "sandbox/telegram/updates.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::int64_t kFirstSupergroup = -1'000'000'000'000;
constexpr std::int64_t kShortestBanSeconds = 30;
constexpr std::int64_t kLongestBanSeconds = 366LL * 24 * 3600;

std::string to_json(const ChatMemberUpdated& update) {
    return core::json::to_text(update, core::json::Absent::omitted);
}

ChatMemberUpdated describe(State& state, const ChatState& chat, const MemberChange& change, const Bot& reader) {
    ChatMemberUpdated update;
    update.chat = show_chat(state, chat);
    update.from = show_user(state, change.actor);
    update.date = state.unix_time();
    if (change.via_join_request) update.via_join_request = true;
    if (!change.link) return update;
    for (const auto& link : chat.links) {
        if (link.link == *change.link) update.invite_link = show_link(state, chat, link, &reader);
    }
    return update;
}

void post_arrival(State& state, ChatState& chat, std::int64_t user, const MemberChange& change, bool came, bool went) {
    if (!chat.is_group() || came == went) return;
    Message body;
    if (came) {
        body.new_chat_members = {show_user(state, user)};
    } else {
        body.left_chat_member = show_user(state, user);
    }
    post_service(state, chat, change.actor, std::move(body));
}

}  // namespace

void set_member(State& state, ChatState& chat, std::int64_t user, Member next, const MemberChange& change) {
    const auto was = chat.member(user);
    std::map<std::int64_t, ChatMember> before;  // as each bot that will be told saw it
    for (const auto& [id, bot] : state.bots) {
        if (id == user || chat.member(id).administers()) before[id] = show_member(state, chat, user, &bot);
    }
    const auto was_shown = show_member(state, chat, user, nullptr);
    if (next.inside() && next.link.empty()) next.link = was.inside() ? was.link : change.link.value_or("");
    chat.members[user] = std::move(next);
    if (show_member(state, chat, user, nullptr).text == was_shown.text) return;
    mark_changed(state, chat);
    for (const auto& [id, old_member] : before) {
        auto& bot = state.bots.at(id);
        const bool own = id == user;
        auto update = describe(state, chat, change, bot);
        update.old_chat_member = old_member;
        update.new_chat_member = show_member(state, chat, user, &bot);
        queue_update(state, bot, own ? "my_chat_member" : "chat_member", to_json(update),
                     own ? queue_of_own_membership(chat.id()) : queue_of_membership(user));
    }
    const bool is_inside = chat.member(user).inside();
    post_arrival(state, chat, user, change, !was.inside() && is_inside, was.inside() && !is_inside);
}

void set_blocked(State& state, ChatState& chat, bool blocked) {
    if (chat.blocked == blocked) return;
    auto& bot = known_bot(state, chat.key.first);
    chat.blocked = blocked;
    const auto as = [&](Status status) {
        ChatState view;
        view.members[bot.user.id].status = status;
        return show_member(state, view, bot.user.id, nullptr);
    };
    auto update = describe(state, chat, {.actor = chat.id()}, bot);
    update.old_chat_member = as(blocked ? Status::member : Status::kicked);
    update.new_chat_member = as(blocked ? Status::kicked : Status::member);
    queue_update(state, bot, "my_chat_member", to_json(update), queue_of_own_membership(chat.id()));
    mark_changed(state, chat);
}

void lift_old_bans(State& state, ChatState& chat) {
    for (auto& [user, member] : chat.members) {
        if (member.status == Status::kicked && member.until_date && member.until_date <= state.unix_time())
            member = Member{};
    }
}

void ban(State& state, ChatState& chat, std::int64_t user, std::int64_t until_date, std::int64_t actor) {
    const auto seconds = until_date - state.unix_time();
    Member banned;
    banned.status = Status::kicked;
    banned.until_date = seconds < kShortestBanSeconds || seconds > kLongestBanSeconds ? 0 : until_date;
    chat.requests.erase(user);
    set_member(state, chat, user, banned, {.actor = actor});
}

void leave(State& state, ChatState& chat, std::int64_t user, std::int64_t actor) {
    set_member(state, chat, user, Member{}, {.actor = actor});
}

std::int64_t new_chat_id(State& state, ChatKind kind) {
    // Far from each other and from people, and not to be guessed by adding one.
    constexpr std::int64_t kFirst = 1'000'000;
    constexpr std::uint64_t kStep = 9'999;
    state.last_chat += 1 + static_cast<std::int64_t>(state.entropy.number() % kStep);
    const auto number = kFirst + state.last_chat;
    return kind == ChatKind::group ? -number : kFirstSupergroup - number;
}

ChatState& migrate(State& state, ChatState& group, std::int64_t actor) {
    const ChatKey key{0, new_chat_id(state, ChatKind::supergroup)};
    auto& supergroup = state.chats[key];
    supergroup.key = key;
    supergroup.kind = ChatKind::supergroup;
    supergroup.title = group.title;
    supergroup.description = group.description;
    supergroup.permissions = group.permissions;
    supergroup.members = group.members;
    for (auto& [user, member] : supergroup.members) {
        if (member.status == Status::creator) member.rights = all_rights(ChatKind::supergroup);
    }
    Message left;
    left.migrate_to_chat_id = key.second;
    post_service(state, group, actor, std::move(left));
    Message arrived;
    arrived.migrate_from_chat_id = group.id();
    post_service(state, supergroup, actor, std::move(arrived));
    group.migrated_to = key.second;
    return supergroup;
}

}  // namespace promo::sandbox::telegram
