#include "run.hpp"

#include <algorithm>
#include <charconv>

#include "domains/messaging/outbox/message.hpp"
#include "jobs/queue.hpp"
#include "mutants.hpp"
#include "node.hpp"
#include "people.hpp"

namespace promo::simulation {
namespace {

using namespace std::chrono_literals;

constexpr int kNodes = 2;
constexpr auto kQuiet = 4h;
constexpr Duration kLookAgain = 1s;  // as every worker does
constexpr Duration kQuickly = 5ms;
constexpr Duration kUntilSomebodyReaps = 10s;
const Timestamp kStart = *core::parse_iso8601("2026-03-02T08:00:00Z");

constexpr db::Sql kNextJobs{"simulation.next_jobs", R"sql(
SELECT (SELECT min(run_at) FROM jobs WHERE state = 'pending') AS due,
       (SELECT min(lease_until) + $1 FROM jobs WHERE state = 'running') AS abandoned
)sql"};

struct NextJobs {
    std::optional<Timestamp> due;
    std::optional<Timestamp> abandoned;  // when it may be taken back
};
BOOST_DESCRIBE_STRUCT(NextJobs, (), (due, abandoned))

constexpr db::Sql kTenant{"simulation.tenant", R"sql(
INSERT INTO tenants (id, name, status, created_at) VALUES ($1, $1, 'active', 0)
)sql"};

class Run {
public:
    explicit Run(const RunOptions& options);
    RunResult result();

private:
    void hear(const db::Notification& notification);
    void look_for_jobs();
    void look_at(Timestamp when);
    Node* somebody_awake();
    void disturb();
    void repeatedly(FaultClass kind, const std::function<void()>& action);
    void heal();
    void revoke_a_token();

    RunOptions options_;
    Events events_{kStart};
    Faults faults_;
    Trace trace_{events_};
    SharedDatabase database_;
    Checker checker_{events_, database_, trace_};
    Outside outside_;
    Surroundings around_;
    core::SeededEntropy chance_;
    std::vector<std::unique_ptr<Node>> nodes_;
    People people_;
    Timestamp next_look_ = Timestamp::max();
};

Run::Run(const RunOptions& options)
    : options_(options),
      faults_(options.seed, options.left_out),
      outside_(events_, faults_, checker_, trace_, options.seed),
      around_{events_,
              database_,
              faults_,
              checker_,
              trace_,
              outside_,
              nullptr,
              options.seed,
              false,
              false,
              [this](const db::Notification& notification) { hear(notification); },
              [this] {
                  Duration worst{0};
                  for (const auto& node : nodes_)
                      worst = std::max<Duration>(worst, std::chrono::abs(node->clock().error()));
                  return worst;
              }},
      chance_(options.seed + 7),
      people_(around_, options.seed, [this] { return somebody_awake(); }) {
    database_.look([&](db::Tx& tx) {
        for (const auto& tenant : outside_.tenants())
            tx.run(kTenant, tenant.id);
    });
    if (!options.mutant.empty()) around_.bug = &bug_of(options.mutant);
    if (options.print) trace_.print_all();
    events_.put_off_by([this](const Owner& owner) -> std::optional<Timestamp> {
        if (trace_.violation()) events_.stop();
        if (owner.node < 0) return std::nullopt;
        return nodes_.at(static_cast<std::size_t>(owner.node))->put_off(owner.generation);
    });
    outside_.on_webhook([this](std::string_view bot, std::string_view secret, const std::string& body) {
        auto* node = somebody_awake();
        return node ? node->take_in(bot, secret, body) : 0;
    });
    for (int number = 0; number < kNodes; ++number)
        nodes_.push_back(std::make_unique<Node>(around_, number));
}

Node* Run::somebody_awake() {
    const auto first = chance_.number() % nodes_.size();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        auto& node = *nodes_[(first + i) % nodes_.size()];
        if (node.is_awake()) return &node;
    }
    return nullptr;
}

void Run::hear(const db::Notification& notification) {
    if (notification.channel == jobs::kWakeChannel) {
        std::int64_t due = 0;
        std::from_chars(notification.payload.data(), notification.payload.data() + notification.payload.size(), due);
        look_at(std::max(Timestamp(Duration(due)), events_.now() + kQuickly));
    } else if (notification.channel == messaging::outbox::kWakeChannel) {
        for (const auto& node : nodes_)
            node->dispatch_soon(kQuickly);
    } else if (notification.channel == "leases") {
        for (const auto& node : nodes_)
            node->lead_soon();
    }
}

// One look for all nodes: who wakes is drawn, as it is in a race.
void Run::look_at(Timestamp when) {
    if (when >= next_look_) return;
    next_look_ = when;
    events_.at(when, {}, [this, when] {
        if (when == next_look_) look_for_jobs();
    });
}

void Run::look_for_jobs() {
    next_look_ = Timestamp::max();
    const auto jobs =
        database_.look([](db::Tx& tx) { return tx.one<NextJobs>(kNextJobs, jobs::kLeaseGrace + kLookAgain); });
    if (!jobs.due && !jobs.abandoned) return;
    auto* node = somebody_awake();
    const auto error = node ? node->clock().error() : Duration(0);
    auto next = events_.now() + 10min;
    if (jobs.due) next = std::min(next, *jobs.due - error);
    if (jobs.abandoned)
        next = std::min(next, node && node->reaps() ? *jobs.abandoned - error : events_.now() + kUntilSomebodyReaps);
    if (next > events_.now()) return look_at(next);
    if (node) node->work_soon(Duration(0));
    look_at(events_.now() + kLookAgain);
}

void Run::repeatedly(FaultClass kind, const std::function<void()>& action) {
    const auto wait = faults_.next(kind);
    if (!wait) return;
    events_.after(*wait, [this, kind, action] {
        if (faults_.over()) return;
        action();
        repeatedly(kind, action);
    });
}

void Run::revoke_a_token() {
    auto& tenants = outside_.tenants();
    auto& tenant = tenants[faults_.dice(FaultClass::token_revoked).number() % tenants.size()];
    sandbox::telegram::BotSettings settings;
    settings.bot = tenant.bot;
    settings.revoke_token = true;
    outside_.world().change_bot(settings);
    trace_.note("token revoked", -1, tenant.bot);
    checker_.disturbed();
    events_.after(faults_.between(FaultClass::token_revoked, 1min, 2h), [&] { outside_.renew_token(tenant); });
}

void Run::disturb() {
    const auto one_of = [this](FaultClass kind) -> Node& {
        return *nodes_[faults_.dice(kind).number() % nodes_.size()];
    };
    const auto kill = [this](Node& node, Duration away) {
        node.kill();
        events_.after(away, [&node] { node.start(); });
    };
    repeatedly(FaultClass::crash,
               [=, this] { kill(one_of(FaultClass::crash), faults_.between(FaultClass::crash, 1s, 300s)); });
    repeatedly(FaultClass::crash_of_all, [=, this] {
        for (const auto& node : nodes_)
            kill(*node, faults_.between(FaultClass::crash_of_all, 1s, 600s));
    });
    repeatedly(FaultClass::pause,
               [=, this] { one_of(FaultClass::pause).stand_still(faults_.between(FaultClass::pause, 1s, 300s)); });
    repeatedly(FaultClass::deploy, [=] { one_of(FaultClass::deploy).stop(); });
    repeatedly(FaultClass::database_down, [this] {
        if (around_.database_is_down) return;
        around_.database_is_down = true;
        trace_.note("database down");
        checker_.on_outage(true);
        ++checker_.tally().outages;
        events_.after(faults_.between(FaultClass::database_down, 1s, 300s), [this] {
            around_.database_is_down = false;
            trace_.note("database up");
            checker_.on_outage(false);
        });
    });
    repeatedly(FaultClass::clock_steps, [=, this] {
        auto& clock = one_of(FaultClass::clock_steps).clock();
        const auto by = faults_.between(FaultClass::clock_steps, 1s, 2h);
        const bool back = faults_.unit(FaultClass::clock_steps) < 0.5;
        // Somebody sets it right again, once in a while.
        const bool right = std::chrono::abs(clock.error()) > 1s && faults_.unit(FaultClass::clock_steps) < 0.5;
        right ? clock.set_right() : clock.step(back ? -by : by);
        trace_.note("clock set", -1, clock.error().count());
        checker_.on_clock_set();
    });
    repeatedly(FaultClass::clock_drifts, [=, this] {
        const auto sign = faults_.unit(FaultClass::clock_drifts) < 0.5 ? -1 : 1;
        one_of(FaultClass::clock_drifts).clock().drift(sign * 200);
    });
    repeatedly(FaultClass::telegram_away,
               [this] { outside_.go_away(faults_.between(FaultClass::telegram_away, 10s, 80min)); });
    outside_.on_request([this](const Sent& sent) {
        Duration delay{0};
        for (const auto& node : nodes_)
            delay += node->hear_of(sent);
        return delay;
    });
    outside_.on_fatal_answer([=, this](int number) {
        auto& node = *nodes_.at(static_cast<std::size_t>(number));
        kill(node, faults_.between(FaultClass::crash_after_answer, 1s, 60s));
    });
    repeatedly(FaultClass::token_revoked, [this] { revoke_a_token(); });
    repeatedly(FaultClass::blocks, [this] { people_.block_or_come_back(); });
    repeatedly(FaultClass::operator_acts, [this] { people_.operate(); });
}

void Run::heal() {
    faults_.end();
    if (around_.database_is_down) checker_.on_outage(false);
    around_.database_is_down = false;
    for (const auto& node : nodes_) {
        node->clock().set_right();
        node->start();
    }
    people_.rest();
    trace_.note("everything is well");
    checker_.on_clock_set();
}

RunResult Run::result() {
    for (const auto& node : nodes_)
        node->start();
    people_.live();
    disturb();
    outside_.step();
    // A process that died of a fault is started again by whoever looks after it.
    std::function<void()> look_after = [this, &look_after] {
        for (const auto& node : nodes_) {
            if (!node->runs()) node->start();
        }
        events_.after(5min, look_after);
    };
    events_.after(5min, look_after);
    events_.run_until(kStart + options_.disturbed);
    if (!trace_.violation()) heal();
    events_.run_until(kStart + options_.disturbed + kQuiet);
    if (!trace_.violation()) checker_.look_at_the_end();
    return {.violation = trace_.violation(),
            .last = trace_.last(),
            .hash = trace_.hash(),
            .events = events_.happened(),
            .simulated = std::chrono::floor<std::chrono::hours>(events_.elapsed()),
            .faults = faults_.present(),
            .tally = checker_.tally()};
}

}  // namespace

RunResult run(const RunOptions& options) {
    Run world(options);
    return world.result();
}

std::set<FaultClass> needed_for(const RunOptions& options, const RunResult& broken) {
    auto fewer = options;
    auto needed = broken.faults;
    for (const auto kind : broken.faults) {
        fewer.left_out.insert(kind);
        const auto again = run(fewer);
        if (again.violation && again.violation->invariant == broken.violation->invariant) {
            needed.erase(kind);
        } else {
            fewer.left_out.erase(kind);
        }
    }
    return needed;
}

}  // namespace promo::simulation
