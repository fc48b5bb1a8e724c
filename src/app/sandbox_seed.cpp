#include "app/sandbox_seed.hpp"

namespace promo::app {

void seed_telegram(sandbox::telegram::World& world) {
    const auto bot = world.create_bot({.first_name = "Promo Bot", .username = "promo_demo_bot"});
    const auto owner = world.create_person({.first_name = "Olivia", .last_name = "Owner", .username = "olivia_owner"});
    const auto subscriber =
        world.create_person({.first_name = "Sam", .last_name = "Subscriber", .username = "sam_subscriber"});
    const auto channel = world.create_chat(
        {.kind = "channel", .title = "Free signals", .owner = owner.id, .username = "free_signals_demo"});
    world.create_chat({.kind = "supergroup", .title = "Community", .owner = owner.id});
    world.set_member({.chat = channel.key, .user = bot.id, .actor = owner.id, .status = "administrator"});
    world.join({.user = subscriber.id, .link = "@free_signals_demo"});
    world.start({.bot = bot.id, .user = subscriber.id});
}

}  // namespace promo::app
