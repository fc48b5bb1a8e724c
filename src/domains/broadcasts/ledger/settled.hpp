#pragma once

#include <optional>

#include "domains/broadcasts/ledger/recipient.hpp"
#include "domains/messaging/outbox/message.hpp"

namespace promo::broadcasts::ledger {

// What a recipient becomes when a message to him has ended; empty: this changes nothing. What turns out to have arrived
// counts also when it was given up. `life` is how long a message is worth sending: one that expired sooner met quiet
// hours, and waits for their end.
std::optional<Recipient> settled(const Recipient& recipient, const messaging::outbox::Ended& ended,
                                 core::Duration life);

// It failed, and not because of who it was for.
bool is_our_fault(const messaging::outbox::Ended& ended);

}  // namespace promo::broadcasts::ledger
