#include "domains/analytics/rollups/jobs.hpp"

namespace promo::analytics::rollups {
namespace {

// The next turn begins when the next run is due.
constexpr std::chrono::seconds kTurn{50};

}  // namespace

std::vector<jobs::Kind> job_kinds(Service& service) {
    constexpr std::chrono::minutes kLease{3};
    return {{.name = "analytics.roll_up",
             .handler =
                 [&service](const jobs::JobContext& job) {
                     const auto end = std::chrono::steady_clock::now() + kTurn;
                     const bool done = service.roll_up(
                         [&] { return job.stopping.load() || std::chrono::steady_clock::now() >= end; });
                     return done ? jobs::Outcome::done() : jobs::Outcome::snooze(job.now);
                 },
             .lease = kLease,
             .concurrency = 1}};
}

}  // namespace promo::analytics::rollups
