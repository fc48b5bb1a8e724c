#include "app/update_handlers.hpp"

#include <boost/describe/class.hpp>

#include "core/json_read.hpp"
#include "core/log.hpp"

namespace promo::app {
namespace {

struct Chat {
    std::int64_t id = 0;
    std::optional<std::string> username;
};
BOOST_DESCRIBE_STRUCT(Chat, (), (id, username))

struct ChatMemberUpdated {
    Chat chat;
};
BOOST_DESCRIBE_STRUCT(ChatMemberUpdated, (), (chat))

struct MyChatMember {
    ChatMemberUpdated my_chat_member;
};
BOOST_DESCRIBE_STRUCT(MyChatMember, (), (my_chat_member))

// What several domains make of one update, in one transaction.
messaging::Effect both(messaging::Effect first, messaging::Effect second) {
    if (!first) return second;
    if (!second) return first;
    return [first = std::move(first), second = std::move(second)](db::Tx& tx) {
        first(tx);
        second(tx);
    };
}

messaging::Effect tell_connections(connections::Service& connections, const core::Clock& clock,
                                   const messaging::Update& update) {
    const auto parsed = core::json::try_parse<MyChatMember>(update.body);
    if (!parsed) {
        core::log::warn("messaging.strange_update", {{"kind", update.kind}, {"problem", parsed.problem}});
        return {};
    }
    return [&, update, chat = parsed.value->my_chat_member.chat](db::Tx& tx) {
        connections.on_chat_member_of_bot(tx, update.tenant_id, update.bot, chat.id, chat.username, clock.now());
    };
}

}  // namespace

messaging::UpdateHandlers update_handlers(connections::Service& connections, coupon_bot::talk::Service& coupon_talk,
                                          const core::Clock& clock) {
    const messaging::UpdateHandler talk = [&](const messaging::Update& update) { return coupon_talk.think(update); };
    return {
        {"message", talk},
        {"channel_post", talk},
        {"callback_query", talk},
        {"my_chat_member",
         [&](const messaging::Update& update) {
             return both(tell_connections(connections, clock, update), coupon_talk.note_membership(update));
         }},
    };
}

}  // namespace promo::app
