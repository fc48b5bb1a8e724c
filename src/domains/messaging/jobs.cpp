#include "domains/messaging/jobs.hpp"

#include "domains/messaging/service.hpp"

namespace promo::messaging {

std::vector<jobs::Kind> job_kinds(Service& service) {
    return {
        {.name = std::string(kUpdateJob),
         .handler = [&service](const jobs::JobContext& context) { return service.work(context.job); },
         .backoff = {.first = std::chrono::seconds(1), .longest = std::chrono::hours(1)}},
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
