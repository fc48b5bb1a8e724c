#include "sandbox/telegram/faults.hpp"

#include "core/error.hpp"
#include "http/letters.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::int64_t kLongestDelayMs = 60'000;

bool matches(const Fault& fault, std::int64_t bot, std::string_view method, std::optional<std::int64_t> chat) {
    if (fault.bot && *fault.bot != bot) return false;
    if (fault.method && !http::equals_ignoring_case(*fault.method, method)) return false;
    return !fault.chat || fault.chat == chat;
}

}  // namespace

void Faults::add(Fault fault) {
    using core::Refusal;
    using core::RefusalCode;
    if (faults_.size() >= kMost)
        throw Refusal(RefusalCode::conflict, "There are 100 faults waiting already. Clear them first.");
    if (fault.count.value_or(1) < 1) throw Refusal(RefusalCode::invalid, "Say how many calls shall fail.", "count");
    if (fault.delay_ms && (*fault.delay_ms < 0 || *fault.delay_ms > kLongestDelayMs))
        throw Refusal(RefusalCode::invalid, "A delay is 0 to 60000 milliseconds.", "delay_ms");
    if (fault.status && (*fault.status < 400 || *fault.status > 599))
        throw Refusal(RefusalCode::invalid, "A refusal has a status of 400 to 599.", "status");
    fault.count = fault.count.value_or(1);
    faults_.push_back(std::move(fault));
}

std::optional<Fault> Faults::take(std::int64_t bot, std::string_view method, std::optional<std::int64_t> chat) {
    for (auto at = faults_.begin(); at != faults_.end(); ++at) {
        if (!matches(*at, bot, method, chat)) continue;
        if (at->skip.value_or(0) > 0) {
            --*at->skip;
            continue;
        }
        const auto fault = *at;
        if (--*at->count == 0) faults_.erase(at);
        return fault;
    }
    return std::nullopt;
}

}  // namespace promo::sandbox::telegram
