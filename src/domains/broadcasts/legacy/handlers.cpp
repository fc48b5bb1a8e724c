#include "domains/broadcasts/legacy/handlers.hpp"

#include "core/error.hpp"
#include "http/json.hpp"

namespace promo::broadcasts::legacy {
namespace {

using core::Refusal;
using core::RefusalCode;
using http::Request;
using http::Response;

constexpr int kDays = 30;
constexpr std::int64_t kListed = 20;
constexpr int kUnavailable = 503;

struct Body {
    std::string message;
    std::optional<int> days;
};
BOOST_DESCRIBE_STRUCT(Body, (), (message, days))

struct StartedView {
    bool success = true;
    std::string job_id;
    std::int64_t total_users = 0;
    std::string status = "processing";
};
BOOST_DESCRIBE_STRUCT(StartedView, (), (success, job_id, total_users, status))

struct NobodyView {
    bool success = true;
    std::int64_t sent = 0;
    std::int64_t failed = 0;
    std::int64_t total = 0;
    std::string message = "Nobody was active in that time.";
};
BOOST_DESCRIBE_STRUCT(NobodyView, (), (success, sent, failed, total, message))

struct NoBotView {
    bool success = false;
    std::string error;
};
BOOST_DESCRIBE_STRUCT(NoBotView, (), (success, error))

struct JobView {
    std::string id;
    std::string message;
    int target_days = kDays;
    std::string status;
    std::int64_t total_users = 0;
    std::int64_t sent_count = 0;
    std::int64_t failed_count = 0;
    core::Timestamp created_at;
    std::optional<core::Timestamp> completed_at;
};
BOOST_DESCRIBE_STRUCT(JobView, (),
                      (id, message, target_days, status, total_users, sent_count, failed_count, created_at,
                       completed_at))

struct JobsView {
    std::vector<JobView> jobs;
    std::int64_t active_users = 0;
};
BOOST_DESCRIBE_STRUCT(JobsView, (), (jobs, active_users))

std::string status_of(State state) {
    switch (state) {
        case State::draft:
        case State::scheduled:
            return "pending";
        case State::running:
        case State::paused:
            return "processing";
        case State::cancelled:
            return "cancelled";
        case State::finished:
            return "completed";
    }
    return "pending";
}

JobView job_of(const Broadcast& b) {
    return {b.id,
            b.content.text,
            b.audience.active_days.value_or(kDays),
            status_of(b.state),
            b.counts.total,
            b.counts.sent + b.counts.retracted,
            b.counts.failed + b.counts.blocked,
            b.created_at,
            b.finished_at};
}

Response started(const Services& s, const Request& request, const Draft& draft) {
    const auto& tenant = request.caller().tenant;
    if (s.trials.reach(tenant, draft.audience).count == 0) return http::json(NobodyView{});
    const auto key = request.headers.find("Idempotency-Key");
    const auto sent =
        s.broadcasts.send(tenant, request.actor(), draft, key ? std::optional(std::string(*key)) : std::nullopt);
    return http::json(StartedView{true, sent.id, sent.counts.total, status_of(sent.state)});
}

Response start(const Services& s, const Request& request) {
    const auto body = http::read_json_body<Body>(request);
    const Draft draft{{}, {.text = body.message}, {.active_days = body.days.value_or(kDays)}, {}};
    check(draft.content);
    try {
        return started(s, request, draft);
    } catch (const Refusal& refusal) {
        if (refusal.code() != RefusalCode::not_configured) throw;
        return http::json(NoBotView{false, refusal.message()}, kUnavailable);
    }
}

Response status(const Services& s, const Request& request) {
    return http::json(job_of(s.broadcasts.find(request.caller().tenant, request.path_param("id"))));
}

Response list(const Services& s, const Request& request) {
    const auto& tenant = request.caller().tenant;
    JobsView view{{}, s.trials.active_users(tenant)};
    for (const auto& broadcast : s.broadcasts.list(tenant, std::nullopt, {}, kListed).broadcasts)
        view.jobs.push_back(job_of(broadcast));
    return http::json(view);
}

Response cancel(const Services& s, const Request& request) {
    s.broadcasts.cancel(request.caller().tenant, request.actor(), request.path_param("id"));
    return http::success();
}

}  // namespace

http::Routes routes(const Services& services) {
    using enum http::Verb;
    using enum http::Access;
    const auto with = [services](Response (*door)(const Services&, const Request&)) {
        return [services, door](const Request& request) { return door(services, request); };
    };
    return {
        {post, "/api/broadcast", tenant_admin, with(start),
         "A text to everybody who was active in `days`, at once; once for each `Idempotency-Key`, without one the same "
         "text once in two minutes"},
        {get, "/api/broadcast-status/{id:uuid}", tenant_member, with(status), "How far a broadcast is, in few words"},
        {get, "/api/broadcast-jobs", tenant_member, with(list), "The latest broadcasts, in few words"},
        {post, "/api/broadcast/{id:uuid}/cancel", tenant_admin, with(cancel), "Ends a broadcast"},
    };
}

}  // namespace promo::broadcasts::legacy
