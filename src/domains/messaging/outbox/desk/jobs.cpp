#include "domains/messaging/outbox/desk/jobs.hpp"

#include "domains/messaging/outbox/desk/service.hpp"

namespace promo::messaging::outbox::desk {

std::vector<jobs::Kind> job_kinds(Service& service) {
    return {{.name = std::string(kPruneJob),
             .handler =
                 [&service](const jobs::JobContext&) {
                     service.prune();
                     return jobs::Outcome::done();
                 },
             .concurrency = 1}};
}

}  // namespace promo::messaging::outbox::desk
