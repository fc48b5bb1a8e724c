#pragma once

#include <cstdint>
#include <string>

#include "core/clock.hpp"
#include "core/secret.hpp"
#include "core/throttle.hpp"
#include "db/database.hpp"
#include "domains/campaigns/service.hpp"

namespace promo::campaigns::supporters {

// Counts the people who made a picture. Safe from any thread.
class Service {
public:
    static constexpr core::Throttle::Limit kPerNetwork{30, std::chrono::minutes(10)};

    // `key`: what is stored of a visitor says nothing to who does not have it.
    Service(db::Database& database, core::Clock& clock, campaigns::Service& campaigns, core::Secret key)
        : database_(database), clock_(clock), campaigns_(campaigns), key_(std::move(key)) {}

    // `visitor` is what the page calls his browser: 16 to 64 letters, digits, dashes and underscores. Gives how many
    // there are now; somebody who comes again from the same network counts once. Refuses as `conflict` a campaign that
    // is not on, `rate_limited` too many from one network.
    std::int64_t support(const std::string& campaign, const std::string& visitor, const std::string& client_ip);

private:
    db::Database& database_;
    core::Clock& clock_;
    campaigns::Service& campaigns_;
    const core::Secret key_;
    core::Throttle networks_{kPerNetwork};
};

}  // namespace promo::campaigns::supporters
