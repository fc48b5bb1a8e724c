#include "domains/messaging/outbox/dispatcher.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "core/crash_site.hpp"
#include "core/enum_name.hpp"
#include "core/log.hpp"
#include "domains/messaging/outbox/dispatch/dispatcher.hpp"

namespace promo::messaging::outbox {
namespace {

constexpr seconds kLookAgain{5};            // notifications may be lost
constexpr milliseconds kAtLeast{2};         // between two looks, so that one serves many
constexpr milliseconds kWhileSending{250};  // what is due later was not looked for
constexpr milliseconds kAcquire{50};        // between two looks for bots nobody sends for
constexpr milliseconds kGoOn = kAcquire;    // between two parts of a long look
constexpr seconds kTidy{1};                 // between two looks for what is too late, or was left by the dead
constexpr seconds kAfterFailure{1};         // of the database
constexpr seconds kCount{15};               // between two counts of what waits
constexpr seconds kJump{2};                 // of the wall clock against the steady one

}  // namespace

Dispatcher::Engine::Engine(db::Database& database, core::Clock& clock, core::Entropy& entropy, core::Metrics& metrics,
                           Surroundings surroundings, DispatcherOptions options, Steady steady)
    : database_(database),
      clock_(clock),
      entropy_(entropy),
      metrics_(metrics),
      surroundings_(std::move(surroundings)),
      options_(std::move(options)),
      steady_(std::move(steady)),
      stretch_(1 / std::chrono::duration<double>(clock.real(seconds(1))).count()),
      mailbox_(std::make_shared<Mailbox>(surroundings_.wake)),
      lanes_({.per_bot = options_.in_flight_per_bot, .of_all = options_.in_flight}),
      orphans_left_(options_.alone),
      last_wall_(clock.now()),
      last_steady_(steady_()) {}

void Dispatcher::Engine::count(std::string_view what, Kind kind) {
    metrics_
        .counter("promostack_outbox_" + std::string(what) + "_total", "Messages by what became of them",
                 {{"kind", std::string(core::enum_name(kind))}})
        .add();
}

bool Dispatcher::Engine::is_clock_steady() {
    const auto wall = clock_.now();
    const auto steady = steady_();
    const auto jumped = clock_.real(wall - last_wall_) - (steady - last_steady_);
    last_wall_ = wall;
    last_steady_ = steady;
    return jumped < kJump && jumped > -kJump;
}

void Dispatcher::Engine::settle(Round& round) {
    const auto steady = steady_();
    in_doubt_ = false;
    orphans_left_ = false;
    notes_.clear();
    pauses_.clear();
    for (const auto& ended : round.ended)
        count(core::enum_name(ended.state), ended.kind);
    if (round.tidied) tidy_at_ = steady + kTidy;
    if (round.looked_for_lanes) acquire_at_ = steady + kAcquire;
    if (round.pending) {
        count_at_ = steady + kCount;
        metrics_.gauge("promostack_outbox_pending", "Messages that wait to be sent")
            .set(static_cast<double>(*round.pending));
    }
    take_over(round);
    lanes_.go_on(round.asked, round.looked_to);
    for (const auto bot : round.released)
        lanes_.all().erase(bot);
}

void Dispatcher::Engine::take_over(const Round& round) {
    const auto steady = steady_();
    for (const auto& row : round.acquired) {
        lanes_.all().insert_or_assign(
            row.telegram_id,
            Lane{.tenant = row.tenant_id, .epoch = row.epoch, .pace = BotPace(row.rate, {}), .uploading = {}});
    }
    if (round.acquired.empty() && round.states) {
        // All that was renewed is trusted for as long as the lease, counted from before it was asked for.
        trusted_since_ = round.begun();
        renew_at_ = round.steady + options_.lane_renew;
    } else if (!round.acquired.empty() && !is_trusted()) {
        trusted_since_ = round.begun();
    }
    for (const auto& [bot, chat, kind, method, at] : round.lately_sent) {
        if (auto* lane = lanes_.find(bot))
            lane->pace.take({chat, kind, method}, instant_of(at, round.now, round.steady));
    }
    for (const auto& gate : round.gates) {
        if (auto* lane = lanes_.find(gate.telegram_id)) {
            lane->pace.close(gate.chat_id == 0 ? Scope::bot : Scope::chat, gate.chat_id,
                             instant_of(gate.not_before, round.now, round.steady));
        }
    }
    if (!round.states) return;
    std::map<std::int64_t, repo::LaneState> states;
    for (const auto& state : *round.states)
        states.emplace(state.telegram_id, state);
    // One that is not there has changed hands.
    std::erase_if(lanes_.all(), [&](const auto& entry) { return !states.contains(entry.first); });
    for (auto& [bot, lane] : lanes_.all()) {
        const auto& state = states.at(bot);
        lane.tenant = state.tenant_id;
        lane.pace.set_limits({static_cast<double>(state.broadcast_per_second), state.paid_broadcast == 1});
        lane.pace.forget_before(steady);
        const bool is_idle = state.is_busy == 0 && lane.in_flight == 0;
        if (!is_idle) lane.idle_since.reset();
        if (is_idle && !lane.idle_since) lane.idle_since = steady;
    }
}

void Dispatcher::Engine::failed(const std::exception& error, bool in_doubt) {
    in_doubt_ = in_doubt_ || in_doubt;
    not_before_ = steady_() + kAfterFailure;
    core::log::warn("outbox.round_failed", {{"problem", error.what()}, {"waiting", notes_.size()}});
    std::erase_if(notes_, [&](const Note& note) {
        if (steady_() - note.at < options_.ack_window) return false;
        core::log::error("outbox.outcome_lost", {{"message", note.row.id}, {"state", note.ack.state}});
        return true;
    });
}

core::Duration Dispatcher::Engine::wait(const Round& round) const {
    if (!mailbox_->empty() || !notes_.empty() || !round.acquired.empty()) return core::Duration::zero();
    // It had its bots for too long to trust that they were still its own, and has asked.
    if (!round.looked && round.states && is_trusted() && !is_winding_up_) return core::Duration::zero();
    auto until = std::min(steady_() + kLookAgain, renew_at_);
    if (!round.claimed.empty()) until = std::min(until, steady_() + kWhileSending);
    if (!round.looked_to.empty()) until = std::min(until, steady_() + kGoOn);
    if (lanes_.next()) until = std::min(until, *lanes_.next());
    if (round.next_due) until = std::min(until, instant_of(*round.next_due, round.now, steady_()));
    if (round.lease_ends) until = std::min(until, instant_of(*round.lease_ends, round.now, steady_()));
    if (!round.looked_for_lanes && !is_winding_up_) until = std::min(until, acquire_at_);
    const auto left = std::chrono::ceil<core::Duration>(until - steady_());
    return std::max<core::Duration>(left, kAtLeast);
}

core::Duration Dispatcher::Engine::step() {
    try {
        if (!is_clock_steady()) {
            no_reaping_before_ = steady_() + options_.lease + kGrace;
            renew_at_ = kLongAgo;
        }
        look_at_tokens();
        collect();
        give_back_what_is_made_too_slowly();
        if (steady_() < not_before_) return std::chrono::ceil<core::Duration>(not_before_ - steady_());
        Round round;
        core::crash_site(core::CrashSite::outbox_claim);
        database_.transact_as_system("outbox.round", [&](db::Tx& tx) {
            round = {};
            run(tx, round);
        });
        if (!round.claimed.empty()) core::crash_site(core::CrashSite::outbox_claimed);
        if (!notes_.empty()) core::crash_site(core::CrashSite::outbox_noted);
        settle(round);
        hand_over(round);
        return wait(round);
    } catch (const db::Error& error) {
        failed(error, error.failure() == db::Failure::commit_unknown);
    } catch (const std::exception& error) {
        failed(error, false);
    }
    return kAfterFailure;
}

bool Dispatcher::Engine::wind_up() {
    is_winding_up_ = true;
    step();
    return flights_.empty() && notes_.empty() && lanes_.all().empty() && mailbox_->empty();
}

Dispatcher::Dispatcher(db::Database& database, core::Clock& clock, core::Entropy& entropy, core::Metrics& metrics,
                       Surroundings surroundings, DispatcherOptions options, Steady steady)
    : engine_(std::make_unique<Engine>(database, clock, entropy, metrics, std::move(surroundings), std::move(options),
                                       std::move(steady))) {}

Dispatcher::~Dispatcher() = default;

core::Duration Dispatcher::step() {
    return engine_->step();
}

bool Dispatcher::wind_up() {
    return engine_->wind_up();
}

}  // namespace promo::messaging::outbox
