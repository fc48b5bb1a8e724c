#include "domains/messaging/outbox/settlement.hpp"

#include <algorithm>

#include "core/backoff.hpp"

namespace promo::messaging::outbox {
namespace {

constexpr core::Backoff kPauses{.first = std::chrono::seconds(1), .longest = std::chrono::minutes(5)};

}  // namespace

Policy policy_of(const Standing& standing) {
    return standing.policy.value_or(rule(standing.kind).policy);
}

bool is_marked(const Standing& standing) {
    return standing.tries > 0 && policy_of(standing) != Policy::idempotent;
}

Settlement no_way(const Standing& standing, core::Timestamp now, double unit) {
    return {State::pending, std::nullopt, now + kPauses.delay(standing.refusals + 1, unit)};
}

Settlement not_reached(const Standing& standing, core::Timestamp now, double unit) {
    if (standing.refusals + 1 >= kMostRefusals) return {State::failed, Problem::too_many_tries};
    return no_way(standing, now, unit);
}

Settlement in_doubt(const Standing& standing, Problem why, core::Timestamp now, double unit) {
    const auto& rule = outbox::rule(standing.kind);
    // A message of a kind that is never repeated may be one that its sender wants repeated.
    const int repeats = standing.policy == Policy::at_least_once ? std::max(1, rule.repeats) : rule.repeats;
    const auto due = now + kPauses.delay(standing.tries + 1, unit);
    const bool again = policy_of(standing) != Policy::at_most_once && standing.tries < repeats;
    if (again && due < standing.not_after) return {State::pending, std::nullopt, due};
    return {State::unknown, why};
}

}  // namespace promo::messaging::outbox
