#include "domains/messaging/jobs.hpp"

#include "domains/messaging/service.hpp"

namespace promo::messaging {

namespace {

// Some of the threads stay free of updates, and some of those of any single tenant, whose vendor may be slow.
constexpr std::size_t kAtATime = 8;
constexpr std::size_t kOfOneTenant = 4;
// Longer than the hold of the last update that a run works.
constexpr std::chrono::minutes kLease{2};

}  // namespace

std::vector<jobs::Kind> job_kinds(Service& service) {
    return {
        {.name = std::string(kUpdateJob),
         .handler = [&service](const jobs::JobContext& context) { return service.work(context.job); },
         .lease = kLease,
         .backoff = {.first = std::chrono::seconds(1), .longest = std::chrono::hours(1)},
         .concurrency = kAtATime,
         .tenant_concurrency = kOfOneTenant},
        {.name = std::string(kPruneJob),
         .handler =
             [&service](const jobs::JobContext&) {
                 service.prune();
                 return jobs::Outcome::done();
             },
         .concurrency = 1},
    };
}

}  // namespace promo::messaging
