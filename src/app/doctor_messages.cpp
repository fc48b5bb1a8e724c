#include "app/doctor_messages.hpp"

#include <string>
#include <utility>

#include "core/clock.hpp"
#include "domains/coupon_bot/service.hpp"
#include "domains/messaging/outbox/desk/service.hpp"

namespace promo::app {
namespace {

using messaging::outbox::desk::Troubles;

void add_messages(const Troubles& troubles, std::vector<Finding>& findings) {
    const auto warn = [&](std::string found, std::string advice) {
        findings.push_back({"messages", Health::warning, std::move(found), std::move(advice)});
    };
    const auto before = findings.size();
    if (troubles.paused_bots > 0) {
        warn(std::to_string(troubles.paused_bots) + " bots send nothing, one of tenant " +
                 troubles.paused_tenant.value_or(""),
             "Their tokens were refused or they are not connected any more: connect them again. What waits is kept.");
    }
    if (troubles.late_bots > 0) {
        warn(std::to_string(troubles.late_bots) + " bots have had something to send for over ten minutes",
             "See that a process with the role `worker` runs; Messages > Outbox says what each bot waits for.");
    }
    if (troubles.old_unknown > 0) {
        warn(std::to_string(troubles.old_unknown) + " may or may not have arrived, and nobody has decided for a day",
             "Messages > Outbox lists them: send them again, or leave them.");
    }
    if (findings.size() == before)
        findings.push_back({"messages", Health::good, "none is late, none waits for a decision", {}});
}

Finding of_menus(const std::vector<core::TenantId>& without) {
    if (without.empty()) return {"menus of coupon bots", Health::good, "as far as they were asked for, registered", {}};
    return {"menus of coupon bots", Health::warning,
            std::to_string(without.size()) + " not taken by Telegram; tenant " + without.front().str(),
            "Messages > Coupon bot says why; `Register again` there tries it once more."};
}

}  // namespace

void examine_messages(db::Database& database, std::vector<Finding>& findings) {
    const core::SystemClock clock;
    database.read_as_system("look at all tenants' messages", [&](db::Tx& tx) {
        add_messages(messaging::outbox::desk::Service::troubles(tx, clock.now()), findings);
        findings.push_back(of_menus(coupon_bot::Service::without_menu(tx)));
    });
}

}  // namespace promo::app
