#pragma once

#include <array>
#include <chrono>
#include <string_view>

#include "domains/broadcasts/job_names.hpp"
#include "domains/messaging/jobs.hpp"

namespace promo::simulation {

inline constexpr std::string_view kSlotJob = "simulation.slot";

// What every node does again and again while it leads.
struct Regular {
    std::string_view name;
    std::string_view kind;
    std::chrono::minutes every;
    bool of_each_tenant = false;
};
inline constexpr std::array<Regular, 3> kSchedules{{
    {"slots", kSlotJob, std::chrono::minutes(30), true},
    {"prune", messaging::kPruneJob, std::chrono::minutes(60)},
    {"broadcasts", broadcasts::kSweepJob, std::chrono::minutes(10)},
}};

}  // namespace promo::simulation
