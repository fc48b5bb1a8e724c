#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "database.hpp"
#include "events.hpp"
#include "trace.hpp"

namespace promo::simulation {

// What a run is said to have had, to be held against what it left behind.
struct Tally {
    std::int64_t sends = 0;
    std::int64_t arrivals = 0;
    std::int64_t in_doubt = 0;  // answers that say nothing, and answers that nobody waited for any more
    std::int64_t deaths = 0;    // of nodes, also at a stop
    std::int64_t stood_still = 0;
    std::int64_t outages = 0;           // of the database
    std::int64_t updates = 0;           // that were answered with 2xx
    std::int64_t refused_for_pace = 0;  // 429s that nobody had planned
    std::int64_t repeats = 0;
};

// A request on its way, as the checker knows it.
struct Sent {
    std::int64_t number = 0;
    int node = 0;
    Timestamp at{};
    bool cannot_know = false;
    bool clocks_differ = false;  // by more than leases can stand: a living process may be taken for a dead one
    std::int64_t bot = 0;
    std::int64_t chat = 0;
    std::string method;
    std::string tenant;
    std::string key;  // empty: it says nothing that somebody would count
};

// Looks at what Telegram sees and at what is committed, and says which promise is broken. A message is known by what
// it says of itself in its text (`[[tenant|key]]`), never by a row's id.
class Checker {
public:
    Checker(const Events& events, SharedDatabase& database, Trace& trace)
        : events_(events), database_(database), trace_(trace) {}

    void set_most_in_flight(std::size_t per_bot) { most_in_flight_ = per_bot; }
    void add_bot(std::int64_t bot, const std::string& tenant) { bots_[bot] = tenant; }

    // A node hands a request over.
    struct Circumstances {
        int node = 0;
        core::Duration clock_error{};
        core::Duration worst_clock_error{};  // of all nodes
        bool stood_still = false;            // after it had decided to: what others did meanwhile it has not read
        // Nor could it notice that its claim had ended: its steady clock stood still, too, and the one on the wall was
        // set back; or somebody whose clock is wrong by more than the grace of leases took it for ended too early.
        bool cannot_know = false;
    };
    Sent on_send(const Circumstances& node, std::int64_t bot, const std::string& method, const std::string& arguments);
    void on_arrival(const Sent& sent, const std::string& arguments);
    void on_pace_refused(const Sent& sent, std::chrono::seconds wait, bool planned);
    void on_blocked(const Sent& sent);
    void on_heard_of(std::int64_t bot, std::int64_t chat);  // somebody who has blocked a bot is back
    // The node knows what became of it, or that nobody can say.
    void on_answer(const Sent& sent, bool in_doubt);
    void on_death(int node);
    void on_stand_still(int node);
    void on_outage(bool begins);  // of the database
    void on_clock_set();

    void on_update(std::int64_t bot, std::int64_t update);
    void on_cancelled(const std::string& broadcast) { cancelled_.emplace(broadcast, events_.now()); }
    void on_epoch(std::int64_t epoch);
    // Something that makes waiting understandable happened.
    void disturbed() { calm_since_ = events_.now(); }

    // When all is over.
    void look_at_the_end();

    Tally& tally() { return tally_; }
    const Tally& tally() const { return tally_; }

private:
    struct Row;
    struct Known {
        int arrivals = 0;
        int in_doubt = 0;
        int first_node = 0;
        Timestamp first_sent{};
    };
    struct Blocked {
        int node = 0;  // that was told
        Timestamp at{};
    };
    struct Gate {
        Timestamp closed_at;
        Timestamp until;
    };
    // Somebody had reason not to know that it has arrived.
    bool is_doubtful(const Known& known) const;
    std::optional<Row> row_of(const Sent& sent);
    void look_at_row(const Circumstances& node, const Sent& sent);
    void look_at_waiting(const Circumstances& node, const Sent& sent, const Row& row);
    void look_at_pace(const Circumstances& node, const Sent& sent);
    void look_at_blocked(const Circumstances& node, const Sent& sent);
    void look_at_gates(const Circumstances& node, const Sent& sent);
    void end_of_rows();
    void end_of_updates();
    void end_of_broadcasts();
    void end_of_slots();
    void broken(std::string invariant, const Sent& sent, const std::string& text);

    const Events& events_;
    SharedDatabase& database_;
    Trace& trace_;
    Tally tally_;
    std::size_t most_in_flight_ = 8;
    std::map<std::int64_t, std::string> bots_;
    std::map<std::string, Known> known_;                                       // by tenant and key
    std::map<std::pair<std::int64_t, std::string>, std::int64_t> last_place_;  // by bot and stream
    std::map<std::int64_t, Sent> open_;
    std::map<std::int64_t, std::deque<Timestamp>> of_bot_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::deque<Timestamp>> of_chat_;
    std::map<std::pair<std::int64_t, std::int64_t>, Gate> gates_;
    std::map<std::pair<std::int64_t, std::int64_t>, Blocked> blocked_;
    std::map<std::pair<std::int64_t, std::int64_t>, Timestamp> acknowledged_;  // by bot and update
    std::map<std::string, Timestamp> cancelled_;
    std::int64_t last_epoch_ = 0;
    Timestamp calm_since_{};
    std::map<int, Timestamp> troubles_;  // by node: when it last died or stood still
    Timestamp outage_{};
    bool database_is_down_ = false;
    Timestamp clock_set_{};
};

}  // namespace promo::simulation
