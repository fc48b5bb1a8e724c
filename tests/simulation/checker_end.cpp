#include "checker.hpp"
#include "schedules.hpp"

namespace promo::simulation {
namespace {

constexpr db::Sql kStates{"simulation.states", R"sql(
SELECT tenant_id, idem_key, state, method, created_at FROM outbox
)sql"};
constexpr db::Sql kUpdates{"simulation.updates", R"sql(
SELECT u.telegram_id, u.update_id, u.kind, u.state,
       (SELECT count(*) FROM effects e WHERE e.telegram_id = u.telegram_id AND e.update_id = u.update_id) AS effects
FROM inbound_updates u
)sql"};
constexpr db::Sql kOddBroadcasts{"simulation.odd_broadcasts", R"sql(
SELECT b.id || ' is ' || b.state || ': ' || coalesce((SELECT group_concat(n.state || ' ' || n.rows, ', ')
           FROM (SELECT state, count(*) AS rows FROM broadcast_recipients r
                 WHERE r.tenant_id = b.tenant_id AND r.broadcast_id = b.id GROUP BY state) n), '')
       || '; its counts: total ' || b.total || ', sent ' || b.sent || ', failed ' || b.failed || ', blocked ' || b.blocked
       || ', unknown ' || b.unknown || ', expired ' || b.expired || ', skipped ' || b.skipped
FROM broadcasts b
WHERE b.state IN ('running', 'scheduled')
   OR b.state = 'finished' AND (
        b.total <> (SELECT count(*) FROM broadcast_recipients r WHERE r.tenant_id = b.tenant_id AND r.broadcast_id = b.id)
     OR EXISTS (SELECT 1 FROM broadcast_recipients r
                WHERE r.tenant_id = b.tenant_id AND r.broadcast_id = b.id AND r.state IN ('waiting', 'queued'))
     OR b.sent <> (SELECT count(*) FROM broadcast_recipients r
                   WHERE r.tenant_id = b.tenant_id AND r.broadcast_id = b.id AND r.state = 'sent')
     OR b.total <> b.sent + b.failed + b.blocked + b.unknown + b.expired + b.skipped)
)sql"};
constexpr db::Sql kLedgerAgainstOutbox{"simulation.ledger_against_outbox", R"sql(
SELECT r.broadcast_id || ' to ' || r.chat_id || ' is ' || r.state || ', its message ' || o.state
FROM broadcast_recipients r JOIN outbox o ON o.tenant_id = r.tenant_id AND o.id = r.outbox_id
WHERE (r.state = 'sent') <> (o.state = 'sent') AND o.kind = 'broadcast' AND r.state <> 'retracted'
)sql"};
constexpr db::Sql kBrokenReferences{"simulation.broken_references", "SELECT count(*) FROM pragma_foreign_key_check"};
constexpr db::Sql kOpenJobs{"simulation.open_jobs", R"sql(
SELECT kind || ' ' || state || ' ' || coalesce(last_error, '') FROM jobs
WHERE state = 'running' OR state = 'pending' AND run_at < $1
   OR state = 'parked' AND last_error <> 'The process died each time this job ran.'
ORDER BY id
)sql"};
constexpr db::Sql kSlots{"simulation.slots", R"sql(
SELECT r.tenant_id, r.slot, r.due_at, r.state, r.slots,
       (SELECT count(*) FROM jobs j WHERE j.kind = $2 AND j.tenant_id = r.tenant_id AND j.payload ->> 'slot' = r.slot) AS jobs
FROM schedule_runs r WHERE r.schedule = $1 ORDER BY r.tenant_id, r.due_at
)sql"};
constexpr db::Sql kStrangeTimes{"simulation.strange_times", "SELECT count(*) FROM outbox_attempts WHERE took_ms < 0"};

struct State {
    std::string tenant_id;
    std::string idem_key;
    std::string state;
    std::string method;
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(State, (), (tenant_id, idem_key, state, method, created_at))

struct UpdateEnd {
    std::int64_t telegram_id = 0;
    std::int64_t update_id = 0;
    std::string kind;
    std::string state;
    std::int64_t effects = 0;
};
BOOST_DESCRIBE_STRUCT(UpdateEnd, (), (telegram_id, update_id, kind, state, effects))

struct SlotEnd {
    std::string tenant_id;
    std::string slot;
    Timestamp due_at;
    std::string state;
    std::int64_t slots = 0;
    std::int64_t jobs = 0;
};
BOOST_DESCRIBE_STRUCT(SlotEnd, (), (tenant_id, slot, due_at, state, slots, jobs))

constexpr std::chrono::minutes kTicks{5};  // a leader looks more often

}  // namespace

void Checker::end_of_rows() {
    const auto rows = database_.look([](db::Tx& tx) { return tx.all<State>(kStates); });
    std::int64_t in_doubt = 0;
    for (const auto& row : rows) {
        const auto name = row.tenant_id + '|' + row.idem_key;
        if (row.state == "pending" || row.state == "sending")
            return trace_.broken("I-05", name + " of " + core::to_iso8601(row.created_at) + " is still " + row.state);
        in_doubt += row.state == "unknown" ? 1 : 0;
        const auto known = known_.find(name);
        const bool arrived = known != known_.end() && known->second.arrivals > 0;
        if (row.state == "sent" && row.method == "sendMessage" && !arrived)
            return trace_.broken("I-03", name + " is said to have been sent, and Telegram has never seen it");
        // Whoever is told that it failed or was never sent may send it himself.
        const bool denied = row.state == "failed" || row.state == "expired" || row.state == "cancelled";
        if (denied && arrived && !is_doubtful(known->second))
            return trace_.broken("I-03", name + " is said to be " + row.state + ", and has arrived");
    }
    const auto most = static_cast<std::int64_t>(most_in_flight_) * static_cast<std::int64_t>(bots_.size()) *
                          (tally_.deaths + tally_.stood_still + tally_.outages) +
                      tally_.in_doubt;
    if (in_doubt > most)
        trace_.broken("I-06", std::to_string(in_doubt) + " are in doubt, at most " + std::to_string(most) + " may be");
}

void Checker::end_of_updates() {
    const auto updates = database_.look([](db::Tx& tx) { return tx.all<UpdateEnd>(kUpdates); });
    std::set<std::pair<std::int64_t, std::int64_t>> stored;
    for (const auto& update : updates) {
        stored.insert({update.telegram_id, update.update_id});
        const auto name = "update " + std::to_string(update.update_id) + " of " + std::to_string(update.telegram_id);
        if (update.state == "pending") return trace_.broken("I-19", name + " still waits");
        if (update.effects != (update.state == "done" && update.kind == "message" ? 1 : 0))
            return trace_.broken("I-19", name + " is " + update.state + " and had its effect " +
                                             std::to_string(update.effects) + " times");
    }
    for (const auto& [update, at] : acknowledged_) {
        if (!stored.contains(update))
            return trace_.broken("I-19",
                                 "update " + std::to_string(update.second) + " was acknowledged and is nowhere");
    }
}

void Checker::end_of_broadcasts() {
    const auto odd = database_.look([](db::Tx& tx) { return tx.all<std::string>(kOddBroadcasts); });
    if (!odd.empty()) return trace_.broken("I-07", odd.front());
    const auto ledger = database_.look([](db::Tx& tx) { return tx.all<std::string>(kLedgerAgainstOutbox); });
    if (!ledger.empty()) trace_.broken("I-07", ledger.front());
}

// From the first one on record until now every slot ran once, or is recorded as skipped; a record may be of several.
void Checker::end_of_slots() {
    for (const auto& schedule : kSchedules) {
        std::map<std::string, Timestamp> last;
        const auto all = database_.look([&](db::Tx& tx) {
            return tx.all<SlotEnd>(kSlots, std::string(schedule.name), std::string(schedule.kind));
        });
        for (const auto& slot : all) {
            const auto name = std::string(schedule.name) + ' ' + slot.slot + " of " + slot.tenant_id;
            if (slot.jobs != (slot.state == "ran" ? 1 : 0))
                return trace_.broken("I-09",
                                     name + " is " + slot.state + " and has jobs: " + std::to_string(slot.jobs));
            const auto before = last.find(slot.tenant_id);
            if (before != last.end() && slot.due_at - before->second != schedule.every * slot.slots)
                return trace_.broken("I-09", "between " + core::to_iso8601(before->second) + " and " + name +
                                                 " are not as many as it says");
            last[slot.tenant_id] = slot.due_at;
        }
        if (last.size() != (schedule.of_each_tenant ? bots_.size() : 1))
            return trace_.broken("I-09", std::string(schedule.name) + " did not run for everybody");
        for (const auto& [tenant, due] : last) {
            if (due + schedule.every + kTicks < events_.now())
                return trace_.broken(
                    "I-09", std::string(schedule.name) + " of " + tenant + " ran last at " + core::to_iso8601(due));
        }
    }
}

void Checker::look_at_the_end() {
    end_of_rows();
    end_of_updates();
    end_of_broadcasts();
    end_of_slots();
    const auto jobs = database_.look(
        [&](db::Tx& tx) { return tx.all<std::string>(kOpenJobs, events_.now() - std::chrono::minutes(30)); });
    if (!jobs.empty()) trace_.broken("I-05", "a job has not ended: " + jobs.front());
    const auto count = [&](const db::Sql& sql) {
        return database_.look([&](db::Tx& tx) { return tx.one<std::int64_t>(sql); });
    };
    if (count(kBrokenReferences) != 0) trace_.broken("I-30", "references point nowhere");
    if (count(kStrangeTimes) != 0) trace_.broken("I-26", "something took less than no time");
}

}  // namespace promo::simulation
