#pragma once

#include <variant>

#include "domains/broadcasts/broadcast.hpp"
#include "domains/broadcasts/ledger/repo.hpp"
#include "domains/broadcasts/picture_file.hpp"
#include "domains/messaging/outbox/message.hpp"

namespace promo::broadcasts::feeding {

// What a broadcast needs beside its ledger.
struct Material {
    core::TimeZone workspace = core::TimeZone::utc();
    PictureSource picture = {};
    int per_second = kUsualPerSecond;  // of this broadcast
};

// Not to be sent: what becomes of it and why.
struct Skip {
    RecipientState state = RecipientState::skipped;
    std::string_view reason;
};
// Not yet.
struct Later {
    core::Timestamp due_at;
};
using Turn = std::variant<Skip, Later, messaging::outbox::Message>;

// What is done for somebody whose turn it is.
Turn turn_of(const Broadcast& broadcast, const Material& material, const ledger::repo::Candidate& candidate,
             core::Timestamp now);

// How many of it may be in the outbox: enough for the time between two runs, few enough to pause at once.
std::int64_t most_queued(const Material& material);

// How long a message is worth sending after it was due.
core::Duration life(const Timing& timing);

}  // namespace promo::broadcasts::feeding
