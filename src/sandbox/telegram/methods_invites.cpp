#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/invites.hpp"
#include "sandbox/telegram/members.hpp"
#include "sandbox/telegram/method.hpp"

namespace promo::sandbox::telegram {

namespace {

struct LinkArguments {
    ChatRef chat_id;
    std::optional<std::string> invite_link;
    std::optional<std::string> name;
    std::optional<std::int64_t> expire_date;
    std::optional<std::int64_t> member_limit;
    std::optional<bool> creates_join_request;
};
BOOST_DESCRIBE_STRUCT(LinkArguments, (), (chat_id, invite_link, name, expire_date, member_limit, creates_join_request))

struct RequestArguments {
    ChatRef chat_id;
    std::int64_t user_id = 0;
};
BOOST_DESCRIBE_STRUCT(RequestArguments, (), (chat_id, user_id))

ChatState& open(Call& call, const ChatRef& reference) {
    auto& chat = chat_inside(call.state, call.bot, reference.text);
    if (chat.is_private()) throw bad_request("there are no invite links in private chats");
    if (!has_right(chat, call.bot.user.id, &AdministratorRights::can_invite_users))
        throw bad_request("not enough rights to manage chat invite link");
    return chat;
}

LinkOptions options_of(const LinkArguments& given) {
    return {given.name.value_or(""), given.expire_date.value_or(0), given.member_limit.value_or(0),
            given.creates_join_request.value_or(false)};
}

InviteLink& own_link(const Call& call, ChatState& chat, const LinkArguments& given) {
    auto* link = chat.find_link(given.invite_link.value_or(""));
    if (!link) throw bad_request("INVITE_HASH_INVALID");
    if (link->creator != call.bot.user.id) throw bad_request("CHAT_ADMIN_REQUIRED");
    return *link;
}

std::string export_link(Call& call) {
    auto& chat = open(call, call.read<LinkArguments>().chat_id);
    return result_of(new_primary_link(call.state, chat, call.bot.user.id).link);
}

std::string create(Call& call) {
    const auto given = call.read<LinkArguments>();
    auto& chat = open(call, given.chat_id);
    return result_of(
        show_link(call.state, chat, create_link(call.state, chat, call.bot.user.id, options_of(given)), &call.bot));
}

std::string edit(Call& call) {
    const auto given = call.read<LinkArguments>();
    auto& chat = open(call, given.chat_id);
    auto& link = own_link(call, chat, given);
    if (link.is_primary) throw bad_request("primary invite link can't be edited");
    if (link.is_revoked) throw bad_request("INVITE_HASH_EXPIRED");
    const auto options = options_of(given);
    check_link_options(options);
    link.name = options.name;
    link.expire_date = options.expire_date;
    link.member_limit = options.member_limit;
    link.creates_join_request = options.creates_join_request;
    mark_changed(call.state, chat);
    return result_of(show_link(call.state, chat, link, &call.bot));
}

std::string revoke(Call& call) {
    const auto given = call.read<LinkArguments>();
    auto& chat = open(call, given.chat_id);
    auto& link = own_link(call, chat, given);
    link.is_revoked = true;
    const auto shown = show_link(call.state, chat, link, &call.bot);
    if (link.is_primary) new_primary_link(call.state, chat, call.bot.user.id);
    mark_changed(call.state, chat);
    return result_of(shown);
}

template <bool approved>
std::string decide(Call& call) {
    const auto given = call.read<RequestArguments>();
    auto& chat = open(call, given.chat_id);
    if (!find_user(call.state, given.user_id)) throw bad_request("user not found");
    decide_request(call.state, chat, given.user_id, approved, call.bot.user.id);
    return yes();
}

}  // namespace

Methods invite_methods() {
    return {
        {"exportChatInviteLink", export_link},
        {"createChatInviteLink", create},
        {"editChatInviteLink", edit},
        {"revokeChatInviteLink", revoke},
        {"approveChatJoinRequest", decide<true>},
        {"declineChatJoinRequest", decide<false>},
    };
}

}  // namespace promo::sandbox::telegram
