#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domains/messaging/outbox/dispatch/repo.hpp"
#include "domains/messaging/outbox/lanes/repo.hpp"
#include "domains/messaging/outbox/pace.hpp"
#include "domains/messaging/outbox/settlement.hpp"
#include "integrations/telegram/sending/api.hpp"

namespace promo::messaging::outbox {

// What is to be written down of an attempt that has ended.
struct Note {
    repo::Claimed row;
    repo::Ack ack;
    std::optional<repo::AttemptRow> attempt = {};  // nothing is worth knowing of one that simply succeeded
    std::optional<repo::GateRow> gate = {};
    std::optional<repo::FileRow> file = {};
    bool forgets_file = false;
    std::optional<Problem> fails_chat = {};  // all that waits for it
    std::optional<std::int64_t> moved_to = {};
    std::optional<Problem> pauses = {};  // the bot
    Instant at = kLongAgo;

    void settle(const Settlement& settlement, core::Timestamp now);
};

// What Telegram said. Of what is not decided by that alone, the row waits again as it was.
Note note_of(const repo::Claimed& row, const telegram::Delivery& delivery, core::Timestamp now);
// It was not handed over.
Note note_of_nothing(const repo::Claimed& row);
// Its file could not be made.
Note note_of_no_file(const repo::Claimed& row, const std::string& why, const Settlement& settlement,
                     core::Timestamp now);
// The process that had it died.
Note note_of_the_dead(const repo::Claimed& row, const Settlement& settlement, core::Timestamp now);

}  // namespace promo::messaging::outbox
