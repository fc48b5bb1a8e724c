#include <iostream>

#include "app/tenant_commands.hpp"
#include "app/workshop.hpp"
#include "core/error.hpp"

namespace promo::app {
namespace {

using connections::BotRole;

std::vector<connections::NewConnection> given_bots(const Config& config) {
    std::vector<connections::NewConnection> bots;
    if (!config.telegram_bot_token.empty()) {
        bots.push_back({.role = BotRole::coupon_bot, .token = config.telegram_bot_token, .channels = {}});
    }
    if (!config.forex_bot_token.empty()) {
        connections::NewConnection signal{.role = BotRole::signal_bot, .token = config.forex_bot_token, .channels = {}};
        // The environment knows one channel; it has both places until its tenant says otherwise.
        if (!config.forex_channel_id.empty()) {
            signal.channels.vip_channel_id = config.forex_channel_id;
            signal.channels.free_channel_id = config.forex_channel_id;
        }
        bots.push_back(std::move(signal));
    }
    return bots;
}

}  // namespace

Exit seed_bots(Config config, const TenantArguments& arguments) {
    Workshop workshop(std::move(config));
    const auto bots = given_bots(workshop.config);
    if (bots.empty()) {
        std::cerr << "promostack: set TELEGRAM_BOT_TOKEN (coupon bot) or FOREX_BOT_TOKEN (signal bot) first\n";
        return Exit::failed;
    }
    const core::TenantId tenant(arguments.id);
    if (!workshop.domains.tenants.find(tenant)) {
        throw core::Refusal(core::RefusalCode::not_found, "There is no tenant " + tenant.str() + '.');
    }
    workshop.client.start();
    for (const auto& bot : bots) {
        const auto saved = workshop.domains.connections.save(tenant, Workshop::actor(), bot);
        std::cout << core::enum_name(saved.bot_role) << ' ' << saved.bot_username << '\n';
    }
    workshop.client.stop();
    return Exit::good;
}

}  // namespace promo::app
