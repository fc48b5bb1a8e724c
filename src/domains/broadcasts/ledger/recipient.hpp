#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace promo::broadcasts {

// What has become of it for one recipient. `waiting` is in the ledger alone, `queued` in the outbox.
enum class RecipientState { waiting, queued, sent, failed, blocked, unknown, expired, skipped, cancelled, retracted };
BOOST_DESCRIBE_ENUM(RecipientState, waiting, queued, sent, failed, blocked, unknown, expired, skipped, cancelled,
                    retracted)

namespace ledger {

// Reasons that are ours; the others are those of the outbox.
inline constexpr std::string_view kBlocked = "blocked";
inline constexpr std::string_view kUnsubscribed = "unsubscribed";
inline constexpr std::string_view kGone = "gone";             // nothing is known of this chat any more
inline constexpr std::string_view kNoCoupon = "no_coupon";    // the message needs one
inline constexpr std::string_view kBadCoupon = "bad_coupon";  // no picture can be drawn with it
inline constexpr std::string_view kTooLate = "too_late";
inline constexpr std::string_view kLeft = "left";  // in doubt, and somebody decided that it stays so
inline constexpr std::string_view kRemoving = "removing";
inline constexpr std::string_view kNotRemoved = "not_removed";

struct Recipient {
    std::int64_t chat_id = 0;
    RecipientState state = RecipientState::waiting;
    core::Timestamp due_at;
    int round = 1;  // each has a key of its own in the outbox
    std::optional<std::string> outbox_id = {};
    std::optional<std::int64_t> message_id = {};
    std::optional<std::string> reason = {};
    std::optional<std::string> error = {};
    std::optional<core::Timestamp> done_at = {};
};
BOOST_DESCRIBE_STRUCT(Recipient, (), (chat_id, state, due_at, round, outbox_id, message_id, reason, error, done_at))

// Its name in the outbox, and back.
std::string key_of(std::string_view broadcast, const Recipient& recipient);
std::string removal_key_of(std::string_view broadcast, const Recipient& recipient);
std::optional<std::int64_t> chat_in(std::string_view key);

}  // namespace ledger
}  // namespace promo::broadcasts
