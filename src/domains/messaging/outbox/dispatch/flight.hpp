#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/secret.hpp"
#include "domains/messaging/outbox/dispatch/repo.hpp"
#include "domains/messaging/outbox/dispatcher.hpp"
#include "domains/messaging/outbox/pace.hpp"
#include "domains/messaging/outbox/settlement.hpp"

namespace promo::messaging::outbox {

struct Arrival {
    std::string flight;
    std::variant<MadeFile, telegram::Delivery> what;
};
// Where answers arrive, from any thread, also when the dispatcher is gone.
class Mailbox {
public:
    explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}
    void put(Arrival arrival);
    std::vector<Arrival> take();
    bool empty() const;
    void close();  // nobody is woken any more

private:
    mutable std::mutex mutex_;
    std::vector<Arrival> arrived_;
    std::function<void()> wake_;
};

// On both clocks: the one on the wall may be set, and the steady one stands still while the machine sleeps.
struct Moment {
    core::Timestamp wall;
    Instant steady = kLongAgo;
};

// A message between its claim and its end.
struct Flight {
    repo::Claimed row;
    std::optional<std::string> file_id;
    Moment claimed_at;  // before the claim was asked for
    Instant left_at = kLongAgo;
    core::Secret token = {};
    bool is_made = true;  // its file is, or it has none
};

// Unlike that of any other attempt.
std::string name_of(const repo::Claimed& row);
Call call_of(const repo::Claimed& row);
Standing standing_of(const repo::Claimed& row);

}  // namespace promo::messaging::outbox
