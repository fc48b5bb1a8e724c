#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domains/messaging/outbox/dispatch/delivery_notes.hpp"
#include "domains/messaging/outbox/dispatch/flight.hpp"
#include "domains/messaging/outbox/dispatch/lanes.hpp"
#include "domains/messaging/outbox/dispatcher.hpp"
#include "domains/messaging/outbox/lanes/repo.hpp"

namespace promo::messaging::outbox {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr seconds kGrace{5};  // of leases, for clocks that differ

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
        Instant steady = kLongAgo;  // at the same moment
        Moment begun() const { return {now, steady}; }
        std::vector<Ended> ended;
        std::vector<repo::LaneRow> acquired;
        std::vector<repo::SentRow> lately_sent;
        std::vector<repo::Gate> gates;
        std::optional<std::vector<repo::LaneState>> states;
        std::vector<std::int64_t> released;
        std::vector<repo::Asked> asked;
        std::vector<repo::Asked> looked_to;
        std::vector<repo::Candidate> picked;
        std::vector<repo::Claimed> claimed;
        std::optional<core::Timestamp> next_due;
        std::optional<core::Timestamp> lease_ends;  // of a lane that somebody else has
        std::optional<std::int64_t> pending;
        bool tidied = false;
        bool looked_for_lanes = false;
        bool looked = false;  // for what may leave
    };

    void collect();
    void file_made(Flight flight, const MadeFile& made);
    void answered(Flight flight, const telegram::Delivery& delivery);
    void give_back(const Flight& flight);
    void give_up(const Flight& flight);
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

    void settle(Round& round);
    void take_over(const Round& round);
    void hand_over(Round& round);
    struct Pass {
        std::optional<core::Secret> token = {};  // empty: it cannot leave now
        bool is_anothers = false;                // nor ever
    };
    Pass pass_of(const repo::Claimed& row);
    void send(Flight flight, std::shared_ptr<const std::string> bytes);
    void failed(const std::exception& error, bool in_doubt);
    void pause(std::int64_t bot, std::optional<core::Secret> token);
    core::Duration wait(const Round& round) const;

    // Of the wall clock, which may run faster than the real one.
    core::Duration stretched(milliseconds real) const {
        return core::Duration(
            static_cast<core::Duration::rep>(static_cast<double>(core::Duration(real).count()) * stretch_));
    }
    // By the clock that says more.
    Instant::duration since(const Moment& moment) const {
        return std::max<Instant::duration>(steady_() - moment.steady, clock_.real(clock_.now() - moment.wall));
    }
    // Nobody else can have taken a bot.
    bool is_trusted() const {
        return trusted_since_ && since(*trusted_since_) < options_.lane_lease - options_.lane_lease / 8;
    }
    bool is_fresh(const Flight& flight) const;
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
    std::optional<Moment> trusted_since_;  // when the leases of all bots were asked for
    Instant renew_at_ = kLongAgo;
    Instant acquire_at_ = kLongAgo;
    Instant tidy_at_ = kLongAgo;
    Instant count_at_ = kLongAgo;
    Instant not_before_ = kLongAgo;
    Instant no_reaping_before_ = kLongAgo;
    core::Timestamp last_wall_;
    Instant last_steady_;
};

}  // namespace promo::messaging::outbox
