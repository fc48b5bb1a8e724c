#include "domains/coupons/batches/jobs.hpp"

#include "domains/coupons/batches/job_names.hpp"

namespace promo::coupons::batches {

std::vector<jobs::Kind> job_kinds(Service& service) {
    return {
        // One at a time: an archive lies in memory until it is stored, and web requests want to be drawn, too.
        {.name = std::string(kDrawJob),
         .handler = [&service](const jobs::JobContext& context) { return service.work(context); },
         .lease = std::chrono::minutes(5),
         .concurrency = 1},
        {.name = std::string(kSweepJob),
         .handler =
             [&service](const jobs::JobContext&) {
                 service.sweep();
                 return jobs::Outcome::done();
             },
         .concurrency = 1},
    };
}

}  // namespace promo::coupons::batches
