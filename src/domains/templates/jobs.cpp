#include "domains/templates/jobs.hpp"

#include "core/json_read.hpp"
#include "domains/templates/job_names.hpp"

namespace promo::templates {
namespace {

// While the store hangs, other work has to find a free thread.
constexpr std::size_t kAtATime = 2;

}  // namespace

std::vector<jobs::Kind> job_kinds(Service& service) {
    return {{.name = std::string(kPublishJob),
             .handler =
                 [&service](const jobs::JobContext& context) {
                     const auto payload = core::json::parse<PublishPayload>(context.job.payload);
                     service.publish(context.job.tenant_id, payload.slug);
                     return jobs::Outcome::done();
                 },
             .lease = std::chrono::minutes(10),
             .concurrency = kAtATime}};
}

}  // namespace promo::templates
