#include "domains/connections/connection.hpp"

#include "core/enum_name.hpp"

namespace promo::connections {

std::optional<BotRole> parse_role(std::string_view text) {
    if (text == "signal") return BotRole::signal_bot;
    if (text == "message") return BotRole::message_bot;
    return core::parse_enum<BotRole>(text);
}

core::Refusal bot_not_configured(const core::TenantId& tenant, BotRole role) {
    return {core::RefusalCode::not_configured, "The tenant " + tenant.str() + " has no " +
                                                   std::string(core::enum_name(role)) +
                                                   ". Connect a bot for it under Connections."};
}

}  // namespace promo::connections
