#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/clock.hpp"
#include "domains/coupons/verdict.hpp"

namespace promo::coupons {

// What providers have said lately, so that neither a crowd with one coupon nor somebody who tries the same one over and
// over reaches them: a good coupon is remembered for five minutes, another one for half a minute, and that somebody
// could not say anything not at all. Of several who ask for the same at once, one asks and all get his answer.
// Bounded: who was not asked for longest is forgotten. Locks itself.
class ProviderAnswers {
public:
    static constexpr std::chrono::seconds kKeepGood{300};
    static constexpr std::chrono::seconds kKeepOther{30};
    static constexpr std::chrono::seconds kLongestWait{15};  // for the answer of another, in real time
    static constexpr std::size_t kMost = 10'000;

    explicit ProviderAnswers(const core::Clock& clock) : clock_(clock) {}

    // `ask` runs in this thread, or in that of somebody who came before.
    Verdict get(const std::string& key, const std::function<Verdict()>& ask);

private:
    struct Entry {
        std::string key;
        Verdict verdict;
        core::Timestamp until;
    };
    struct Flight {
        std::condition_variable landed;
        bool over = false;
        std::optional<Verdict> verdict;  // empty although it is over: the one who asked broke
    };
    class Landing;

    std::optional<Verdict> remembered(const std::string& key);
    void remember(const std::string& key, const Verdict& verdict);
    void land(const std::string& key, std::optional<Verdict> verdict);

    const core::Clock& clock_;
    std::mutex mutex_;
    std::list<Entry> newest_first_;
    std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
    std::unordered_map<std::string, std::shared_ptr<Flight>> flights_;  // shared by all who wait for one
};

}  // namespace promo::coupons
