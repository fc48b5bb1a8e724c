#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/backoff.hpp"
#include "core/id.hpp"
#include "core/time.hpp"

namespace promo::jobs {

enum class State { pending, running, done, parked, cancelled };
BOOST_DESCRIBE_ENUM(State, pending, running, done, parked, cancelled)

enum class Verdict {
    done,
    retry,    // later, with back-off; parked when the attempts are used up
    snooze,   // at a time of its own choice; costs no attempt
    cancel,   // no longer wanted
    park,     // a person must look at it
    settled,  // the handler has already called Queue::finish in a transaction of its own
};
BOOST_DESCRIBE_ENUM(Verdict, done, retry, snooze, cancel, park, settled)

// How a run of a job ended, in the words of its handler.
struct Outcome {
    Verdict verdict = Verdict::done;
    std::string reason = {};
    std::optional<core::Timestamp> until = {};  // of a snooze, or the earliest time of a retry

    static Outcome done() { return {}; }
    static Outcome retry(std::string reason, std::optional<core::Timestamp> not_before = {}) {
        return {Verdict::retry, std::move(reason), not_before};
    }
    static Outcome snooze(core::Timestamp until) { return {Verdict::snooze, {}, until}; }
    static Outcome cancel(std::string reason) { return {Verdict::cancel, std::move(reason), {}}; }
    static Outcome park(std::string reason) { return {Verdict::park, std::move(reason), {}}; }
    static Outcome settled() { return {Verdict::settled, {}, {}}; }
};

struct ClaimedJob {
    core::JobId id;
    core::TenantId tenant_id = {};  // empty: a job of the platform
    std::string kind = {};
    std::string payload = {};
    std::int64_t fence = 0;  // of this claim alone: what is said with an older one is not heard
    int attempt = 0;         // this one included
    int max_attempts = 0;
    int priority = 0;
    core::Timestamp run_at = {};
    core::Timestamp created_at = {};
};
BOOST_DESCRIBE_STRUCT(ClaimedJob, (),
                      (id, tenant_id, kind, payload, fence, attempt, max_attempts, priority, run_at, created_at))

// What becomes of the row. Setting it twice is the same as once, so it may be sent again when a COMMIT is in doubt.
struct Ack {
    core::JobId id;
    std::int64_t fence = 0;
    State state = State::done;
    int attempt = 0;
    core::Timestamp run_at = {};
    std::optional<std::string> error = {};
};

// The rules of retry, snooze and parking.
Ack resolve(const ClaimedJob& job, const Outcome& outcome, core::Timestamp now, const core::Backoff& backoff,
            double unit);

// Back to where it was before the claim, attempt included.
Ack give_back(const ClaimedJob& job);

}  // namespace promo::jobs
