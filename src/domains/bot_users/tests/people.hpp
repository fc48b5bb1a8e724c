#pragma once

#include "domains/bot_users/directory/service.hpp"
#include "support/databases.hpp"

namespace promo::tests {

inline const core::TenantId kAcme{"acme"};
inline const core::TenantId kBolt{"bolt"};
inline constexpr std::int64_t kBot = 7'000'000'001;

// Two tenants whose bots people talk to.
struct People {
    explicit People(FreshDatabase& fresh);

    bool see(std::int64_t chat, const std::string& first_name = "Ann", const core::TenantId& tenant = kAcme);
    // A picture with this coupon.
    void generate(std::int64_t chat, const std::string& coupon);
    std::optional<bot_users::BotUser> find(std::int64_t chat, const core::TenantId& tenant = kAcme);
    template <class Work>
    void note(Work&& work) {
        database.transact(kAcme, [&](db::Tx& tx) { work(tx); });
    }

    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{5};
    audit::Service audit{database, entropy};
    bot_users::Service service{entropy};
    bot_users::directory::Service directory{database, clock, audit, service};
};

}  // namespace promo::tests
