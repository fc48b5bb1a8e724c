#include "domains/messaging/outbox/kind.hpp"

#include <array>
#include <utility>

namespace promo::messaging::outbox {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kStates = 10;  // how often what may be said twice is said again

// The order of urgency leaves room for kinds between these.
constexpr std::array<std::pair<Kind, Rule>, 10> kRules{{
    {Kind::callback_answer,
     {Policy::at_most_once, 0, seconds(60), 0, "Telegram forgets the press of a button after a minute"}},
    {Kind::action, {Policy::at_most_once, 0, seconds(5), 5, "it is gone by itself before it could be repeated"}},
    {Kind::reply,
     {Policy::at_least_once, 1, minutes(10), 20,
      "somebody waits for it: a second one that says so is better than none"}},
    {Kind::edit,
     {Policy::idempotent, kStates, hours(24), 20, "the message ends up the same however often it is changed"}},
    {Kind::removal, {Policy::idempotent, kStates, hours(24), 20, "what is removed stays removed"}},
    {Kind::menu, {Policy::idempotent, kStates, hours(24), 80, "a menu is replaced by itself"}},
    {Kind::test,
     {Policy::at_most_once, 0, minutes(5), 30, "whoever sent it sees whether it came, and can send it again"}},
    {Kind::notice, {Policy::at_least_once, 2, hours(48), 40, "not to know is worse than to hear it twice"}},
    {Kind::broadcast, {Policy::at_most_once, 0, hours(24), 100, "the same message twice looks like spam"}},
    {Kind::broadcast_removal, {Policy::idempotent, kStates, hours(24), 110, "what is removed stays removed"}},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < kRules.size(); ++i) {
        if (kRules[i].first != static_cast<Kind>(i)) return false;
    }
    return true;
}
static_assert(in_order(), "rule() finds them by their number");

}  // namespace

const Rule& rule(Kind kind) {
    return kRules[static_cast<std::size_t>(kind)].second;
}

}  // namespace promo::messaging::outbox
