#include "domains/messaging/outbox/dispatcher.hpp"

#include <algorithm>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "core/crash_site.hpp"
#include "core/enum_name.hpp"
#include "core/json_write.hpp"
#include "core/log.hpp"
#include "domains/messaging/outbox/dispatch/delivery_notes.hpp"
#include "domains/messaging/outbox/dispatch/lanes.hpp"
#include "domains/messaging/outbox/dispatch/repo.hpp"
#include "domains/messaging/outbox/lanes/repo.hpp"

namespace promo::messaging::outbox {
namespace {

namespace log = core::log;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kLookAgain{5};            // notifications may be lost
constexpr milliseconds kAtLeast{2};         // between two looks, so that one serves many
constexpr milliseconds kWhileSending{100};  // what is due later was not looked for
constexpr milliseconds kAcquire{50};        // between two looks for bots nobody sends for
constexpr seconds kTidy{1};                 // between two looks for what is too late, or was left by the dead
constexpr seconds kGrace{5};                // of leases, for clocks that differ
constexpr seconds kIdle{30};                // so long a bot is kept when nothing waits
constexpr seconds kLookAtToken{10};         // of a bot whose token was refused
constexpr seconds kAfterFailure{1};         // of the database
constexpr seconds kCount{15};               // between two counts of what waits
constexpr seconds kJump{2};                 // of the wall clock against the steady one
constexpr std::int64_t kMostAcquired = 32;
constexpr std::int64_t kMostTidied = 1000;
constexpr std::int64_t kMostCounted = 1'000'000;
constexpr std::size_t kMostBots = 10'000;
constexpr std::string_view kAttached = "\"attach://file\"";

// Where answers arrive, from any thread, also when the dispatcher is gone.
struct Arrival {
    std::string flight;
    std::variant<MadeFile, telegram::Delivery> what;
};
class Mailbox {
public:
    explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}
    void put(Arrival arrival) {
        const std::lock_guard lock(mutex_);
        arrived_.push_back(std::move(arrival));
        if (wake_) wake_();
    }
    std::vector<Arrival> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(arrived_, {});
    }
    bool empty() const {
        const std::lock_guard lock(mutex_);
        return arrived_.empty();
    }
    void close() {
        const std::lock_guard lock(mutex_);
        wake_ = {};
    }

private:
    mutable std::mutex mutex_;
    std::vector<Arrival> arrived_;
    std::function<void()> wake_;
};

// A message between its claim and its end.
struct Flight {
    repo::Claimed row;
    std::optional<std::string> file_id;
    Instant claimed_at;
    Instant left_at = kLongAgo;
    core::Secret token = {};
    bool is_made = true;  // its file is, or it has none
};

std::string name_of(const repo::Claimed& row) {
    return row.tenant_id.str() + '/' + row.id + '/' + std::to_string(row.attempt);
}

std::string with_file_id(std::string arguments, const std::string& file_id) {
    if (const auto at = arguments.find(kAttached); at != std::string::npos) {
        arguments.replace(at, kAttached.size(), core::json::to_text(file_id));
    }
    return arguments;
}

std::string paid(const std::string& arguments) {
    return "{\"allow_paid_broadcast\":true" + std::string(arguments == "{}" ? "" : ",") + arguments.substr(1);
}

Call call_of(const repo::Claimed& row) {
    Call call{row.method, row.chat_id, row.arguments};
    if (row.file) call.file = core::json::parse<File>(*row.file);
    return call;
}

}  // namespace

class Dispatcher::Engine {
public:
    Engine(db::Database& database, core::Clock& clock, core::Entropy& entropy, core::Metrics& metrics,
           Surroundings surroundings, DispatcherOptions options, Steady steady);
    ~Engine() { mailbox_->close(); }

    core::Duration step();
    bool wind_up();

private:
    // What a transaction has found; it counts when that has committed.
    struct Round {
        core::Timestamp now;
        std::vector<Ended> ended;
        std::vector<repo::LaneRow> acquired;
        std::vector<repo::SentRow> lately_sent;
        std::vector<repo::Gate> gates;
        std::optional<std::vector<repo::LaneState>> states;
        std::vector<std::int64_t> released;
        std::vector<repo::Candidate> picked;
        std::vector<repo::Claimed> claimed;
        std::optional<core::Timestamp> next_due;
        std::optional<std::int64_t> pending;
        bool tidied = false;
        bool looked_for_lanes = false;
    };

    void collect();
    void file_made(Flight flight, const MadeFile& made);
    void answered(Flight flight, const telegram::Delivery& delivery);
    void give_back(const Flight& flight);
    void give_back_what_is_made_too_slowly();
    void end(const Flight& flight);
    void look_at_tokens();

    void run(db::Tx& tx, Round& round);
    void note(db::Tx& tx, Round& round);
    void readdress(db::Tx& tx, const Note& note);
    void tidy(db::Tx& tx, Round& round);
    void keep_lanes(db::Tx& tx, Round& round);
    void acquire(db::Tx& tx, Round& round);
    void note_uploads();
    void claim(db::Tx& tx, Round& round);

    void settle(Round& round, Instant begun);
    void take_over(const Round& round, Instant begun);
    void hand_over(Round& round);
    std::optional<core::Secret> token_of(const repo::Claimed& row);
    void send(Flight flight, std::shared_ptr<const std::string> bytes);
    void failed(const std::exception& error, bool in_doubt);
    void pause(std::int64_t bot, std::optional<core::Secret> token);
    core::Duration wait(const Round& round) const;

    Standing standing(const repo::Claimed& row) const {
        return {row.kind, row.policy, row.tries, row.refusals, row.not_after};
    }
    // Of the wall clock, which may run faster than the real one.
    core::Duration stretched(milliseconds real) const {
        return core::Duration(
            static_cast<core::Duration::rep>(static_cast<double>(core::Duration(real).count()) * stretch_));
    }
    Instant instant_of(core::Timestamp at, core::Timestamp now, Instant steady) const {
        return steady + clock_.real(at - now);
    }
    std::vector<repo::OwnLane> own_lanes() const;
    bool is_clock_steady();
    void count(std::string_view what, Kind kind);

    db::Database& database_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    core::Metrics& metrics_;
    const Surroundings surroundings_;
    const DispatcherOptions options_;
    const Steady steady_;
    const double stretch_;
    std::shared_ptr<Mailbox> mailbox_;

    Lanes lanes_;
    std::unordered_map<std::string, Flight> flights_;
    std::vector<Note> notes_;                                // what has ended and is not noted
    std::map<std::int64_t, std::optional<Problem>> pauses_;  // what is to be noted of lanes
    bool is_winding_up_ = false;
    bool orphans_left_;
    bool in_doubt_ = false;
    Instant trusted_until_ = kLongAgo;
    Instant renew_at_ = kLongAgo;
    Instant acquire_at_ = kLongAgo;
    Instant tidy_at_ = kLongAgo;
    Instant count_at_ = kLongAgo;
    Instant not_before_ = kLongAgo;
    Instant no_reaping_before_ = kLongAgo;
    core::Timestamp last_wall_;
    Instant last_steady_;
};

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

// ---- what has arrived

void Dispatcher::Engine::collect() {
    for (auto& arrival : mailbox_->take()) {
        auto found = flights_.extract(arrival.flight);
        if (found.empty()) continue;  // it was given back
        auto flight = std::move(found.mapped());
        if (const auto* delivery = std::get_if<telegram::Delivery>(&arrival.what)) {
            core::crash_site(core::CrashSite::outbox_answered);
            end(flight);
            answered(std::move(flight), *delivery);
            continue;
        }
        file_made(std::move(flight), std::get<MadeFile>(arrival.what));
    }
}

void Dispatcher::Engine::file_made(Flight flight, const MadeFile& made) {
    flight.is_made = true;
    if (made.bytes) {
        send(std::move(flight), made.bytes);
        return;
    }
    end(flight);
    const auto now = clock_.now();
    const auto settlement = made.retry ? not_reached(standing(flight.row), now, entropy_.unit())
                                       : Settlement{State::failed, Problem::file_missing};
    auto note = note_of_no_file(flight.row, made.problem, settlement, now);
    note.at = steady_();
    notes_.push_back(std::move(note));
}

void Dispatcher::Engine::end(const Flight& flight) {
    auto* lane = lanes_.find(flight.row.telegram_id);
    if (lane != nullptr && lane->in_flight > 0) --lane->in_flight;
}

void Dispatcher::Engine::answered(Flight flight, const telegram::Delivery& delivery) {
    using enum telegram::Fate;
    const auto now = clock_.now();
    const auto steady = steady_();
    const auto unit = entropy_.unit();
    const auto& row = flight.row;
    auto note = note_of(row, delivery, now);
    note.at = steady;
    auto* lane = lanes_.find(row.telegram_id);
    const Leaving leaving{row.chat_id, row.kind, row.method};
    switch (delivery.fate) {
        case sent:
            if (lane != nullptr) lane->pace.accepted(row.kind, steady);
            break;
        case unknown:
            note.settle(in_doubt(standing(row), Problem::in_doubt, now, unit), now);
            break;
        case refused:
            if (delivery.fault && delivery.fault->problem == telegram::Problem::token_refused) {
                note.pauses = Problem::token_refused;
                pause(row.telegram_id, flight.token);
            }
            break;
        case too_many: {
            const auto wait = delivery.fault && delivery.fault->retry_after ? *delivery.fault->retry_after : seconds(1);
            const auto until = now + stretched(std::max(wait, seconds(1)));
            auto scope = row.chat_id == 0 ? Scope::bot : Scope::chat;
            if (lane != nullptr)
                scope = lane->pace.refused(leaving, flight.left_at, steady, steady + clock_.real(until - now));
            if (scope == Scope::bot && surroundings_.hold)
                surroundings_.hold(row.telegram_id, std::max(wait, seconds(1)));
            note.gate = repo::GateRow{row.tenant_id.str(), row.telegram_id, scope == Scope::bot ? 0 : row.chat_id,
                                      until.time_since_epoch().count()};
            metrics_
                .histogram("promostack_outbox_gate_seconds", "How long Telegram wants to hear nothing",
                           {{"scope", std::string(core::enum_name(scope))}})
                .observe(static_cast<double>(wait.count()));
            break;
        }
        case not_sent:
        case moved:
        case stale_file:
            note.settle(not_reached(standing(row), now, unit), now);
            if (delivery.fate != not_sent && note.ack.state == "pending") note.ack.due_at.reset();
            break;
    }
    if (steady > flight.claimed_at + options_.lease) count("late_acks", row.kind);
    notes_.push_back(std::move(note));
}

void Dispatcher::Engine::give_back(const Flight& flight) {
    end(flight);
    auto note = note_of_nothing(flight.row);
    note.at = steady_();
    notes_.push_back(std::move(note));
}

// The row's lease must outlive the call.
void Dispatcher::Engine::give_back_what_is_made_too_slowly() {
    const auto too_old = steady_() - options_.lease + options_.deadline + kGrace;
    for (auto it = flights_.begin(); it != flights_.end();) {
        const auto& flight = it->second;
        if (flight.is_made || (!is_winding_up_ && flight.claimed_at > too_old)) {
            ++it;
            continue;
        }
        give_back(flight);
        it = flights_.erase(it);
    }
}

void Dispatcher::Engine::pause(std::int64_t bot, std::optional<core::Secret> token) {
    auto* lane = lanes_.find(bot);
    if (lane == nullptr || lane->is_paused) return;
    lane->is_paused = true;
    lane->refused_token = std::move(token);
    lane->look_at_token = steady_() + kLookAtToken;
}

void Dispatcher::Engine::look_at_tokens() {
    for (auto& [bot, lane] : lanes_.all()) {
        if (!lane.is_paused || steady_() < lane.look_at_token) continue;
        lane.look_at_token = steady_() + kLookAtToken;
        const auto token = surroundings_.token(lane.tenant, bot);
        const bool is_same = !token || (lane.refused_token && token->reveal() == lane.refused_token->reveal());
        if (is_same) continue;
        lane.is_paused = false;
        pauses_[bot] = std::nullopt;
    }
}

// ---- one transaction

void Dispatcher::Engine::run(db::Tx& tx, Round& round) {
    round.now = clock_.now();
    repo::plan_by_indexes(tx);
    note(tx, round);
    if (in_doubt_) {
        std::vector<std::string> known;
        for (const auto& [name, flight] : flights_)
            known.push_back(flight.row.id);
        repo::take_back(tx, options_.node, known);
    }
    tidy(tx, round);
    if (surroundings_.on_ended && !round.ended.empty()) surroundings_.on_ended(tx, round.ended);
    keep_lanes(tx, round);
    if (is_winding_up_) return;
    acquire(tx, round);
    claim(tx, round);
}

void Dispatcher::Engine::note(db::Tx& tx, Round& round) {
    std::vector<repo::Ack> acks;
    std::vector<repo::AttemptRow> attempts;
    std::vector<repo::GateRow> gates;
    std::vector<repo::FileRow> files;
    for (const auto& note : notes_) {
        acks.push_back(note.ack);
        if (note.attempt) attempts.push_back(*note.attempt);
        if (note.gate) gates.push_back(*note.gate);
        if (note.file) files.push_back(*note.file);
        if (note.forgets_file) repo::forget_file(tx, note.row.telegram_id, *note.row.file_key);
    }
    for (auto& ended : repo::acknowledge(tx, acks, round.now)) {
        if (ended.state != State::pending) round.ended.push_back(std::move(ended));
    }
    repo::insert_attempts(tx, attempts, options_.node);
    repo::close_gates(tx, gates);
    repo::remember_files(tx, files, round.now);
    for (const auto& note : notes_) {
        const repo::ChatOfBot chat{note.row.telegram_id, note.row.chat_id};
        if (note.fails_chat && chat.chat_id != 0) {
            auto failed = repo::fail_chat(tx, note.row.tenant_id, chat, *note.fails_chat, note.ack.error, round.now);
            std::ranges::move(failed, std::back_inserter(round.ended));
        }
        if (note.moved_to) readdress(tx, note);
        if (note.pauses) {
            repo::pause_lane(tx, chat.telegram_id, note.pauses, round.now);
            if (*note.pauses == Problem::token_refused && surroundings_.on_token_refused) {
                surroundings_.on_token_refused(tx, note.row.tenant_id, chat.telegram_id);
            }
        }
    }
    for (const auto& [bot, why] : pauses_)
        repo::pause_lane(tx, bot, why, round.now);
}

void Dispatcher::Engine::readdress(db::Tx& tx, const Note& note) {
    const auto from = note.row.chat_id;
    const auto waiting = repo::waiting_in(tx, note.row.tenant_id, {note.row.telegram_id, from}, kMostTidied);
    std::vector<repo::Readdressed> rows;
    for (const auto& row : waiting)
        rows.push_back({row.tenant_id.str(), row.id, messaging::moved(call_of(row), *note.moved_to).arguments});
    repo::readdress(tx, rows, from, *note.moved_to);
    if (surroundings_.on_moved)
        surroundings_.on_moved(tx, {note.row.tenant_id, note.row.telegram_id, from, *note.moved_to});
}

// What came too late, and what a process left behind that died.
void Dispatcher::Engine::tidy(db::Tx& tx, Round& round) {
    if (steady_() < tidy_at_ && !orphans_left_) return;
    round.tidied = true;
    std::ranges::move(repo::expire(tx, round.now, kMostTidied), std::back_inserter(round.ended));
    if (steady_() < no_reaping_before_ && !orphans_left_) return;
    std::vector<repo::Ack> acks;
    std::vector<repo::AttemptRow> attempts;
    for (const auto& row :
         repo::overdue(tx, options_.node, round.now - stretched(kGrace), orphans_left_, kMostTidied)) {
        if (flights_.contains(name_of(row))) continue;
        auto note = note_of_the_dead(row, in_doubt(standing(row), Problem::process_died, round.now, entropy_.unit()),
                                     round.now);
        acks.push_back(note.ack);
        attempts.push_back(*note.attempt);
    }
    for (auto& ended : repo::acknowledge(tx, acks, round.now)) {
        if (ended.state != State::pending) round.ended.push_back(std::move(ended));
    }
    repo::insert_attempts(tx, attempts, options_.node);
}

std::vector<repo::OwnLane> Dispatcher::Engine::own_lanes() const {
    std::vector<repo::OwnLane> own;
    for (const auto& [bot, lane] : lanes_.all())
        own.push_back({bot, lane.epoch, lane.pace.per_1000_seconds()});
    return own;
}

void Dispatcher::Engine::keep_lanes(db::Tx& tx, Round& round) {
    const bool gives_up = is_winding_up_ && flights_.empty();
    if (!gives_up && steady_() < renew_at_) return;
    auto own = own_lanes();
    if (gives_up) {
        repo::release_lanes(tx, options_.node, own);
        round.states.emplace();
        return;
    }
    repo::renew_lanes(tx, options_.node, own, round.now + stretched(options_.lane_lease));
    round.states = repo::lane_states(tx, options_.node, static_cast<std::int64_t>(PaceLimits{}.broadcast_per_second));
    std::set<std::int64_t> busy;
    for (const auto& state : *round.states) {
        if (state.is_busy == 1) busy.insert(state.telegram_id);
    }
    std::erase_if(own, [&](const repo::OwnLane& each) {
        const auto* lane = lanes_.find(each.telegram_id);
        return busy.contains(each.telegram_id) || lane->in_flight > 0 || !lane->idle_since ||
               steady_() - *lane->idle_since < kIdle;
    });
    repo::release_lanes(tx, options_.node, own);
    for (const auto& lane : own)
        round.released.push_back(lane.telegram_id);
}

void Dispatcher::Engine::acquire(db::Tx& tx, Round& round) {
    if (steady_() < acquire_at_ || lanes_.all().size() >= kMostBots) return;
    round.looked_for_lanes = true;
    std::vector<std::int64_t> owned;
    for (const auto& [bot, lane] : lanes_.all())
        owned.push_back(bot);
    round.acquired = repo::acquire_lanes(tx, options_.node, owned, options_.alone, round.now,
                                         round.now + stretched(options_.lane_lease), kMostAcquired);
    std::vector<std::int64_t> bots;
    for (const auto& row : round.acquired)
        bots.push_back(row.telegram_id);
    if (bots.empty()) return;
    round.lately_sent = repo::lately_sent(tx, bots, round.now);
    round.gates = repo::closed_gates(tx, bots, round.now);
    round.states = repo::lane_states(tx, options_.node, static_cast<std::int64_t>(PaceLimits{}.broadcast_per_second));
}

void Dispatcher::Engine::note_uploads() {
    for (auto& [bot, lane] : lanes_.all())
        lane.uploading.clear();
    for (const auto& [name, flight] : flights_) {
        auto* lane = lanes_.find(flight.row.telegram_id);
        if (lane != nullptr && flight.row.file_key && !flight.file_id) lane->uploading.insert(*flight.row.file_key);
    }
}

void Dispatcher::Engine::claim(db::Tx& tx, Round& round) {
    const auto steady = steady_();
    if (steady >= trusted_until_) return;
    note_uploads();
    const auto asked = lanes_.ask(steady);
    const auto busy = lanes_.busy_chats(steady);
    auto found = repo::candidates(tx, asked, busy, lanes_.of_each(), round.now);
    round.picked = lanes_.plan(std::move(found), steady, flights_.size());
    std::vector<repo::Wanted> wanted;
    for (const auto& each : round.picked)
        wanted.push_back({each.tenant_id.str(), each.id, each.telegram_id, lanes_.find(each.telegram_id)->epoch});
    round.claimed = repo::claim(tx, wanted, options_.node, round.now, round.now + stretched(options_.lease));
    if (round.claimed.empty()) round.next_due = repo::next_due(tx, lanes_.ask_all(), round.now);
    if (steady >= count_at_) round.pending = repo::count_pending(tx, kMostCounted);
}

// ---- after the commit

bool Dispatcher::Engine::is_clock_steady() {
    const auto wall = clock_.now();
    const auto steady = steady_();
    const auto jumped = clock_.real(wall - last_wall_) - (steady - last_steady_);
    last_wall_ = wall;
    last_steady_ = steady;
    return jumped < kJump && jumped > -kJump;
}

void Dispatcher::Engine::settle(Round& round, Instant begun) {
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
    take_over(round, begun);
    for (const auto bot : round.released)
        lanes_.all().erase(bot);
}

void Dispatcher::Engine::take_over(const Round& round, Instant begun) {
    const auto steady = steady_();
    for (const auto& row : round.acquired) {
        lanes_.all().insert_or_assign(
            row.telegram_id,
            Lane{.tenant = row.tenant_id, .epoch = row.epoch, .pace = BotPace(row.rate, {}), .uploading = {}});
    }
    if (round.acquired.empty() && round.states) {
        // All that was renewed is trusted for as long as the lease, counted from before it was asked for.
        trusted_until_ = begun + options_.lane_lease - options_.lane_lease / 8;
        renew_at_ = begun + options_.lane_renew;
    } else if (!round.acquired.empty() && steady >= trusted_until_) {
        trusted_until_ = begun + options_.lane_lease - options_.lane_lease / 8;
    }
    for (const auto& [bot, chat, kind, method, at] : round.lately_sent) {
        if (auto* lane = lanes_.find(bot)) lane->pace.take({chat, kind, method}, instant_of(at, round.now, begun));
    }
    for (const auto& gate : round.gates) {
        if (auto* lane = lanes_.find(gate.telegram_id)) {
            lane->pace.close(gate.chat_id == 0 ? Scope::bot : Scope::chat, gate.chat_id,
                             instant_of(gate.not_before, round.now, begun));
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
        lane.pace.set_limits({static_cast<double>(state.broadcast_per_second), state.paid_broadcast == 1});
        lane.pace.forget_before(steady);
        const bool is_idle = state.is_busy == 0 && lane.in_flight == 0;
        if (!is_idle) lane.idle_since.reset();
        if (is_idle && !lane.idle_since) lane.idle_since = steady;
    }
}

void Dispatcher::Engine::hand_over(Round& round) {
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < round.claimed.size(); ++i)
        places.emplace(round.claimed[i].id, i);
    for (const auto& picked : round.picked) {
        const auto found = places.find(picked.id);
        auto* lane = lanes_.find(picked.telegram_id);
        if (found == places.end()) continue;
        Flight flight{
            .row = std::move(round.claimed[found->second]), .file_id = picked.file_id, .claimed_at = steady_()};
        if (lane != nullptr) ++lane->in_flight;
        const std::chrono::duration<double> lag = clock_.now() - flight.row.due_at;
        metrics_
            .histogram("promostack_outbox_lag_seconds", "From due to handed over",
                       {{"kind", std::string(core::enum_name(flight.row.kind))}})
            .observe(lag.count());
        if (!flight.row.file || flight.file_id) {
            send(std::move(flight), nullptr);
            continue;
        }
        flight.is_made = false;
        const auto name = name_of(flight.row);
        const auto tenant = flight.row.tenant_id;
        const auto file = core::json::parse<File>(*flight.row.file);
        flights_.emplace(name, std::move(flight));
        surroundings_.make_file(tenant, file, [mailbox = mailbox_, name](MadeFile made) {
            mailbox->put({name, std::move(made)});
        });
    }
    metrics_.gauge("promostack_outbox_in_flight", "Messages that are on their way")
        .set(static_cast<double>(flights_.size()));
}

// Nothing leaves for a bot that is not connected.
std::optional<core::Secret> Dispatcher::Engine::token_of(const repo::Claimed& row) {
    try {
        auto token = surroundings_.token(row.tenant_id, row.telegram_id);
        if (!token) {
            pause(row.telegram_id, std::nullopt);
            pauses_[row.telegram_id] = Problem::not_connected;
        }
        return token;
    } catch (const std::exception& error) {
        log::warn("outbox.no_token", {{"bot", row.telegram_id}, {"problem", error.what()}});
        return std::nullopt;
    }
}

void Dispatcher::Engine::send(Flight flight, std::shared_ptr<const std::string> bytes) {
    const auto& row = flight.row;
    auto* lane = lanes_.find(row.telegram_id);
    const auto steady = steady_();
    const bool is_ours = lane != nullptr && !lane->is_paused && steady < trusted_until_ &&
                         steady + options_.deadline + kGrace < flight.claimed_at + options_.lease;
    const auto token = is_ours ? token_of(row) : std::nullopt;
    if (!token) {
        give_back(flight);
        return;
    }
    auto call = call_of(row);
    if (is_marked(standing(row))) {
        call = marked_as_repeat(call);
        count("repeats", row.kind);
    }
    telegram::Outgoing outgoing{
        .token = *token, .method = row.method, .arguments = std::move(call.arguments), .deadline = options_.deadline};
    if (flight.file_id) outgoing.arguments = with_file_id(std::move(outgoing.arguments), *flight.file_id);
    if (bytes) outgoing.file = {std::move(bytes), call.file->name, call.file->content_type};
    if (row.kind == Kind::broadcast && lane->pace.limits().paid_broadcast)
        outgoing.arguments = paid(outgoing.arguments);
    flight.left_at = steady;
    flight.token = *token;
    const auto name = name_of(row);
    flights_.insert_or_assign(name, std::move(flight));
    core::crash_site(core::CrashSite::outbox_handed_over);
    surroundings_.send(std::move(outgoing), [mailbox = mailbox_, name](telegram::Delivery delivery) {
        mailbox->put({name, std::move(delivery)});
    });
}

void Dispatcher::Engine::failed(const std::exception& error, bool in_doubt) {
    in_doubt_ = in_doubt_ || in_doubt;
    not_before_ = steady_() + kAfterFailure;
    log::warn("outbox.round_failed", {{"problem", error.what()}, {"waiting", notes_.size()}});
    std::erase_if(notes_, [&](const Note& note) {
        if (steady_() - note.at < options_.ack_window) return false;
        log::error("outbox.outcome_lost", {{"message", note.row.id}, {"state", note.ack.state}});
        return true;
    });
}

core::Duration Dispatcher::Engine::wait(const Round& round) const {
    if (!mailbox_->empty() || !notes_.empty() || !round.acquired.empty()) return core::Duration::zero();
    auto until = std::min(steady_() + kLookAgain, renew_at_);
    if (!round.claimed.empty()) until = std::min(until, steady_() + kWhileSending);
    if (lanes_.next()) until = std::min(until, *lanes_.next());
    if (round.next_due) until = std::min(until, instant_of(*round.next_due, round.now, steady_()));
    if (!round.looked_for_lanes && !is_winding_up_) until = std::min(until, acquire_at_);
    const auto left = std::chrono::ceil<core::Duration>(until - steady_());
    return std::max<core::Duration>(left, kAtLeast);
}

core::Duration Dispatcher::Engine::step() {
    try {
        if (!is_clock_steady()) no_reaping_before_ = steady_() + options_.lease + kGrace;
        look_at_tokens();
        collect();
        give_back_what_is_made_too_slowly();
        if (steady_() < not_before_) return std::chrono::ceil<core::Duration>(not_before_ - steady_());
        const auto begun = steady_();
        Round round;
        core::crash_site(core::CrashSite::outbox_claim);
        database_.transact_as_system("outbox.round", [&](db::Tx& tx) {
            round = {};
            run(tx, round);
        });
        if (!round.claimed.empty()) core::crash_site(core::CrashSite::outbox_claimed);
        if (!notes_.empty()) core::crash_site(core::CrashSite::outbox_noted);
        settle(round, begun);
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
