#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/vendor_accounts/service.hpp"

namespace promo::subscriptions {

// Safe from any thread.
class Service {
public:
    Service(db::Database& database, core::Clock& clock, vendor_accounts::Service& accounts, audit::Service& audit)
        : database_(database), clock_(clock), accounts_(accounts), audit_(audit) {}

    // Keeps an event for the tenant whose webhook this is; the same event again changes nothing. Refuses as
    // `unauthorized` an id of nobody's, `not_configured` before the tenant has entered the webhook's secret, `invalid`
    // what is not signed with it or is no event. On return it is committed.
    void receive_stripe_event(const std::string& webhook_id, std::optional<std::string_view> signature,
                              std::string_view body);

private:
    db::Database& database_;
    core::Clock& clock_;
    vendor_accounts::Service& accounts_;
    audit::Service& audit_;
};

}  // namespace promo::subscriptions
