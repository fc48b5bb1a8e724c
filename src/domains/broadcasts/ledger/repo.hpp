#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/tx.hpp"
#include "domains/broadcasts/audience.hpp"
#include "domains/broadcasts/content.hpp"
#include "domains/broadcasts/ledger/recipient.hpp"

namespace promo::broadcasts::ledger::repo {

// Whose ledger.
struct Of {
    const core::TenantId& tenant;
    const std::string& broadcast;
};

// Who is in it, with what has become of it: the columns of one state.
std::int64_t count(db::Tx& tx, const Of& of, RecipientState state);

// At most `limit` rows in the order of chats after `after`; in those of `chats` nobody is missing that has a row.
std::vector<Recipient> find(db::Tx& tx, const Of& of, const std::vector<std::int64_t>& chats);
std::vector<Recipient> list(db::Tx& tx, const Of& of, RecipientState state, std::int64_t after, std::int64_t limit);
void save(db::Tx& tx, const Of& of, const std::vector<Recipient>& recipients);

struct ZoneDue {
    std::string zone;
    std::int64_t due_at = 0;
};
BOOST_DESCRIBE_STRUCT(ZoneDue, (), (zone, due_at))
// When recipients of some zones are due, and all others.
struct Due {
    std::vector<ZoneDue> zones;
    core::Timestamp others;
};
// Whom the audience lets through now, in one statement for each `chunk`. How many.
std::int64_t fill(db::Tx& tx, const Of& of, std::int64_t telegram_id, const Audience& audience, const Due& due,
                  core::Timestamp now, std::int64_t chunk);

// All of one state; how many. Rounds go on by one where they go out again.
std::int64_t cancel_waiting(db::Tx& tx, const Of& of, core::Timestamp now);
std::int64_t send_again(db::Tx& tx, const Of& of, RecipientState state, core::Timestamp now);
std::int64_t leave_unknown(db::Tx& tx, const Of& of);

// Somebody whose turn it is, as the bot knows him now.
struct Candidate {
    Recipient recipient;
    Person person;
    bool known = false;
    std::optional<std::string> time_zone = {};
    bool blocked = false;
    bool unsubscribed = false;
};
std::vector<Candidate> due(db::Tx& tx, const Of& of, std::int64_t telegram_id, core::Timestamp now, std::int64_t limit);
std::optional<core::Timestamp> next_due(db::Tx& tx, const Of& of);

// With names, for the page.
struct Listed : Recipient {
    std::optional<std::string> name = {};
};
std::vector<Listed> page(db::Tx& tx, const Of& of, std::optional<std::int64_t> telegram_id,
                         const std::optional<RecipientState>& state, std::int64_t after, std::int64_t limit);

// Deletes the rows of what ended before, in one bounded batch. How many.
std::int64_t prune(db::Tx& tx, core::Timestamp ended_before);

}  // namespace promo::broadcasts::ledger::repo
