#include "domains/auth/failures.hpp"

namespace promo::auth {

void Failures::note(Failure failure) {
    constexpr std::size_t kLongest = 200;
    for (auto* text : {&failure.path, &failure.host})
        if (text->size() > kLongest) text->resize(kLongest);
    const std::scoped_lock lock(mutex_);
    ++counts_[failure.reason];
    kept_.push_front(std::move(failure));
    if (kept_.size() > kKept) kept_.pop_back();
}

std::vector<Failure> Failures::newest_first() const {
    const std::scoped_lock lock(mutex_);
    return {kept_.begin(), kept_.end()};
}

std::map<std::string, std::int64_t> Failures::counts() const {
    const std::scoped_lock lock(mutex_);
    return counts_;
}

}  // namespace promo::auth
