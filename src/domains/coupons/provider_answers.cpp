#include "domains/coupons/provider_answers.hpp"

namespace promo::coupons {

// Lets those who wait go on, however the question ended.
class ProviderAnswers::Landing {
public:
    Landing(ProviderAnswers& answers, const std::string& key) : answers_(answers), key_(key) {}
    ~Landing() { answers_.land(key_, verdict); }
    Landing(const Landing&) = delete;
    Landing& operator=(const Landing&) = delete;

    std::optional<Verdict> verdict;

private:
    ProviderAnswers& answers_;
    const std::string& key_;
};

Verdict ProviderAnswers::get(const std::string& key, const std::function<Verdict()>& ask) {
    {
        std::unique_lock lock(mutex_);
        if (auto known = remembered(key)) return *std::move(known);
        const auto under_way = flights_.find(key);
        if (under_way != flights_.end()) {
            const auto flight = under_way->second;
            const bool over = flight->landed.wait_for(lock, kLongestWait, [&] { return flight->over; });
            if (!over) return coupons::verdict(Reason::timeout, {});
            return flight->verdict.value_or(coupons::verdict(Reason::unavailable, {}));
        }
        flights_.emplace(key, std::make_shared<Flight>());
    }
    Landing landing(*this, key);
    landing.verdict = ask();
    return *landing.verdict;
}

std::optional<Verdict> ProviderAnswers::remembered(const std::string& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return std::nullopt;
    const auto entry = found->second;
    if (clock_.now() >= entry->until) {
        newest_first_.erase(entry);
        by_key_.erase(found);
        return std::nullopt;
    }
    newest_first_.splice(newest_first_.begin(), newest_first_, entry);
    return entry->verdict;
}

void ProviderAnswers::remember(const std::string& key, const Verdict& verdict) {
    if (!verdict.says_something()) return;
    const auto keep_for = verdict.valid() ? kKeepGood : kKeepOther;
    newest_first_.push_front({key, verdict, clock_.now() + keep_for});
    by_key_[key] = newest_first_.begin();
    if (newest_first_.size() <= kMost) return;
    by_key_.erase(newest_first_.back().key);
    newest_first_.pop_back();
}

void ProviderAnswers::land(const std::string& key, std::optional<Verdict> verdict) {
    const std::scoped_lock lock(mutex_);
    if (verdict) remember(key, *verdict);
    const auto flight = flights_.extract(key).mapped();
    flight->over = true;
    flight->verdict = std::move(verdict);
    flight->landed.notify_all();
}

}  // namespace promo::coupons
