#include "domains/messaging/service.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "core/crash_site.hpp"
#include "core/error.hpp"
#include "core/json_write.hpp"
#include "core/log.hpp"
#include "core/utf8.hpp"
#include "domains/messaging/jobs.hpp"
#include "domains/messaging/repo.hpp"

namespace promo::messaging {
namespace {

constexpr int kMostAtOnce = 50;  // updates that one run of a job works before it lets others run
constexpr auto kLongestRun = std::chrono::seconds(15);
constexpr std::int64_t kPruneBatch = 1000;
constexpr auto kSuspendedPause = std::chrono::minutes(10);
constexpr auto kBehindAnother = std::chrono::seconds(5);
constexpr std::size_t kLongestError = 500;

// The row of a text that is no update: the same text has the same one, so that sending it again stores nothing.
std::int64_t number_of_unreadable(std::string_view body) {
    std::uint64_t hash = 0;
    std::array<unsigned char, 16> digest{};
    crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(body.data()), body.size(),
                       nullptr, 0);
    for (std::size_t i = 0; i < sizeof hash; ++i)
        hash = hash << 8 | digest[i];
    return -1 - static_cast<std::int64_t>(hash >> 1);
}

// As the database takes it: neither engine stores what is no text.
std::string storable(std::string_view body) {
    std::string text(body);
    std::ranges::replace(text, '\0', '?');
    return core::to_valid_utf8(text);
}

Update to_update(const connections::WebhookTarget& target, std::string_view body,
                 const std::optional<Envelope>& envelope, core::Timestamp now) {
    return {.tenant_id = target.tenant,
            .telegram_id = target.telegram_id,
            .update_id = envelope ? envelope->update_id : number_of_unreadable(body),
            .bot = target.bot,
            .chat_id = envelope ? envelope->chat_id : 0,
            .kind = envelope ? envelope->kind : "unreadable",
            .body = storable(body),
            .attempts = 0,
            .received_at = now,
            .said_at = std::chrono::floor<std::chrono::seconds>(
                envelope && envelope->sent_at ? std::min(*envelope->sent_at, now) : now)};
}

}  // namespace

Service::Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, core::Metrics& metrics,
                 FindBot find_bot, UpdateHandlers handlers)
    : database_(database),
      arrivals_(database, queue),
      clock_(clock),
      find_bot_(std::move(find_bot)),
      handlers_(std::move(handlers)),
      stored_(metrics.counter("promostack_updates_received_total", "Updates from Telegram that were stored")),
      failed_(metrics.counter("promostack_update_errors_total", "Updates from Telegram whose handling failed")) {}

Received Service::receive(std::string_view bot, std::string_view secret, std::string_view body) {
    const auto target = find_bot_(bot, secret);
    if (!target) return Received::unauthorized;
    const auto now = clock_.now();
    const auto envelope = read_envelope(body);
    if (envelope && envelope->sent_at && *envelope->sent_at < now - kOldest) return Received::known;
    const auto update = to_update(*target, body, envelope, now);
    bool is_new = false;
    core::crash_site(core::CrashSite::messaging_received);
    try {
        is_new = arrivals_.store(update, envelope ? arrivals::State::pending : arrivals::State::dead);
    } catch (const db::Error& error) {
        // The tenant is gone, and whoever keeps its bots in mind has not heard of it yet.
        if (error.failure() != db::Failure::foreign_key) throw;
        return Received::unauthorized;
    }
    core::crash_site(core::CrashSite::messaging_stored);
    if (!envelope) core::log::warn("messaging.unreadable", {{"bot", target->bot}, {"bytes", body.size()}});
    if (is_new) stored_.add();
    return is_new ? Received::stored : Received::known;
}

struct Service::Place {
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    std::int64_t update_id = 0;  // of this job
    repo::Lane lane() const { return {telegram_id, chat_id}; }
};

// What a job may do now: work the update that it holds, or end like this.
struct Service::Turn {
    std::optional<Update> update = {};
    std::int64_t fence = 0;
    jobs::Outcome outcome = {};
};

jobs::Outcome Service::work(const jobs::ClaimedJob& job) {
    give_back_holds();
    const auto place = core::json::parse<UpdateJob>(job.payload);
    const Place own{place.telegram_id, place.chat_id, place.update_id};
    const auto end = clock_.now() + on_the_clock(kLongestRun);
    auto turn = take_first(job.tenant_id, own);
    for (int worked = 1; turn.update; ++worked) {
        const bool is_last = worked >= kMostAtOnce || clock_.now() >= end;
        try {
            turn = work_and_go_on(turn, own, is_last ? After::stop : After::next);
        } catch (const db::Error& error) {
            const std::scoped_lock lock(losing_);
            if (error.is_outage()) lost_.push_back({*turn.update, turn.fence});
            throw;
        }
        core::crash_site(core::CrashSite::messaging_worked);
    }
    return turn.outcome;
}

// Who outlives the database's absence has not died of his update. That is known here alone.
void Service::give_back_holds() {
    std::vector<Hold> lost;
    {
        const std::scoped_lock lock(losing_);
        lost.swap(lost_);
    }
    for (; !lost.empty(); lost.pop_back()) {
        const auto& hold = lost.back();
        try {
            database_.transact(
                hold.update.tenant_id, [&](db::Tx& tx) { repo::give_back(tx, hold.update, hold.fence); },
                db::Durability::relaxed);
        } catch (...) {
            const std::scoped_lock lock(losing_);
            std::ranges::move(lost, std::back_inserter(lost_));
            throw;
        }
    }
}

Service::Turn Service::take_first(const core::TenantId& tenant, const Place& own) {
    try {
        return database_.transact(
            tenant, [&](db::Tx& tx) { return take(tx, tenant, own); }, db::Durability::relaxed);
    } catch (const db::Error& error) {
        if (error.failure() != db::Failure::duplicate) throw;
        return {.outcome = jobs::Outcome::snooze(clock_.now() + kBehindAnother)};
    }
}

// Whoever holds an update goes on with all that waits in its chat, so a job that comes meanwhile may step aside.
Service::Turn Service::take(db::Tx& tx, const core::TenantId& tenant, const Place& own) {
    const auto now = clock_.now();
    const auto held_until = repo::held_until(tx, tenant, own.lane());
    if (held_until && *held_until > now) return {.outcome = jobs::Outcome::snooze(*held_until)};
    if (held_until) repo::end_hold(tx, tenant, own.lane(), now);
    while (const auto waiting = repo::find_earliest(tx, tenant, own.lane())) {
        if (waiting->tenant_status != "active") return {.outcome = jobs::Outcome::snooze(now + kSuspendedPause)};
        // A hold ends with the work, with a failure or an outage that is counted, or with its process.
        if (waiting->fence - waiting->attempts - waiting->returned >= kDeaths) {
            core::log::error("messaging.poisonous_update", {{"tenant", tenant}, {"update", waiting->update_id}});
            repo::mark_dead(tx, *waiting, "whoever worked it died", now);
            continue;
        }
        // One that failed is tried again by its own job, which knows how long to wait.
        const bool is_tried = waiting->attempts > 0 && now < waiting->received_at + kTriedFor;
        if (is_tried && waiting->update_id != own.update_id)
            return {.outcome = jobs::Outcome::snooze(now + kBehindAnother)};
        const auto fence = repo::hold(tx, *waiting, now + on_the_clock(kHeldFor));
        if (!fence) return {.outcome = jobs::Outcome::snooze(now + kBehindAnother)};
        return {.update = *waiting, .fence = *fence};
    }
    return {.outcome = jobs::Outcome::done()};
}

Service::Turn Service::work_and_go_on(const Turn& turn, const Place& own, After after) {
    const auto& update = *turn.update;
    const auto& tenant = update.tenant_id;
    try {
        const auto handler = handlers_.find(update.kind);
        const auto effect = handler == handlers_.end() ? Effect() : handler->second(update);
        return database_.transact(tenant, [&](db::Tx& tx) -> Turn {
            if (!repo::mark_done(tx, update, turn.fence, clock_.now())) {
                core::log::warn("messaging.thought_in_vain", {{"tenant", tenant}, {"update", update.update_id}});
                return {.outcome = jobs::Outcome::snooze(clock_.now() + kBehindAnother)};
            }
            if (effect) effect(tx);
            if (after == After::stop) return {.outcome = jobs::Outcome::snooze(clock_.now())};
            return take(tx, tenant, own);
        });
    } catch (const std::exception& error) {
        const auto* database = dynamic_cast<const db::Error*>(&error);
        if (database && database->is_outage()) throw;
        failed_.add();
        core::log::error("messaging.handler_failed", {{"tenant", tenant},
                                                      {"kind", update.kind},
                                                      {"update", update.update_id},
                                                      {"attempt", update.attempts + 1},
                                                      {"error", error.what()}});
        const auto reason = storable(std::string_view(error.what()).substr(0, kLongestError));
        database_.transact(
            tenant, [&](db::Tx& tx) { repo::mark_failed(tx, update, turn.fence, reason, kAttempts, clock_.now()); });
        if (update.update_id == own.update_id)
            return {.outcome = jobs::Outcome::retry("the handler failed; see the log")};
        return {.outcome = jobs::Outcome::snooze(clock_.now() + kBehindAnother)};
    }
}

core::Duration Service::on_the_clock(core::Duration real) const {
    const std::chrono::duration<double> asked = real;
    const std::chrono::duration<double> slept = clock_.real(real);
    return std::chrono::duration_cast<core::Duration>(asked * (asked / slept));
}

void Service::prune() {
    const auto now = clock_.now();
    const auto in_batches = [&](std::string_view why, auto&& batch) {
        while (database_.transact_as_system(why, batch) == kPruneBatch) {
        }
    };
    in_batches("give up on old updates",
               [&](db::Tx& tx) { return repo::give_up(tx, now - kKeepFor, kPruneBatch, now); });
    in_batches("forget old updates",
               [&](db::Tx& tx) { return repo::forget(tx, now - kKeepFor, now - kKeepDead, kPruneBatch); });
}

}  // namespace promo::messaging
