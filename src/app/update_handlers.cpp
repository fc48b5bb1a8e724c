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

}  // namespace

messaging::UpdateHandlers update_handlers(connections::Service& connections, const core::Clock& clock) {
    return {
        {"my_chat_member",
         [&](const messaging::Update& update) -> messaging::Effect {
             const auto parsed = core::json::try_parse<MyChatMember>(update.body);
             if (!parsed) {
                 core::log::warn("messaging.strange_update", {{"kind", update.kind}, {"problem", parsed.problem}});
                 return {};
             }
             return [&, update, chat = parsed.value->my_chat_member.chat](db::Tx& tx) {
                 connections.on_chat_member_of_bot(tx, update.tenant_id, update.bot, chat.id, chat.username,
                                                   clock.now());
             };
         }},
    };
}

}  // namespace promo::app
