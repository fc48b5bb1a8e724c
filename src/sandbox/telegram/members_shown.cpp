#include "core/json_write.hpp"
#include "sandbox/telegram/chats.hpp"

namespace promo::sandbox::telegram {

namespace {

struct Owner {
    std::string status;
    User user;
    bool is_anonymous = false;
    std::optional<std::string> custom_title;
};
BOOST_DESCRIBE_STRUCT(Owner, (), (status, user, is_anonymous, custom_title))

struct Administrator : AdministratorRights {
    std::string status = "administrator";
    User user;
    bool can_be_edited = false;
    std::optional<std::string> custom_title;
};
BOOST_DESCRIBE_STRUCT(Administrator, (AdministratorRights), (status, user, can_be_edited, custom_title))

struct Plain {
    std::string status;
    User user;
    std::optional<std::int64_t> until_date;
};
BOOST_DESCRIBE_STRUCT(Plain, (), (status, user, until_date))

struct Restricted : Permissions {
    std::string status = "restricted";
    User user;
    bool is_member = true;
    std::int64_t until_date = 0;
};
BOOST_DESCRIBE_STRUCT(Restricted, (Permissions), (status, user, is_member, until_date))

template <class T>
ChatMember as_member(const T& value) {
    return {core::json::to_text(value, core::json::Absent::omitted)};
}

std::optional<std::string> some(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

ChatMember show_member(State& state, const ChatState& chat, std::int64_t user, const Bot* reader) {
    const auto member = chat.member(user);
    auto shown = show_user(state, user);
    switch (member.status) {
        case Status::creator:
            return as_member(Owner{"creator", std::move(shown), false, some(member.custom_title)});
        case Status::administrator: {
            Administrator administrator;
            static_cast<AdministratorRights&>(administrator) = member.rights;
            administrator.user = std::move(shown);
            administrator.can_be_edited = reader && reader->user.id != user &&
                                          has_right(chat, reader->user.id, &AdministratorRights::can_promote_members);
            administrator.custom_title = some(member.custom_title);
            return as_member(administrator);
        }
        case Status::restricted: {
            Restricted restricted;
            static_cast<Permissions&>(restricted) = member.permissions;
            restricted.user = std::move(shown);
            restricted.is_member = member.restricted_but_inside;
            restricted.until_date = member.until_date;
            return as_member(restricted);
        }
        case Status::kicked:
            return as_member(Plain{"kicked", std::move(shown), member.until_date});
        case Status::member:
        case Status::left:
            break;
    }
    return as_member(Plain{std::string(core::enum_name(member.status)), std::move(shown), std::nullopt});
}

}  // namespace promo::sandbox::telegram
