#include "domains/broadcasts/jobs.hpp"

#include "core/json_read.hpp"
#include "domains/broadcasts/job_names.hpp"

namespace promo::broadcasts {

std::vector<jobs::Kind> job_kinds(Service& service, feeding::Service& feeding) {
    // A run is one transaction; a process that dies in it holds nobody up for long.
    constexpr std::chrono::seconds kFeedLease{10};
    return {
        {.name = std::string(kFeedJob),
         .handler = [&feeding](const jobs::JobContext& context) { return feeding.feed(context); },
         .lease = kFeedLease},
        {.name = std::string(kStartJob),
         .handler =
             [&service](const jobs::JobContext& context) {
                 service.start_scheduled(context.job.tenant_id,
                                         core::json::parse<JobPayload>(context.job.payload).broadcast);
                 return jobs::Outcome::done();
             }},
        {.name = std::string(kSweepJob),
         .handler =
             [&service](const jobs::JobContext&) {
                 service.sweep();
                 return jobs::Outcome::done();
             },
         .concurrency = 1},
    };
}

}  // namespace promo::broadcasts
