#include "domains/broadcasts/feeding/turn.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace promo::broadcasts::feeding {
namespace {

using messaging::outbox::Message;

constexpr std::int64_t kLeastQueued = 50;
constexpr std::int64_t kSecondsAhead = 2;

std::optional<Skip> reason_to_skip(const Broadcast& broadcast, const ledger::repo::Candidate& candidate,
                                   core::Timestamp now) {
    if (!candidate.known) return Skip{RecipientState::skipped, ledger::kGone};
    if (candidate.blocked) return Skip{RecipientState::skipped, ledger::kBlocked};
    if (candidate.unsubscribed) return Skip{RecipientState::skipped, ledger::kUnsubscribed};
    if (candidate.recipient.due_at + life(broadcast.timing) <= now)
        return Skip{RecipientState::expired, ledger::kTooLate};
    if (needs_coupon(broadcast.content) && !coupon_for(broadcast.content, candidate.person))
        return Skip{RecipientState::skipped, ledger::kNoCoupon};
    return std::nullopt;
}

}  // namespace

Turn turn_of(const Broadcast& broadcast, const Material& material, const ledger::repo::Candidate& candidate,
             core::Timestamp now) {
    if (const auto skip = reason_to_skip(broadcast, candidate, now)) return *skip;
    auto not_after = candidate.recipient.due_at + life(broadcast.timing);
    if (const auto& quiet = broadcast.timing.quiet) {
        const auto leaves = window(*quiet, zone_of(quiet->zone, candidate.time_zone, material.workspace), now);
        if (leaves.from > now) return Later{leaves.from};
        not_after = std::min(not_after, leaves.until.value_or(not_after));
    }
    Message message{.telegram_id = broadcast.telegram_id.value(),
                    .kind = messaging::outbox::Kind::broadcast,
                    .key = ledger::key_of(broadcast.id, candidate.recipient),
                    .cause = cause_of(broadcast.id),
                    .call = {},
                    .stream = "b:" + broadcast.id + ':' + std::to_string(candidate.person.chat_id),
                    .not_after = not_after};
    if (broadcast.timing.in_doubt == InDoubt::never_miss) message.policy = messaging::outbox::Policy::at_least_once;
    try {
        const auto picture = picture_for(broadcast.content, material.picture, candidate.person);
        message.call = call_for(broadcast.content, candidate.person, picture);
    } catch (const core::Refusal&) {
        return Skip{RecipientState::skipped, ledger::kBadCoupon};
    }
    return message;
}

std::int64_t most_queued(const Material& material) {
    return std::max(kLeastQueued, kSecondsAhead * material.per_second);
}

core::Duration life(const Timing& timing) {
    return std::chrono::hours(timing.expires_hours);
}

}  // namespace promo::broadcasts::feeding
