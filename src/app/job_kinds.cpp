#include <algorithm>
#include <iterator>

#include "app/app.hpp"
#include "app/objects_farewell.hpp"
#include "domains/analytics/rollups/jobs.hpp"
#include "domains/broadcasts/jobs.hpp"
#include "domains/connections/jobs.hpp"
#include "domains/coupon_bot/jobs.hpp"
#include "domains/coupons/batches/jobs.hpp"
#include "domains/messaging/jobs.hpp"
#include "domains/messaging/outbox/desk/jobs.hpp"
#include "domains/templates/jobs.hpp"
#include "domains/uploads/jobs.hpp"

namespace promo::app {

std::vector<jobs::Kind> App::job_kinds() {
    std::vector<jobs::Kind> kinds = {
        {"auth.forget_expired",
         [this](const jobs::JobContext&) {
             domains_.auth.forget_expired();
             return jobs::Outcome::done();
         }},
        objects_farewell_job(domains_),
    };
    const auto append = [&](std::vector<jobs::Kind> more) { std::ranges::move(more, std::back_inserter(kinds)); };
    append(connections::job_kinds(domains_.connections));
    append(messaging::job_kinds(domains_.messaging));
    append(messaging::outbox::desk::job_kinds(domains_.outbox_desk));
    append(templates::job_kinds(domains_.templates));
    append(coupons::batches::job_kinds(domains_.picture_batches));
    append(uploads::job_kinds(domains_.uploads));
    append(coupon_bot::job_kinds(domains_.coupon_bot));
    append(broadcasts::job_kinds(domains_.broadcasts, domains_.broadcast_feeding));
    append(analytics::rollups::job_kinds(domains_.usage_rollups));
    return kinds;
}

}  // namespace promo::app
