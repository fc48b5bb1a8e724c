#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

#include "jobs/worker.hpp"

namespace promo::messaging {

class Service;

inline constexpr std::string_view kUpdateJob = "telegram.update";
inline constexpr std::string_view kPruneJob = "messaging.prune";

// The payload of kUpdateJob.
struct UpdateJob {
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    std::int64_t update_id = 0;
};
BOOST_DESCRIBE_STRUCT(UpdateJob, (), (telegram_id, chat_id, update_id))

std::vector<jobs::Kind> job_kinds(Service& service);

}  // namespace promo::messaging
