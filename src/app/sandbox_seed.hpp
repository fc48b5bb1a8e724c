#pragma once

#include "sandbox/telegram/world.hpp"

namespace promo::app {

// A bot, two people, a group and a channel, so that the page has something to show.
void seed_telegram(sandbox::telegram::World& world);

}  // namespace promo::app
