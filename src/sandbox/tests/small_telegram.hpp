#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/json_read.hpp"
#include "sandbox/changes.hpp"
#include "sandbox/telegram/world.hpp"

namespace promo::sandbox::tests {

// The product's side of a webhook: answers what it was told to, 200 otherwise, and remembers everything.
class Endpoint final : public Poster {
public:
    void post(Delivery delivery, std::function<void(DeliveryResult)> done) override;

    std::vector<Delivery> got;
    std::vector<DeliveryResult> answers;  // used up from the front
    bool holds = false;                   // keeps deliveries waiting for `release`
    void release();

private:
    DeliveryResult next();
    std::vector<std::function<void(DeliveryResult)>> held_;
};

// A world with one bot, one person who talked to it, a clock that stands still, and no rates.
struct SmallTelegram {
    SmallTelegram();

    telegram::Answer call(const std::string& method, const std::string& json = "{}", const std::string& token = {});
    // The `result` of a call that must succeed.
    std::string result(const std::string& method, const std::string& json = "{}");
    // The `description` of a call that must fail.
    std::string refusal(const std::string& method, const std::string& json);
    // Everything that getUpdates has, confirmed: pairs of type and payload.
    std::vector<std::pair<std::string, std::string>> updates();
    std::string private_key() const { return std::to_string(bot.id) + ':' + std::to_string(ann); }
    std::int64_t add_person(const std::string& name);
    // A chat of Ann's where the bot is an administrator.
    telegram::ChatView add_chat(const std::string& kind, const std::string& title);
    void say(const std::string& chat, std::int64_t user, const std::string& text);
    // Lets the clock go on and does what is due, as the loop would.
    void run_until(core::Timestamp end);
    void run_for(core::Duration time) { run_until(clock.now() + time); }

    core::ManualClock clock;
    core::SeededEntropy entropy{7};
    Changes changes;
    telegram::World world{clock, entropy, changes};
    Endpoint endpoint;
    telegram::BotView bot;
    std::int64_t ann = 0;
};

// The member of a JSON object, as its JSON text, by path: `chat.id`, `photo.0.width`. Empty when there is none.
std::string at(const std::string& json, const std::string& path);

}  // namespace promo::sandbox::tests
