#include "node.hpp"

#include <array>

#include "process.hpp"

namespace promo::simulation {
namespace {

using namespace std::chrono_literals;

constexpr Duration kShortestWait = 1ms;
constexpr Duration kTick = 1min;
constexpr Duration kWindUpEvery = 100ms;
constexpr Duration kAfterAFailure = 1s;
constexpr Duration kPoll = 1s;
constexpr std::string_view kClaims = "outbox.claim";
constexpr Duration kIdle = 10min;
constexpr Duration kKeepBots = 20s;
constexpr Duration kLeasesHold = 5s;  // as far as clocks may differ
constexpr Duration kWrongClock = 2s;  // whoever's clock is that wrong takes no running job for abandoned

constexpr db::Sql kOpenMessages{"simulation.open_messages", R"sql(
SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state IN ('pending', 'sending') LIMIT 1)
)sql"};
constexpr db::Sql kClaimedBy{"simulation.claimed_by", R"sql(
SELECT tenant_id || '|' || idem_key FROM outbox WHERE state = 'sending' AND lease_owner = $1
)sql"};
constexpr db::Sql kOwnLanes{"simulation.own_lanes", "SELECT count(*) FROM outbox_lanes WHERE owner = $1"};

}  // namespace

Node::Node(Surroundings& around, int number) : around_(around), number_(number), clock_(around.events) {}

Node::~Node() {
    is_burying_ = true;
    process_.reset();
}

void Node::start() {
    if (process_) return;
    ++generation_;
    doomed_ = false;
    is_stopping_ = false;
    stands_still_until_ = around_.events.now();
    dispatch_ = work_ = lead_ = tick_ = {};
    around_.trace.note("starts", number_, generation_);
    around_.checker.disturbed();
    const auto seed = around_.seed * 1'000'003 + static_cast<std::uint64_t>(generation_ * 16 + number_);
    Process::Outward outward;
    outward.send = [this](const telegram::Outgoing& outgoing, std::function<void(telegram::Delivery)> done) {
        around_.outside.send(circumstances(), owner(), outgoing, [this, done = std::move(done)](const auto& delivery) {
            act([&](Process&) { done(delivery); });
        });
        if (around_.faults.strikes(FaultClass::crash_after_write)) throw Died{};
    };
    outward.wake = [this] { dispatch_soon(Duration(0)); };
    process_ = std::make_unique<Process>(around_, static_cast<Interference&>(*this), clock_,
                                         "node" + std::to_string(number_) + '.' + std::to_string(generation_), seed,
                                         std::move(outward));
    lead_soon();
    ring(tick_, kTick, [this](Process& process) { lead(process); });
    dispatch_soon(1ms);
    work_soon(1ms);
}

void Node::kill() {
    if (!process_) return;
    around_.trace.note("dies", number_, generation_);
    doomed_ = true;
    if (depth_ == 0) bury();
}

// What was in memory is gone, and nobody says goodbye: the database is out of reach for what is left of it.
void Node::bury() {
    is_burying_ = true;
    around_.checker.on_death(number_);
    ++generation_;
    process_.reset();
    is_burying_ = false;
    doomed_ = false;
    stood_still_ = false;
    stands_still_until_ = around_.events.now();
}

void Node::stand_still(Duration for_time) {
    if (!is_awake() || depth_ > 0) return;
    around_.trace.note("stands still", number_, for_time.count());
    around_.checker.on_stand_still(number_);
    stands_still_until_ = around_.events.now() + for_time;
    around_.events.after(for_time, [this] { around_.checker.disturbed(); });
    if (around_.faults.unit(FaultClass::pause) < 0.5) clock_.stand_still(for_time);
}

void Node::stop() {
    if (!is_awake() || depth_ > 0 || is_stopping_) return;
    around_.trace.note("is asked to end", number_, generation_);
    around_.checker.disturbed();
    is_stopping_ = true;
    wind_up();
}

void Node::wind_up() {
    bool done = false;
    act([&](Process& process) {
        done = process.dispatcher.wind_up();
        if (done) process.leader.resign();
    });
    if (!runs()) return;
    if (done) {
        around_.trace.note("ends", number_, generation_);
        bury();
        around_.events.after(1s, [this] { start(); });
        return;
    }
    around_.events.at(around_.events.now() + kWindUpEvery, owner(), [this] { wind_up(); });
}

void Node::act(const std::function<void(Process&)>& action) {
    if (!process_) return;
    ++depth_;
    const bool stood_still_before = stood_still_;
    try {
        action(*process_);
    } catch (const Died&) {
        around_.trace.note("dies of it", number_, generation_);
        doomed_ = true;
    }
    --depth_;
    stood_still_ = stood_still_before;
    if (depth_ == 0) no_clock_knows_ = false;
    if (doomed_ && depth_ == 0) bury();
}

std::optional<Timestamp> Node::put_off(std::int64_t generation) const {
    if (generation != generation_ || !process_) return Timestamp::min();
    // It is in the middle of something while others live on.
    if (depth_ > 0) return around_.events.now() + kShortestWait * 50;
    if (around_.events.now() < stands_still_until_) return stands_still_until_;
    return std::nullopt;
}

void Node::ring(Alarm& alarm, Duration wait, std::function<void(Process&)> action) {
    const auto at = around_.events.now() + std::max(wait, kShortestWait);
    if (!process_ || at >= alarm.at) return;
    alarm.at = at;
    const auto turn = ++alarm.turn;
    around_.events.at(at, owner(), [this, &alarm, turn, action = std::move(action)] {
        if (alarm.turn != turn) return;
        alarm.at = Timestamp::max();
        act(action);
    });
}

void Node::dispatch_soon(Duration wait) {
    ring(dispatch_, wait, [this](Process& process) { dispatch(process); });
}

void Node::work_soon(Duration wait) {
    ring(work_, wait, [this](Process& process) { work(process); });
}

void Node::lead_soon() {
    ring(lead_, kShortestWait, [this](Process& process) { lead(process); });
}

void Node::dispatch(Process& process) {
    if (is_stopping_) return;
    const auto wait = process.dispatcher.step();
    // In real life it looks again every few seconds: that finds nothing when nothing waits, as nobody's notification
    // is lost here. Its bots are to be kept or given up all the same.
    const auto idle = around_.database.look([&](db::Tx& tx) -> std::optional<Duration> {
        if (tx.one<std::int64_t>(kOpenMessages) > 0) return std::nullopt;
        return tx.one<std::int64_t>(kOwnLanes, process.name) > 0 ? kKeepBots : kIdle;
    });
    dispatch_soon(idle ? std::max(*idle, wait) : wait);
}

bool Node::reaps() const {
    return std::chrono::abs(clock_.error()) < kWrongClock;
}

void Node::work(Process& process) {
    if (is_stopping_) return;
    try {
        if (reaps()) process.reap();
    } catch (const db::Error&) {
        work_soon(kAfterAFailure);
    }
    process.worker.drain();
}

void Node::lead(Process& process) {
    if (is_stopping_) return;
    if (lead_.at == Timestamp::max()) {
        ring(lead_, std::chrono::duration_cast<Duration>(process.leader.step()),
             [this](Process& again) { lead(again); });
    }
    process.scheduler.tick();
    ring(tick_, kTick, [](Process& again) { again.scheduler.tick(); });
}

int Node::take_in(std::string_view webhook_id, std::string_view secret, const std::string& body) {
    if (!is_awake() || depth_ > 0 || is_stopping_) return 0;
    int status = 0;
    act([&](Process& process) {
        try {
            status = process.inbox.receive(webhook_id, secret, body) == messaging::Received::unauthorized ? 401 : 200;
        } catch (const db::Error&) {
            status = 503;
        }
    });
    return status;
}

Checker::Circumstances Node::circumstances() const {
    const auto worst = around_.worst_clock_error();
    const bool cannot_know = no_clock_knows_ || (stood_still_ && worst > kLeasesHold);
    return {number_, clock_.error(), worst, stood_still_, cannot_know};
}

void Node::before_transaction() {
    if (doomed_ || is_burying_) throw db::Error(db::Failure::unreachable, "the process is dead");
    if (around_.database_is_down) throw db::Error(db::Failure::unreachable, "the database is down");
    has_claimed_ = false;
}

void Node::before_statement(const db::Sql& statement) {
    has_claimed_ = has_claimed_ || statement.name == kClaims;
    if (!around_.faults.strikes(FaultClass::statement_fails)) return;
    around_.checker.disturbed();
    around_.trace.note("statement fails", number_, 0, statement.name);
    constexpr std::array kHow{db::Failure::lost, db::Failure::timeout, db::Failure::full};
    const auto choice = around_.faults.dice(FaultClass::statement_fails).number() % kHow.size();
    throw db::Error(kHow.at(choice), std::string(statement.name) + ": made to fail");
}

Interference::Commit Node::on_commit(bool write) {
    if (!write || !around_.faults.strikes(FaultClass::commit_unknown)) return Commit::done;
    around_.checker.disturbed();
    const bool applied = around_.faults.unit(FaultClass::commit_unknown) < 0.5;
    look_as_always();
    around_.trace.note(applied ? "commit in doubt, done" : "commit in doubt, undone", number_);
    return applied ? Commit::in_doubt_done : Commit::in_doubt_undone;
}

void Node::committed(bool write, const std::vector<db::Notification>& notifications) {
    for (const auto& one : notifications)
        around_.on_notification(one);
    if (!write) return;
    if (around_.faults.strikes(FaultClass::crash_after_commit)) {
        look_as_always();
        throw Died{};
    }
    if (around_.one_stands_in_the_middle) return;
    if (around_.faults.strikes(FaultClass::pause_after_commit)) {
        stand_still_in_the_middle(FaultClass::pause_after_commit);
    } else if (has_claimed_ && around_.faults.strikes(FaultClass::zombie)) {
        for (auto& key :
             around_.database.look([&](db::Tx& tx) { return tx.all<std::string>(kClaimedBy, process_->name); }))
            claimed_.insert(std::move(key));
        stand_still_in_the_middle(FaultClass::zombie);
        claimed_.clear();
    }
}

// At the worst moment: it goes on while the other request is on its way.
Duration Node::hear_of(const Sent& sent) {
    if (sent.node == number_ || !claimed_.contains(sent.tenant + '|' + sent.key)) return Duration(0);
    auto& faults = around_.faults;
    stands_still_until_ =
        std::min(stands_still_until_, around_.events.now() + faults.between(FaultClass::zombie, 1ms, 1s));
    return faults.between(FaultClass::zombie, 1s, 8s);
}

// Whoever would have told the workers does not come to it. Within a second they look all the same.
void Node::look_as_always() {
    const auto due = around_.events.now() + kPoll;
    around_.on_notification({std::string(jobs::kWakeChannel), std::to_string(due.time_since_epoch().count())});
}

// Everybody else lives on meanwhile; then it goes on as if nothing had happened.
void Node::stand_still_in_the_middle(FaultClass why) {
    auto& faults = around_.faults;
    const auto for_time = why == FaultClass::zombie ? 300s : faults.between(why, 1s, 300s);
    around_.trace.note("stands still in the middle", number_, for_time.count());
    around_.checker.on_stand_still(number_);
    stood_still_ = true;
    const bool with_its_clock = faults.unit(why) < 0.5;
    const auto error = clock_.error();
    stands_still_until_ = around_.events.now() + for_time;
    around_.one_stands_in_the_middle = true;
    const auto begun = around_.events.now();
    around_.events.run_until([this] { return stands_still_until_; });
    if (with_its_clock) clock_.stand_still(around_.events.now() - begun);
    around_.one_stands_in_the_middle = false;
    // Only when the wall clock was set back besides can the program not know how long it was.
    no_clock_knows_ = no_clock_knows_ || (with_its_clock && clock_.error() < error - kWrongClock);
    around_.trace.note("goes on", number_);
    around_.checker.disturbed();
    if (doomed_) throw Died{};
}

}  // namespace promo::simulation
