#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "checker.hpp"
#include "database.hpp"
#include "events.hpp"
#include "faults.hpp"
#include "outside.hpp"
#include "trace.hpp"

namespace promo::simulation {

// What all nodes live in.
struct Surroundings {
    Events& events;
    SharedDatabase& database;
    Faults& faults;
    Checker& checker;
    Trace& trace;
    Outside& outside;
    const Bug* bug = nullptr;
    std::uint64_t seed = 0;
    bool database_is_down = false;
    bool one_stands_in_the_middle = false;
    // Hears what is notified, wherever it was committed.
    std::function<void(const db::Notification&)> on_notification = {};
    std::function<Duration()> worst_clock_error = {};
};

// One machine that runs the program: the real inbox, outbox, broadcasts, jobs and leader, stepped instead of threaded.
class Node final : private Interference {
public:
    Node(Surroundings& around, int number);
    ~Node() override;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    int number() const { return number_; }
    MachineClock& clock() { return clock_; }
    bool runs() const { return process_ != nullptr && !doomed_; }
    bool is_awake() const { return runs() && around_.events.now() >= stands_still_until_; }

    bool reaps() const;  // takes back what the dead were at

    void start();
    void kill();  // at once, as kill -9
    void stand_still(Duration for_time);
    void stop();  // SIGTERM: what is under way ends, and then start() again

    // The status of an update's answer; 0: nobody is there.
    int take_in(std::string_view webhook_id, std::string_view secret, const std::string& body);
    void work_soon(Duration wait);      // looks for jobs
    void dispatch_soon(Duration wait);  // looks into the outbox
    void lead_soon();
    // Runs `action` in the node, as its own code: it may die of it.
    struct Process;
    void act(const std::function<void(Process&)>& action);

    // Another node says something. How much longer the answer takes, because this one stands still with the same
    // claimed.
    Duration hear_of(const Sent& sent);

    // What Events asks.
    std::optional<Timestamp> put_off(std::int64_t generation) const;

private:
    struct Alarm {
        Timestamp at = Timestamp::max();
        std::int64_t turn = 0;
    };
    void ring(Alarm& alarm, Duration wait, std::function<void(Process&)> action);
    void dispatch(Process& process);
    void work(Process& process);
    void lead(Process& process);
    void wind_up();
    void bury();
    Owner owner() const { return {number_, generation_}; }
    Checker::Circumstances circumstances() const;

    void before_transaction() override;
    void before_statement(const db::Sql& statement) override;
    Commit on_commit(bool write) override;
    void recorded_slots(std::int64_t epoch) override { around_.checker.on_epoch(epoch); }
    void committed(bool write, const std::vector<db::Notification>& notifications) override;
    void look_as_always();
    void stand_still_in_the_middle(FaultClass why);

    Surroundings& around_;
    const int number_;
    MachineClock clock_;
    std::int64_t generation_ = 0;
    std::unique_ptr<Process> process_;
    Timestamp stands_still_until_{};
    Alarm dispatch_;
    Alarm work_;
    Alarm lead_;
    Alarm tick_;
    int depth_ = 0;             // of what runs in it now
    bool doomed_ = false;       // killed while it runs: dies at the next possible moment
    bool stood_still_ = false;  // in the middle of what it does now
    bool no_clock_knows_ = false;
    bool has_claimed_ = false;            // in the transaction that is open
    std::set<std::string> claimed_ = {};  // by tenant and key, while it stands still and somebody else may take them
    bool is_burying_ = false;
    bool is_stopping_ = false;
};

}  // namespace promo::simulation
