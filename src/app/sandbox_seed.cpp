#include "app/sandbox_seed.hpp"

namespace promo::app {
namespace {

// People who found the coupon bot, and the link that brought them.
constexpr std::pair<const char*, const char*> kCustomers[] = {
    {"Mia", "instagram"}, {"Leo", "instagram"}, {"Zoe", "tiktok"}, {"Noah", "tiktok"}, {"Ida", "newsletter"}};

}  // namespace

DemoBot seed_telegram(sandbox::telegram::World& world) {
    const auto bot = world.create_bot({.first_name = "Promo Bot", .username = "promo_demo_bot"});
    const auto signals = world.create_bot({.first_name = "Signal Bot", .username = "signal_demo_bot"});
    const auto owner = world.create_person({.first_name = "Olivia", .last_name = "Owner", .username = "olivia_owner"});
    const auto subscriber =
        world.create_person({.first_name = "Sam", .last_name = "Subscriber", .username = "sam_subscriber"});
    const auto free = world.create_chat(
        {.kind = "channel", .title = "Free signals", .owner = owner.id, .username = "free_signals_demo"});
    const auto vip = world.create_chat({.kind = "channel", .title = "VIP signals", .owner = owner.id});
    const auto group = world.create_chat({.kind = "supergroup", .title = "Community", .owner = owner.id});
    // Others are not shown what is no command to Telegram, like `/flash/CODE`.
    world.set_member({.chat = group.key, .user = bot.id, .actor = owner.id, .status = "administrator"});
    world.set_member({.chat = free.key, .user = bot.id, .actor = owner.id, .status = "administrator"});
    for (const auto& channel : {free.key, vip.key})
        world.set_member({.chat = channel, .user = signals.id, .actor = owner.id, .status = "administrator"});
    world.join({.user = subscriber.id, .link = "@free_signals_demo"});
    world.start({.bot = bot.id, .user = subscriber.id});
    for (const auto& [name, link] : kCustomers) {
        const auto customer = world.create_person({.first_name = name});
        world.start({.bot = bot.id, .user = customer.id, .payload = link});
    }
    return {
        .token = signals.token, .free_channel_id = free.key, .vip_channel_id = vip.key, .coupon_bot_token = bot.token};
}

void seed_funderpro(sandbox::funderpro::World& world) {
    for (const char* code : {"WELCOME-30", "GOLD10", "SPRING-SALE"})
        world.add({.code = code, .product_id = {}});
}

void seed_clerk(sandbox::clerk::World& world) {
    world.create_account({.name = "Olivia Owner", .email = "olivia@example.com", .id = kDemoOwner});
    world.create_account({.name = "Ada Admin", .email = kDemoAdminEmail, .id = "user_ada_admin"});
    world.create_account({.name = "Nora Newcomer", .email = "nora@example.com", .id = "user_nora_newcomer"});
}

}  // namespace promo::app
