#include "mutants.hpp"

#include <stdexcept>

namespace promo::simulation {

const std::vector<Mutant>& mutants() {
    static const std::vector<Mutant> all{
        {"sent-before-claimed",
         "a message leaves although nothing says that it does",
         {.statements = {{"outbox.claim",
                          {"state = 'sending', attempt = attempt + 1, lease_owner = $2, lease_until = $4",
                           "attempt = attempt + 1, lease_until = CASE WHEN $4 < 0 THEN 1 END"}}}}},
        {"doubt-is-no",
         "what may have arrived is sent again, however often",
         {.statements = {{"outbox.acknowledge",
                          {"SET state = n.state",
                           "SET state = CASE n.state WHEN 'unknown' THEN 'pending' ELSE n.state END"}}}}},
        {"order-ignored",
         "a message need not be the first of its stream",
         {.statements = {{"outbox.candidates", {"p.seq <= c.seq", "p.seq < 0"}}}}},
        {"stale-is-fresh",
         "what has expired is sent all the same",
         {.statements = {{"outbox.candidates", {"c.not_after > $2", "c.not_after > 0"}}, {"outbox.expire", {}}}}},
        {"gates-forgotten",
         "who takes a bot over does not know until when Telegram wants to hear nothing",
         {.statements = {{"outbox.close_gates", {}}}}},
        {"bots-of-the-dead",
         "a bot stays with a process that has died",
         {.statements = {{"outbox.acquire_lanes",
                          {"OR l.lease_until <= $2", "OR l.lease_until <= 0 * $2 AND l.lease_until > 0"}}}}},
        {"cancelled-goes-on", "what is cancelled stays in the outbox", {.statements = {{"outbox.cancel_cause", {}}}}},
        {"any-outcome-counts",
         "what became of an earlier attempt is taken for that of the latest",
         {.statements = {{"outbox.acknowledge", {"AND outbox.attempt = n.attempt", ""}}}}},
        {"blocked-is-forgotten", "nobody notes who has blocked a bot", {.statements = {{"bot_users.set_blocked", {}}}}},
        {"blocked-goes-on",
         "what waits for somebody who has blocked the bot stays in the outbox",
         {.statements = {{"outbox.fail_chat", {}}}}},
        {"missed-is-nowhere",
         "slots that nobody ran are not recorded",
         {.statements = {{"schedule_runs.insert",
                          {"WHERE value ->> 'tenant_id' = '' OR", "WHERE value ->> 'state' = 'ran' AND"}}}}},
        {"effect-apart",
         "an update is done before what it does is committed",
         {.own_transaction = {"messaging.mark_done"}}},
    };
    return all;
}

const Bug& bug_of(std::string_view name) {
    std::string names;
    for (const auto& mutant : mutants()) {
        if (mutant.name == name) return mutant.bug;
        names += ' ' + mutant.name;
    }
    throw std::invalid_argument("there is no planted bug called " + std::string(name) + "; there are:" + names);
}

}  // namespace promo::simulation
