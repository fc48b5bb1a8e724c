#include "domains/broadcasts/service.hpp"

#include <limits>

#include "core/crash_site.hpp"
#include "core/error.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "core/log.hpp"
#include "core/utf8.hpp"
#include "domains/broadcasts/cursor.hpp"
#include "domains/broadcasts/job_names.hpp"
#include "domains/broadcasts/limit/repo.hpp"
#include "domains/broadcasts/people/repo.hpp"
#include "domains/broadcasts/repo.hpp"
#include "storage/digest.hpp"

namespace promo::broadcasts {
namespace {

using core::CrashSite;
using core::Refusal;
using core::RefusalCode;

constexpr std::int64_t kFillAtOnce = 10'000;
constexpr std::size_t kLongestDraft = 64 * 1024;
constexpr std::size_t kLongestRequestKey = 100;

Broadcast found(std::optional<Broadcast> broadcast) {
    if (!broadcast) throw Refusal(RefusalCode::not_found, "There is no such broadcast. It may have been deleted.");
    return std::move(*broadcast);
}

// Two people who schedule it, or one who presses twice, do not make it start at once.
Refusal already_scheduled() {
    return {RefusalCode::conflict, "It is scheduled already. Edit it to choose another time."};
}

std::string made_by(const core::Actor& actor) {
    return actor.name.empty() ? actor.id : actor.name;
}

// As long as it is a draft it may be anything of a reasonable size.
void check_draft(const Draft& draft) {
    if (core::json::to_text(draft.content).size() > kLongestDraft)
        throw Refusal(RefusalCode::invalid, "This is far too long for a message.", "content.text");
    check(draft.audience);
    check(draft.timing);
}

void check_request_key(const std::optional<std::string>& key) {
    if (key && (key->empty() || key->size() > kLongestRequestKey))
        throw Refusal(RefusalCode::invalid, "A request key has 1 to 100 characters.", "request_key");
}

std::string same_again(const core::Actor& actor, const Draft& draft) {
    using core::json::to_text;
    return "same:" +
           storage::sha256_hex(to_text(std::vector{actor.id, to_text(draft.content), to_text(draft.audience)}));
}

bool is_due(const Broadcast& broadcast, core::Timestamp now) {
    return broadcast.state == State::scheduled && !broadcast.problem && broadcast.starts_at &&
           *broadcast.starts_at <= now;
}

std::vector<ledger::repo::ZoneDue> zones_due(const Timing& timing, const std::vector<std::string>& names,
                                             const core::TimeZone& workspace, core::Timestamp now) {
    std::vector<ledger::repo::ZoneDue> due;
    for (const auto& name : names) {
        const auto at = due_at(timing, now, zone_of(Zone::recipient, name, workspace));
        due.push_back({name, at.time_since_epoch().count()});
    }
    return due;
}

}  // namespace

core::TimeZone Service::zone(const core::TenantId& tenant) {
    const auto of = tenants_.find(tenant);
    return of ? core::TimeZone::find(of->time_zone).value_or(core::TimeZone::utc()) : core::TimeZone::utc();
}

void Service::take(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast, const Draft& draft,
                   core::Timestamp now) {
    broadcast.name = checked_name(draft.name, draft.content);
    broadcast.content = draft.content;
    broadcast.audience = draft.audience;
    broadcast.timing = draft.timing;
    broadcast.updated_at = now;
    const auto& picture = broadcast.content.picture;
    if (picture && picture->kind == PictureKind::upload && picture->id)
        uploads_.keep(tx, tenant, *picture->id, uploads::Purpose::broadcast, "content.picture.id", now);
}

Broadcast Service::create(const core::TenantId& tenant, const core::Actor& actor, const Draft& draft,
                          const std::optional<std::string>& request_key) {
    check_request_key(request_key);
    return make(tenant, actor, draft, request_key, std::nullopt);
}

Broadcast Service::send(const core::TenantId& tenant, const core::Actor& actor, const Draft& draft,
                        const std::optional<std::string>& request_key) {
    check_request_key(request_key);
    const auto made = request_key ? make(tenant, actor, draft, "send:" + *request_key, std::nullopt)
                                  : make(tenant, actor, draft, same_again(actor, draft), kSameAgain);
    if (made.content != draft.content || made.audience != draft.audience) {
        throw Refusal(RefusalCode::conflict,
                      "This key was used for another message. Give each message a request key of its own.",
                      "request_key");
    }
    if (made.state != State::draft) return made;
    try {
        return start(tenant, actor, made.id);
    } catch (const Refusal&) {
        // Another request with this key may have started it a moment ago.
        auto started = give_up_draft(tenant, made.id);
        if (!started) throw;
        return *std::move(started);
    }
}

// Nobody knows of a draft that was made to be sent at once.
std::optional<Broadcast> Service::give_up_draft(const core::TenantId& tenant, const std::string& id) {
    return database_.transact(tenant, [&](db::Tx& tx) {
        auto broadcast = repo::lock(tx, tenant, id);
        if (!broadcast || broadcast->state != State::draft) return broadcast;
        repo::remove(tx, tenant, id);
        return std::optional<Broadcast>();
    });
}

Broadcast Service::make(const core::TenantId& tenant, const core::Actor& actor, const Draft& draft,
                        const std::optional<std::string>& request_key,
                        const std::optional<core::Duration>& counts_for) {
    check_draft(draft);
    return database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        Broadcast broadcast{.id = entropy_.uuid(now),
                            .name = {},
                            .content = {},
                            .audience = {},
                            .timing = {},
                            .created_by = made_by(actor),
                            .created_at = now,
                            .updated_at = now};
        take(tx, tenant, broadcast, draft, now);
        if (counts_for) repo::forget_request(tx, tenant, request_key.value(), now - *counts_for);
        if (request_key) {
            if (auto made = repo::find_by_request(tx, tenant, *request_key)) return *std::move(made);
        }
        if (repo::count_unfinished(tx, tenant) >= kMostUnfinished)
            throw Refusal(RefusalCode::conflict, "There are 200 drafts and open broadcasts. Delete some first.");
        if (!repo::insert(tx, tenant, broadcast, request_key))
            return found(repo::find_by_request(tx, tenant, request_key.value()));
        audit_.record(tx, tenant, actor, {"broadcast.created", broadcast.id, {{"name", broadcast.name}}}, now);
        return broadcast;
    });
}

Broadcast Service::change(const core::TenantId& tenant, const core::Actor& actor, const std::string& id,
                          const Draft& draft, int revision) {
    check_draft(draft);
    const auto workspace = zone(tenant);
    return move(
        tenant, actor, id, Move::edit, "broadcast.changed", [&](db::Tx& tx, Broadcast& broadcast, core::Timestamp now) {
            if (broadcast.revision != revision) {
                throw Refusal(RefusalCode::conflict,
                              "Somebody else changed it meanwhile. Load it again; nothing of yours was stored.");
            }
            take(tx, tenant, broadcast, draft, now);
            ++broadcast.revision;
            if (broadcast.state != State::scheduled) return;
            check(broadcast.content);
            broadcast.problem.reset();
            broadcast.starts_at = starts_at(broadcast.timing, workspace);
            if (!broadcast.starts_at || *broadcast.starts_at <= now) {
                throw Refusal(RefusalCode::invalid, "It is scheduled: choose a time that is ahead.", "timing.at");
            }
            schedule(tx, tenant, broadcast, now);
        });
}

Broadcast Service::duplicate(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    const auto original = find(tenant, id);
    Draft draft{original.name + " (copy)", original.content, original.audience, original.timing};
    if (core::utf8_length(draft.name) > kLongestName) draft.name = original.name;
    draft.timing.at.reset();
    draft.timing.local_time.reset();
    return create(tenant, actor, draft, std::nullopt);
}

void Service::remove(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto broadcast = found(repo::lock(tx, tenant, id));
        require(Move::remove, broadcast.state);
        repo::remove(tx, tenant, id);
        const auto now = clock_.now();
        const auto& counts = broadcast.counts;
        if (broadcast.started_at && *broadcast.started_at > now - kLimitedFor) {
            repo::count_deleted(tx, tenant, counts.total - counts.cancelled - counts.skipped, now - kLimitedFor, now);
        }
        audit_.record(tx, tenant, actor, {"broadcast.deleted", id, {{"name", broadcast.name}}}, now);
    });
}

Broadcast Service::find(const core::TenantId& tenant, const std::string& id) {
    return found(database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, id); }));
}

Page Service::list(const core::TenantId& tenant, const std::optional<State>& state, const std::string& cursor,
                   std::int64_t limit) {
    const auto before = place_in(cursor);
    Page page;
    page.broadcasts =
        database_.read(tenant, [&](db::Tx& tx) { return repo::list(tx, tenant, state, before, limit + 1); });
    if (static_cast<std::int64_t>(page.broadcasts.size()) <= limit) return page;
    page.broadcasts.pop_back();
    const auto& last = page.broadcasts.back();
    page.next = cursor_of({last.created_at, last.id});
    return page;
}

RecipientPage Service::recipients(const core::TenantId& tenant, const std::string& id,
                                  const std::optional<RecipientState>& state, const std::string& cursor,
                                  std::int64_t limit) {
    const auto after = chat_in(cursor);
    RecipientPage page;
    page.recipients = database_.read(tenant, [&](db::Tx& tx) {
        const auto broadcast = found(repo::find(tx, tenant, id));
        return ledger::repo::page(tx, {tenant, id}, broadcast.telegram_id, state, after, limit + 1);
    });
    if (static_cast<std::int64_t>(page.recipients.size()) <= limit) return page;
    page.recipients.pop_back();
    page.next = std::to_string(page.recipients.back().chat_id);
    return page;
}

std::optional<std::string> Service::problem_of(const core::TenantId& tenant, const Broadcast& broadcast) {
    if (broadcast.problem || broadcast.state != State::running || !broadcast.telegram_id) return broadcast.problem;
    const auto lane =
        database_.read(tenant, [&](db::Tx& tx) { return repo::lane_problem(tx, tenant, *broadcast.telegram_id); });
    if (!lane) return std::nullopt;
    return "Nothing of this bot leaves just now. See Outbox, and check the bot under Connections.";
}

Broadcast Service::move(const core::TenantId& tenant, const core::Actor& actor, const std::string& id, Move move,
                        std::string_view action, const Work& work) {
    return database_.transact(tenant, [&](db::Tx& tx) { return step(tx, tenant, actor, id, move, action, work); });
}

Broadcast Service::stop(const core::TenantId& tenant, const core::Actor& actor, const std::string& id, Move move,
                        std::string_view action, RecipientState to, const Work& work) {
    return database_.transact(tenant, [&](db::Tx& tx) {
        const auto withdrawn = feeding_.withdraw(tx, tenant, id, clock_.now());
        return step(tx, tenant, actor, id, move, action, [&](db::Tx&, Broadcast& broadcast, core::Timestamp now) {
            feeding_.take_back(tx, tenant, broadcast, withdrawn, to, now);
            work(tx, broadcast, now);
        });
    });
}

Broadcast Service::step(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const std::string& id,
                        Move move, std::string_view action, const Work& work) {
    auto broadcast = found(repo::lock(tx, tenant, id));
    require(move, broadcast.state);
    const auto now = clock_.now();
    work(tx, broadcast, now);
    broadcast.updated_at = now;
    repo::save(tx, tenant, broadcast);
    audit_.record(tx, tenant, actor, {action, id, {{"name", broadcast.name}}}, now);
    return broadcast;
}

Broadcast Service::start(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    const auto bot = bot_of_(tenant);
    const auto workspace = zone(tenant);
    const auto seen = find(tenant, id);
    check(seen.content);
    const auto found = feeding_.material(tenant, seen);
    if (const auto* problem = std::get_if<std::string>(&found))
        throw Refusal(RefusalCode::conflict, *problem, "content.picture.template");
    auto started =
        move(tenant, actor, id, Move::start, "broadcast.started",
             [&](db::Tx& tx, Broadcast& broadcast, core::Timestamp now) {
                 check(broadcast.content);
                 broadcast.problem.reset();
                 const auto at = starts_at(broadcast.timing, workspace);
                 if (at && *at > now) {
                     if (broadcast.state == State::scheduled) throw already_scheduled();
                     broadcast.state = State::scheduled;
                     broadcast.starts_at = at;
                     schedule(tx, tenant, broadcast, now);
                     return;
                 }
                 begin(tx, tenant, broadcast, bot, workspace, now);
                 if (broadcast.counts.total == 0)
                     throw Refusal(RefusalCode::conflict, "This is for nobody. Change who gets it.", "audience");
             });
    core::crash_site(CrashSite::broadcasts_started);
    return started;
}

void Service::schedule(db::Tx& tx, const core::TenantId& tenant, const Broadcast& broadcast, core::Timestamp now) {
    queue_.enqueue(tx,
                   {.tenant = tenant,
                    .kind = std::string(kStartJob),
                    .payload = core::json::to_text(JobPayload{broadcast.id}),
                    .run_at = broadcast.starts_at},
                   now);
}

void Service::begin(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast, std::int64_t bot,
                    const core::TimeZone& workspace, core::Timestamp now) {
    const auto zones = zones_due(broadcast.timing, people::repo::time_zones(tx, tenant, bot), workspace, now);
    const auto due = due_at(broadcast.timing, now, workspace);
    const auto count =
        ledger::repo::fill(tx, {tenant, broadcast.id}, bot, broadcast.audience, {zones, due}, now, kFillAtOnce);
    // Filling takes a while: who starts another one meanwhile waits for no more than this.
    repo::lock_limit(tx, tenant);
    require_room(repo::find_limit(tx, tenant, now - kLimitedFor, broadcast.id), count);
    broadcast.telegram_id = bot;
    broadcast.state = State::running;
    broadcast.started_at = now;
    broadcast.counts = {.total = count, .waiting = count};
    feeding_.request(tx, tenant, broadcast.id, now);
}

Broadcast Service::pause(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    return stop(tenant, actor, id, Move::pause, "broadcast.paused", RecipientState::waiting,
                [&](db::Tx&, Broadcast& broadcast, core::Timestamp) { broadcast.state = State::paused; });
}

Broadcast Service::resume(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    return move(tenant, actor, id, Move::resume, "broadcast.resumed",
                [&](db::Tx& tx, Broadcast& broadcast, core::Timestamp now) {
                    broadcast.state = State::running;
                    broadcast.problem.reset();
                    broadcast.failures_in_row = 0;
                    feeding_.request(tx, tenant, id, now);
                });
}

Broadcast Service::cancel(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    return stop(tenant, actor, id, Move::cancel, "broadcast.cancelled", RecipientState::cancelled,
                [&](db::Tx& tx, Broadcast& broadcast, core::Timestamp now) {
                    const auto waiting = ledger::repo::cancel_waiting(tx, {tenant, id}, now);
                    broadcast.counts.move(RecipientState::waiting, RecipientState::cancelled, waiting);
                    broadcast.state = State::cancelled;
                    broadcast.problem.reset();
                    broadcast.finished_at = now;
                });
}

Broadcast Service::retract(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    return move(tenant, actor, id, Move::retract, "broadcast.retracted",
                [&](db::Tx& tx, Broadcast& broadcast, core::Timestamp now) {
                    if (broadcast.retract_after)
                        throw Refusal(RefusalCode::conflict, "It is being taken back already.");
                    if (broadcast.counts.sent == 0)
                        throw Refusal(RefusalCode::conflict,
                                      "It has arrived nowhere, so there is nothing to take back.");
                    broadcast.retract_after = std::numeric_limits<std::int64_t>::min();
                    feeding_.request(tx, tenant, id, now);
                });
}

Broadcast Service::again(const core::TenantId& tenant, const core::Actor& actor, const std::string& id, Move wanted,
                         RecipientState state, std::string_view action) {
    return move(tenant, actor, id, wanted, action, [&](db::Tx& tx, Broadcast& broadcast, core::Timestamp now) {
        if (broadcast.retract_after)
            throw Refusal(RefusalCode::conflict, "It is being taken back. Wait until that is done.");
        const auto count = ledger::repo::send_again(tx, {tenant, id}, state, now);
        if (count == 0) throw Refusal(RefusalCode::conflict, "There is nobody to send it to again.");
        broadcast.counts.move(state, RecipientState::waiting, count);
        broadcast.failures_in_row = 0;
        if (broadcast.state == State::finished) broadcast.state = State::running;
        broadcast.finished_at.reset();
        if (broadcast.state == State::running) feeding_.request(tx, tenant, id, now);
    });
}

Broadcast Service::retry(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    return again(tenant, actor, id, Move::retry, RecipientState::failed, "broadcast.retried");
}

Broadcast Service::send_unknown_again(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    return again(tenant, actor, id, Move::send_unknown_again, RecipientState::unknown, "broadcast.unknown_sent_again");
}

Broadcast Service::leave_unknown(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    return move(tenant, actor, id, Move::leave_unknown, "broadcast.unknown_left",
                [&](db::Tx& tx, Broadcast&, core::Timestamp) {
                    ledger::repo::leave_unknown(tx, {tenant, id});
                });
}

Limit Service::limit(const core::TenantId& tenant) {
    const auto since = clock_.now() - kLimitedFor;
    return database_.read(tenant, [&](db::Tx& tx) { return repo::find_limit(tx, tenant, since); });
}

Limit Service::choose_limit(const core::TenantId& tenant, const core::Actor& actor,
                            const std::optional<std::int64_t>& chosen) {
    check_limit(chosen);
    return database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        repo::save_limit(tx, tenant, chosen, now);
        audit_.record(tx, tenant, actor,
                      {"broadcast.limit_changed",
                       "broadcasts",
                       {{"people_a_day", chosen ? std::to_string(*chosen) : "as usual"}}},
                      now);
        return repo::find_limit(tx, tenant, now - kLimitedFor);
    });
}

void Service::start_scheduled(const core::TenantId& tenant, const std::string& id) {
    const auto of = tenants_.find(tenant);
    if (of && of->status == tenants::TenantStatus::suspended) return;  // sweep() comes back to it
    try {
        begin_scheduled(tenant, id);
    } catch (const Refusal& refusal) {
        stand_still(tenant, id, refusal.message());
    }
    core::crash_site(CrashSite::broadcasts_started);
}

void Service::begin_scheduled(const core::TenantId& tenant, const std::string& id) {
    const auto bot = bot_of_(tenant);
    const auto workspace = zone(tenant);
    database_.transact(tenant, [&](db::Tx& tx) {
        auto broadcast = repo::lock(tx, tenant, id);
        const auto now = clock_.now();
        if (!broadcast || !is_due(*broadcast, now)) return;
        if (now - *broadcast->starts_at > kLatestStart) {
            throw Refusal(RefusalCode::conflict, "It was due at " + core::to_iso8601(*broadcast->starts_at) +
                                                     ", and then nothing ran. Start it yourself, or choose another "
                                                     "time.");
        }
        begin(tx, tenant, *broadcast, bot, workspace, now);
        broadcast->updated_at = now;
        repo::save(tx, tenant, *broadcast);
        audit_.record(tx, tenant, core::system_actor("schedule"), {"broadcast.started", id, {}}, now);
    });
}

void Service::stand_still(const core::TenantId& tenant, const std::string& id, const std::string& problem) {
    database_.transact(tenant, [&](db::Tx& tx) {
        auto broadcast = repo::lock(tx, tenant, id);
        const auto now = clock_.now();
        if (!broadcast || !is_due(*broadcast, now)) return;
        broadcast->problem = problem;
        broadcast->updated_at = now;
        repo::save(tx, tenant, *broadcast);
    });
}

void Service::sweep() {
    const auto now = clock_.now();
    const auto due = database_.transact_as_system("look after broadcasts", [&](db::Tx& tx) {
        for (const auto& [tenant, id] : repo::list_fed(tx))
            feeding_.request(tx, tenant, id, now);
        return repo::list_due(tx, now);
    });
    for (const auto& [tenant, id] : due) {
        try {
            start_scheduled(tenant, id);
        } catch (const db::Error& error) {
            core::log::warn("broadcasts.not_started", {{"broadcast", id}, {"error", error.what()}});
        }
    }
    while (database_.transact_as_system("forget old recipients",
                                        [&](db::Tx& tx) { return ledger::repo::prune(tx, now - kLedgerKept); }) > 0) {
    }
}

std::vector<std::string> Service::images_in_use(db::Tx& tx, const core::TenantId& tenant) {
    std::vector<std::string> images;
    for (const auto& text : repo::contents(tx, tenant)) {
        const auto content = core::json::parse<Content>(text);
        if (content.picture && content.picture->id) images.push_back(*content.picture->id);
    }
    return images;
}

}  // namespace promo::broadcasts
