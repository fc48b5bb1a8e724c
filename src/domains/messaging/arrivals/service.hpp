#pragma once

#include <boost/describe/enum.hpp>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <vector>

#include "core/clock.hpp"
#include "db/database.hpp"
#include "domains/messaging/update.hpp"
#include "jobs/queue.hpp"

namespace promo::messaging::arrivals {

// One that cannot be read is kept for whoever looks, and nobody works it.
enum class State { pending, dead };
BOOST_DESCRIBE_ENUM(State, pending, dead)

// Stores updates. Those that come at the same moment are stored together: one transaction for each would cost the
// database several times as much. Safe from any thread.
class Service {
public:
    Service(db::Database& database, jobs::Queue& queue) : database_(database), queue_(queue) {}

    // Stored when this returns, with the job that works it. False: it was here before. Throws db::Error, of which
    // Failure::foreign_key says that its tenant is gone.
    bool store(const Update& update, State state);

private:
    struct Arrival {
        const Update& update;
        State state;
        bool is_new = false;
        bool is_done = false;
        std::exception_ptr error = {};
    };
    void store_all(const std::vector<Arrival*>& arrivals);
    void insert(db::Tx& tx, const std::vector<Arrival*>& arrivals);

    db::Database& database_;
    jobs::Queue& queue_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Arrival*> waiting_;
    bool is_storing_ = false;
};

}  // namespace promo::messaging::arrivals
