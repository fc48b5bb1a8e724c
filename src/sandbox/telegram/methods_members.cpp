#include <map>

#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/members.hpp"
#include "sandbox/telegram/method.hpp"

namespace promo::sandbox::telegram {

namespace {

using Flags = std::map<std::string, bool>;

struct Target {
    ChatRef chat_id;
    std::int64_t user_id = 0;
    std::optional<std::int64_t> until_date;
    std::optional<bool> only_if_banned;
    std::optional<core::json::Raw> permissions;
    std::optional<std::string> custom_title;
};
BOOST_DESCRIBE_STRUCT(Target, (), (chat_id, user_id, until_date, only_if_banned, permissions, custom_title))

struct Opened {
    ChatState& chat;
    Member member;
};

// Checks that the bot may act on this person.
Opened open(Call& call, const Target& given, bool AdministratorRights::*right) {
    auto& chat = chat_inside(call.state, call.bot, given.chat_id.text);
    if (chat.is_private()) throw bad_request("can't change members of a private chat");
    lift_old_bans(call.state, chat);
    if (!chat.member(call.bot.user.id).administers()) {
        throw bad_request(chat.kind == ChatKind::channel ? "need administrator rights in the channel chat"
                                                         : "not enough rights to restrict/unrestrict chat member");
    }
    if (!has_right(chat, call.bot.user.id, right))
        throw bad_request("not enough rights to restrict/unrestrict chat member");
    if (!find_user(call.state, given.user_id)) throw bad_request("user not found");
    const auto member = chat.member(given.user_id);
    if (member.status == Status::creator) throw bad_request("can't remove chat owner");
    return {chat, member};
}

std::string ban_member(Call& call) {
    const auto given = call.read<Target>();
    const auto target = open(call, given, &AdministratorRights::can_restrict_members);
    if (given.user_id == call.bot.user.id) throw bad_request("can't restrict self");
    if (target.member.status == Status::administrator) throw bad_request("user is an administrator of the chat");
    ban(call.state, target.chat, given.user_id, given.until_date.value_or(0), call.bot.user.id);
    return yes();
}

std::string unban_member(Call& call) {
    const auto given = call.read<Target>();
    const auto target = open(call, given, &AdministratorRights::can_restrict_members);
    if (target.chat.kind == ChatKind::group)
        throw bad_request("method is available for supergroup and channel chats only");
    if (target.member.status == Status::administrator) throw bad_request("user is an administrator of the chat");
    const bool removes = target.member.inside() && !given.only_if_banned.value_or(false);
    if (target.member.status == Status::kicked || removes)
        leave(call.state, target.chat, given.user_id, call.bot.user.id);
    return yes();
}

std::string restrict_member(Call& call) {
    const auto given = call.read<Target>();
    const auto target = open(call, given, &AdministratorRights::can_restrict_members);
    if (target.chat.kind != ChatKind::supergroup) throw bad_request("method is available only for supergroups");
    if (target.member.administers()) throw bad_request("user is an administrator of the chat");
    if (!given.permissions) throw bad_request("permissions are empty");
    auto next = target.member;
    next.permissions = read_permissions(*given.permissions);
    next.until_date = given.until_date.value_or(0);
    next.restricted_but_inside = target.member.inside();
    const bool unrestricted = result_of(next.permissions) == result_of(Permissions{});
    next.status = unrestricted ? (target.member.inside() ? Status::member : Status::left) : Status::restricted;
    set_member(call.state, target.chat, given.user_id, next, {.actor = call.bot.user.id});
    return yes();
}

std::string promote_member(Call& call) {
    const auto given = call.read<Target>();
    const auto target = open(call, given, &AdministratorRights::can_promote_members);
    if (!target.member.inside()) throw bad_request("user is not a member of the chat");
    const core::json::Document arguments(call.arguments.json);
    const auto root = arguments.root();
    auto next = target.member;
    bool any = false;
    const auto allowed = all_rights(target.chat.kind);
    core::for_each_member(next.rights, [&](std::string_view name, auto& right) {
        const auto value = root.member(name);
        right = value && value->boolean();
        any = any || (value && value->boolean());
    });
    if (any) {
        next.rights.can_manage_chat = true;
        if (!allowed.can_post_messages) next.rights.can_post_messages.reset();
        if (!allowed.can_edit_messages) next.rights.can_edit_messages.reset();
        if (!allowed.can_pin_messages) next.rights.can_pin_messages.reset();
        if (!allowed.can_manage_topics) next.rights.can_manage_topics.reset();
    } else {
        next.rights = {};
    }
    next.status = any ? Status::administrator : Status::member;
    set_member(call.state, target.chat, given.user_id, next, {.actor = call.bot.user.id});
    return yes();
}

std::string set_custom_title(Call& call) {
    const auto given = call.read<Target>();
    const auto target = open(call, given, &AdministratorRights::can_promote_members);
    if (target.member.status != Status::administrator) throw bad_request("user is not an administrator");
    auto next = target.member;
    next.custom_title = given.custom_title.value_or("");
    set_member(call.state, target.chat, given.user_id, next, {.actor = call.bot.user.id});
    return yes();
}

}  // namespace

Permissions read_permissions(const core::json::Raw& raw) {
    const auto flags = core::json::try_parse<Flags>(raw.text);
    if (!flags) throw bad_request("can't parse permissions: " + flags.problem);
    Permissions permissions;
    core::for_each_member(permissions, [&](std::string_view name, bool& allowed) {
        const auto flag = flags.value->find(std::string(name));
        allowed = flag != flags.value->end() && flag->second;
    });
    return permissions;
}

Methods member_methods() {
    return {
        {"banChatMember", ban_member},
        {"unbanChatMember", unban_member},
        {"restrictChatMember", restrict_member},
        {"promoteChatMember", promote_member},
        {"setChatAdministratorCustomTitle", set_custom_title},
    };
}

}  // namespace promo::sandbox::telegram
