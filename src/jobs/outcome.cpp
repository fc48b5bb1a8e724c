#include "jobs/outcome.hpp"

#include <algorithm>

#include "core/redact.hpp"
#include "core/utf8.hpp"

namespace promo::jobs {
namespace {

constexpr std::size_t kMaxReason = 500;  // characters

// What ends up on the platform's page and in two kinds of JSON: no secrets, no NUL, no broken UTF-8.
std::string presentable(std::string_view reason) {
    auto text = core::redact(core::to_valid_utf8(reason));
    std::replace(text.begin(), text.end(), '\0', ' ');
    return std::string(core::utf8_prefix(text, kMaxReason));
}

}  // namespace

Ack resolve(const ClaimedJob& job, const Outcome& outcome, core::Timestamp now, const core::Backoff& backoff,
            double unit) {
    Ack ack{job.id, job.fence, State::done, job.attempt, now, {}};
    if (!outcome.reason.empty()) ack.error = presentable(outcome.reason);
    switch (outcome.verdict) {
        case Verdict::done:
        case Verdict::settled:
            break;
        case Verdict::retry:
            ack.state = job.attempt < job.max_attempts ? State::pending : State::parked;
            ack.run_at = std::max(now + backoff.delay(job.attempt, unit), outcome.until.value_or(now));
            break;
        case Verdict::snooze:
            ack.state = State::pending;
            ack.attempt = job.attempt - 1;
            ack.run_at = outcome.until.value_or(now);
            break;
        case Verdict::cancel:
            ack.state = State::cancelled;
            break;
        case Verdict::park:
            ack.state = State::parked;
            break;
    }
    return ack;
}

Ack give_back(const ClaimedJob& job) {
    return {job.id, job.fence, State::pending, job.attempt - 1, job.run_at, {}};
}

}  // namespace promo::jobs
