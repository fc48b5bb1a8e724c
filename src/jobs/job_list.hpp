#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/id.hpp"
#include "core/time.hpp"
#include "jobs/outcome.hpp"

namespace promo::jobs {

constexpr std::size_t kMaxListed = 200;

struct JobFilter {
    std::optional<State> state = {};
    std::optional<std::string> kind = {};
    std::optional<core::TenantId> tenant = {};
};

struct JobItem {
    core::JobId id;
    core::TenantId tenant_id = {};
    std::string kind = {};
    State state = State::pending;
    int attempt = 0;
    int max_attempts = 0;
    int crashes = 0;
    int priority = 0;
    core::Timestamp run_at = {};
    core::Timestamp created_at = {};
    std::optional<core::Timestamp> lease_until = {};
    std::optional<core::Timestamp> finished_at = {};
    std::optional<std::string> last_error = {};
};
BOOST_DESCRIBE_STRUCT(JobItem, (),
                      (id, tenant_id, kind, state, attempt, max_attempts, crashes, priority, run_at, created_at,
                       lease_until, finished_at, last_error))

struct JobDetail : JobItem {
    std::string payload = {};
    std::optional<std::string> dedupe_key = {};
};
BOOST_DESCRIBE_STRUCT(JobDetail, (JobItem), (payload, dedupe_key))

struct JobPage {
    std::vector<JobItem> items = {};
    std::optional<std::string> next_cursor = {};
};
BOOST_DESCRIBE_STRUCT(JobPage, (), (items, next_cursor))

}  // namespace promo::jobs
