#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "db/database.hpp"
#include "domains/broadcasts/feeding/service.hpp"
#include "domains/broadcasts/people/repo.hpp"
#include "domains/broadcasts/service.hpp"
#include "domains/messaging/outbox/service.hpp"
#include "domains/uploads/service.hpp"

namespace promo::broadcasts::trials {

// Waits; false: the program ends.
using Pause = std::function<bool(std::chrono::milliseconds)>;

// What became of a test, as far as it is known when nobody wants to wait any longer.
struct Trial {
    std::string state;  // of the outbox
    std::optional<std::int64_t> message_id = {};
    std::optional<std::string> error = {};
};

struct Preview {
    std::string text;
    std::size_t units = 0;  // with the longest names
    std::size_t limit = 0;
    std::optional<std::string> picture_url = {};
    std::vector<Problem> problems = {};
};

struct Options {
    std::vector<people::ValueCount> languages;
    std::vector<people::ValueCount> sources;
};

// What somebody may know of a broadcast before it goes out. Safe from any thread.
class Service {
public:
    static constexpr std::chrono::seconds kPatience{8};

    Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, audit::Service& audit,
            messaging::outbox::Service& outbox, uploads::Service& uploads, broadcasts::Service& broadcasts,
            feeding::Service& feeding, BotOf bot_of, Pause pause)
        : database_(database),
          clock_(clock),
          entropy_(entropy),
          audit_(audit),
          outbox_(outbox),
          uploads_(uploads),
          broadcasts_(broadcasts),
          feeding_(feeding),
          bot_of_(std::move(bot_of)),
          pause_(std::move(pause)) {}

    // To one of the bot's people, with his own values; waits for kPatience at most. Refuses as `invalid` what is
    // unfinished or needs a coupon that he has not, and a chat that the bot does not know.
    Trial send(const core::TenantId& tenant, const core::Actor& actor, const std::string& id, std::int64_t chat);
    // Of anything, however unfinished; with the values of somebody or of nobody in particular.
    Preview preview(const core::TenantId& tenant, const Content& content, const std::optional<std::int64_t>& chat);

    people::Reach reach(const core::TenantId& tenant, const Audience& audience);
    Options options(const core::TenantId& tenant);
    // Heard of within 30 days; none without a bot.
    std::int64_t active_users(const core::TenantId& tenant);

private:
    db::Database& database_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    audit::Service& audit_;
    messaging::outbox::Service& outbox_;
    uploads::Service& uploads_;
    broadcasts::Service& broadcasts_;
    feeding::Service& feeding_;
    const BotOf bot_of_;
    const Pause pause_;
};

}  // namespace promo::broadcasts::trials
