#include "sandbox/telegram/invites.hpp"

#include "core/error.hpp"
#include "core/json_write.hpp"
#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/members.hpp"
#include "sandbox/telegram/updates.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::int64_t kMostMembersPerLink = 99'999;
constexpr std::size_t kTokenBytes = 12;

core::Refusal refusal(std::string text) {
    return core::Refusal(core::RefusalCode::conflict, std::move(text));
}

std::string new_address(State& state) {
    return "https://t.me/+" + state.entropy.token(kTokenBytes);
}

bool is_spent(const State& state, const InviteLink& link) {
    return link.is_revoked || (link.expire_date && link.expire_date <= state.unix_time()) ||
           (link.member_limit && link.used >= link.member_limit);
}

std::pair<ChatState*, InviteLink*> find_target(State& state, std::string_view link_or_name) {
    for (auto& [key, chat] : state.chats) {
        if (auto* link = chat.find_link(link_or_name)) return {&chat, link};
    }
    constexpr std::string_view kAddress = "https://t.me/";
    if (link_or_name.starts_with(kAddress)) link_or_name.remove_prefix(kAddress.size());
    return {find_public_chat(state, link_or_name), nullptr};
}

void ask_to_join(State& state, ChatState& chat, std::int64_t person, const InviteLink& link) {
    chat.requests[person] = {link.link, state.unix_time()};
    for (auto& [id, bot] : state.bots) {
        if (!has_right(chat, id, &AdministratorRights::can_invite_users)) continue;
        ChatJoinRequest request;
        request.chat = show_chat(state, chat);
        request.from = show_user(state, person);
        request.user_chat_id = person;
        request.date = state.unix_time();
        request.invite_link = show_link(state, chat, link, &bot);
        queue_update(state, bot, "chat_join_request", core::json::to_text(request, core::json::Absent::omitted),
                     queue_of_join_requests(person));
    }
    mark_changed(state, chat);
}

}  // namespace

void check_link_options(const LinkOptions& options) {
    if (options.member_limit && options.creates_join_request)
        throw bad_request("member limit can't be specified for links requiring administrator approval");
    if (options.member_limit < 0 || options.member_limit > kMostMembersPerLink)
        throw bad_request("member limit is out of range");
}

InviteLink& create_link(State& state, ChatState& chat, std::int64_t creator, const LinkOptions& options) {
    check_link_options(options);
    if (chat.links.size() >= kMostLinksPerChat) throw bad_request("INVITES_TOO_MUCH");
    auto& link = chat.links.emplace_back();
    link.link = new_address(state);
    link.creator = creator;
    link.name = options.name;
    link.expire_date = options.expire_date;
    link.member_limit = options.member_limit;
    link.creates_join_request = options.creates_join_request;
    mark_changed(state, chat);
    return link;
}

InviteLink& new_primary_link(State& state, ChatState& chat, std::int64_t creator) {
    for (auto& link : chat.links) {
        if (link.is_primary && link.creator == creator) link.is_revoked = true;
    }
    auto& link = create_link(state, chat, creator, {});
    link.is_primary = true;
    return link;
}

Joined join(State& state, std::int64_t person, std::string_view link_or_name) {
    known_person(state, person);
    const auto [chat, link] = find_target(state, link_or_name);
    if (!chat) throw core::Refusal(core::RefusalCode::not_found, "This invite link does not exist.");
    lift_old_bans(state, *chat);
    const auto member = chat->member(person);
    if (member.inside()) throw refusal("This person is a member already.");
    if (member.status == Status::kicked) throw refusal("This person was banned here.");
    if (link && is_spent(state, *link)) throw refusal("This invite link has expired.");
    if (link && link->creates_join_request) {
        ask_to_join(state, *chat, person, *link);
        return Joined::requested;
    }
    Member joined;
    joined.status = Status::member;
    if (link) ++link->used;
    set_member(state, *chat, person, joined,
               {.actor = person, .link = link ? std::optional(link->link) : std::nullopt});
    return Joined::member;
}

void decide_request(State& state, ChatState& chat, std::int64_t person, bool approved, std::int64_t actor) {
    const auto request = chat.requests.find(person);
    if (request == chat.requests.end())
        throw bad_request(chat.member(person).inside() ? "USER_ALREADY_PARTICIPANT" : "HIDE_REQUESTER_MISSING");
    const auto link = request->second.link;
    chat.requests.erase(request);
    mark_changed(state, chat);
    if (!approved) return;
    if (auto* used = chat.find_link(link)) ++used->used;
    Member joined;
    joined.status = Status::member;
    set_member(state, chat, person, joined, {.actor = actor, .link = link, .via_join_request = true});
}

}  // namespace promo::sandbox::telegram
