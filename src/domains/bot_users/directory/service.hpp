#pragma once

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/bot_users/directory/person.hpp"
#include "domains/bot_users/service.hpp"

namespace promo::bot_users::directory {

// The people of a tenant's bots, for its dashboard. Safe from any thread.
class Service {
public:
    static constexpr std::int64_t kLargestPage = 200;
    static constexpr std::int64_t kLongestHistory = 100;

    Service(db::Database& database, core::Clock& clock, audit::Service& audit, bot_users::Service& bot_users);

    People list(const core::TenantId& tenant, const Search& search);
    Activity activity(const core::TenantId& tenant, std::int64_t chat);
    // Refuses as `not_found` who never talked to the tenant's bot, as `invalid` a time zone that there is not.
    void change(const core::TenantId& tenant, const core::Actor& actor, std::int64_t chat, const Change& change);

private:
    db::Database& database_;
    core::Clock& clock_;
    audit::Service& audit_;
    bot_users::Service& bot_users_;
};

}  // namespace promo::bot_users::directory
