#include "domains/broadcasts/limit/limit.hpp"

#include <string>

#include "core/error.hpp"

namespace promo::broadcasts {

using core::Refusal;
using core::RefusalCode;

void check_limit(const std::optional<std::int64_t>& chosen) {
    if (chosen && (*chosen < 1 || *chosen > kHighestLimit))
        throw Refusal(RefusalCode::invalid, "Choose 1 to 10,000,000 people, or none for the usual limit.", "chosen");
}

void require_room(const Limit& limit, std::int64_t people) {
    if (people <= limit.allowed() - limit.used) return;
    throw Refusal(RefusalCode::conflict,
                  "This is for " + std::to_string(people) + " people, and broadcasts of the last 24 hours were for " +
                      std::to_string(limit.used) + " of the " + std::to_string(limit.allowed()) +
                      " that are allowed. If that is what you want, an owner or admin can raise the limit in the "
                      "Outbox, under Pace; else wait, or choose fewer people.",
                  "audience");
}

}  // namespace promo::broadcasts
