#include <algorithm>

#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/members.hpp"
#include "sandbox/telegram/messages.hpp"
#include "sandbox/telegram/method.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::string_view kGiftTypes =
    R"({"unlimited_gifts":false,"limited_gifts":false,"unique_gifts":false,"premium_subscription":false,"gifts_from_channels":false})";

struct ChatOnly {
    ChatRef chat_id;
};
BOOST_DESCRIBE_STRUCT(ChatOnly, (), (chat_id))

struct ChatUser {
    ChatRef chat_id;
    std::int64_t user_id = 0;
};
BOOST_DESCRIBE_STRUCT(ChatUser, (), (chat_id, user_id))

struct Pin {
    ChatRef chat_id;
    std::optional<std::int64_t> message_id;
};
BOOST_DESCRIBE_STRUCT(Pin, (), (chat_id, message_id))

struct Title {
    ChatRef chat_id;
    std::string title;
};
BOOST_DESCRIBE_STRUCT(Title, (), (chat_id, title))

struct Description {
    ChatRef chat_id;
    std::optional<std::string> description;
};
BOOST_DESCRIBE_STRUCT(Description, (), (chat_id, description))

struct SetPermissions {
    ChatRef chat_id;
    core::json::Raw permissions;
};
BOOST_DESCRIBE_STRUCT(SetPermissions, (), (chat_id, permissions))

std::string get_chat(Call& call) {
    // Whoever was removed learns nothing more of a private group; a public one is open to all.
    auto& chat = chat_named(call.state, call.bot, call.read<ChatOnly>().chat_id.text);
    if (!chat.is_private() && chat.username.empty()) chat_inside(call.state, call.bot, std::to_string(chat.id()));
    const auto shown = show_chat(call.state, chat);
    ChatFullInfo info;
    info.id = shown.id;
    info.type = shown.type;
    info.title = shown.title;
    info.username = shown.username;
    info.first_name = shown.first_name;
    info.last_name = shown.last_name;
    info.is_forum = shown.is_forum;
    info.accepted_gift_types.text = kGiftTypes;
    if (shown.username) info.active_usernames = {*shown.username};
    if (!chat.description.empty()) info.description = chat.description;
    if (chat.is_group()) info.permissions = chat.permissions;
    if (has_right(chat, call.bot.user.id, &AdministratorRights::can_invite_users)) {
        for (const auto& link : chat.links) {
            if (link.is_primary && !link.is_revoked && link.creator == call.bot.user.id) info.invite_link = link.link;
        }
    }
    if (!chat.pinned.empty()) {
        if (const auto* message = find_message(chat, chat.pinned.back()))
            info.pinned_message = core::json::Raw{message_json(call.state, chat, *message, &call.bot)};
    }
    return result_of(info);
}

ChatState& read_chat(Call& call) {
    auto& chat = chat_inside(call.state, call.bot, call.read<ChatOnly>().chat_id.text);
    lift_old_bans(call.state, chat);
    return chat;
}

std::string get_administrators(Call& call) {
    auto& chat = read_chat(call);
    if (chat.is_private()) throw bad_request("there are no administrators in the private chat");
    std::vector<ChatMember> administrators;
    for (const auto& [user, member] : chat.members) {
        // Other bots are left out, as Telegram does.
        const bool other_bot = call.state.bots.contains(user) && user != call.bot.user.id;
        if (member.administers() && !other_bot)
            administrators.push_back(show_member(call.state, chat, user, &call.bot));
    }
    return result_of(administrators);
}

std::string get_member_count(Call& call) {
    const auto& chat = read_chat(call);
    if (chat.is_private()) return "2";
    return std::to_string(std::ranges::count_if(chat.members, [](const auto& entry) { return entry.second.inside(); }));
}

std::string get_member(Call& call) {
    const auto given = call.read<ChatUser>();
    auto& chat = chat_inside(call.state, call.bot, given.chat_id.text);
    lift_old_bans(call.state, chat);
    if (!find_user(call.state, given.user_id)) throw bad_request("user not found");
    if (chat.is_private()) {
        if (given.user_id != chat.id() && given.user_id != call.bot.user.id) throw bad_request("member not found");
        ChatState view;
        view.members[given.user_id].status = Status::member;
        return show_member(call.state, view, given.user_id, nullptr).text;
    }
    const bool may_look = given.user_id == call.bot.user.id || chat.kind != ChatKind::channel ||
                          chat.member(call.bot.user.id).administers();
    if (!may_look) throw bad_request("CHAT_ADMIN_REQUIRED");
    return show_member(call.state, chat, given.user_id, &call.bot).text;
}

std::string leave_chat(Call& call) {
    auto& chat = read_chat(call);
    if (chat.is_private()) throw bad_request("chat member status can't be changed in private chats");
    leave(call.state, chat, call.bot.user.id, call.bot.user.id);
    return yes();
}

void require_pin_right(const Call& call, const ChatState& chat) {
    if (chat.is_private()) return;
    const auto member = chat.member(call.bot.user.id);
    const auto& right =
        chat.kind == ChatKind::channel ? member.rights.can_edit_messages : member.rights.can_pin_messages;
    if (!(member.administers() && right.value_or(false)))
        throw bad_request("not enough rights to manage pinned messages in the chat");
}

std::string pin_message(Call& call) {
    const auto given = call.read<Pin>();
    auto& chat = chat_inside(call.state, call.bot, given.chat_id.text);
    require_pin_right(call, chat);
    const auto id = given.message_id.value_or(0);
    if (!find_message(chat, id)) throw bad_request("message to pin not found");
    std::erase(chat.pinned, id);
    chat.pinned.push_back(id);
    StoredMessage service;
    service.author = chat.kind == ChatKind::channel ? 0 : call.bot.user.id;
    service.pinned = id;
    service.body.pinned_message = core::json::Raw{};
    post_message(call.state, chat, std::move(service));
    return yes();
}

std::string unpin_message(Call& call) {
    const auto given = call.read<Pin>();
    auto& chat = chat_inside(call.state, call.bot, given.chat_id.text);
    require_pin_right(call, chat);
    if (!given.message_id) {
        if (!chat.pinned.empty()) chat.pinned.pop_back();
    } else if (std::erase(chat.pinned, *given.message_id) == 0) {
        throw bad_request("message to unpin not found");
    }
    mark_changed(call.state, chat);
    return yes();
}

std::string unpin_all(Call& call) {
    auto& chat = read_chat(call);
    require_pin_right(call, chat);
    chat.pinned.clear();
    mark_changed(call.state, chat);
    return yes();
}

std::string set_title(Call& call) {
    const auto given = call.read<Title>();
    auto& chat = chat_inside(call.state, call.bot, given.chat_id.text);
    if (chat.is_private()) throw bad_request("can't change private chat title");
    require_right(chat, call.bot, &AdministratorRights::can_change_info);
    if (given.title.empty()) throw bad_request("title must be non-empty");
    if (given.title == chat.title) throw bad_request("chat title is not modified");
    chat.title = given.title;
    Message body;
    body.new_chat_title = given.title;
    post_service(call.state, chat, call.bot.user.id, std::move(body));
    return yes();
}

std::string set_description(Call& call) {
    const auto given = call.read<Description>();
    auto& chat = chat_inside(call.state, call.bot, given.chat_id.text);
    if (chat.is_private()) throw bad_request("can't change private chat description");
    require_right(chat, call.bot, &AdministratorRights::can_change_info);
    if (given.description.value_or("") == chat.description) throw bad_request("chat description is not modified");
    chat.description = given.description.value_or("");
    mark_changed(call.state, chat);
    return yes();
}

std::string set_permissions(Call& call) {
    const auto given = call.read<SetPermissions>();
    auto& chat = chat_inside(call.state, call.bot, given.chat_id.text);
    if (!chat.is_group()) throw bad_request("can't change permissions of this chat");
    require_right(chat, call.bot, &AdministratorRights::can_restrict_members);
    chat.permissions = read_permissions(given.permissions);
    mark_changed(call.state, chat);
    return yes();
}

}  // namespace

Methods chat_methods() {
    return {
        {"getChat", get_chat},
        {"getChatAdministrators", get_administrators},
        {"getChatMemberCount", get_member_count},
        {"getChatMember", get_member},
        {"leaveChat", leave_chat},
        {"pinChatMessage", pin_message},
        {"unpinChatMessage", unpin_message},
        {"unpinAllChatMessages", unpin_all},
        {"setChatTitle", set_title},
        {"setChatDescription", set_description},
        {"setChatPermissions", set_permissions},
    };
}

}  // namespace promo::sandbox::telegram
