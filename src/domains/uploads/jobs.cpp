#include "domains/uploads/jobs.hpp"

namespace promo::uploads {

std::vector<jobs::Kind> job_kinds(Service& service) {
    // Each of the pictures that go is two calls of a store that may be slow.
    constexpr std::chrono::minutes kLease{30};
    return {{.name = "uploads.sweep",
             .handler =
                 [&service](const jobs::JobContext&) {
                     service.sweep();
                     return jobs::Outcome::done();
                 },
             .lease = kLease,
             .concurrency = 1}};
}

}  // namespace promo::uploads
