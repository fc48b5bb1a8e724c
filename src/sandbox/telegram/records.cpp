#include "sandbox/telegram/records.hpp"

namespace promo::sandbox::telegram {

CallRecord& Records::add_call(CallRecord record) {
    record.id = ++last_call_;
    violations_ += static_cast<std::int64_t>(record.violations.size());
    count(record);
    if (record.arguments.text.size() > kMostArgumentBytes) {
        record.arguments.text = "{\"too_long_to_keep\":" + std::to_string(record.arguments.text.size()) + '}';
    }
    if (calls_.size() >= kMostCalls) calls_.pop_front();
    return calls_.emplace_back(std::move(record));
}

AttemptRecord& Records::add_attempt(AttemptRecord record) {
    record.id = ++last_attempt_;
    if (attempts_.size() >= kMostAttempts) attempts_.pop_front();
    return attempts_.emplace_back(std::move(record));
}

void Records::clear() {
    calls_.clear();
    attempts_.clear();
    violations_ = 0;
    tallies_.clear();
    tallied_ = 0;
}

void Records::count(const CallRecord& record) {
    if (!record.chat || !tally_is_complete()) return;
    auto& statuses = tallies_[{record.bot, record.method}][*record.chat];
    if (statuses.empty()) ++tallied_;
    ++statuses[record.status];
}

const Records::Chats& Records::tally(std::int64_t bot, const std::string& method) const {
    static const Chats none;
    const auto found = tallies_.find({bot, method});
    return found == tallies_.end() ? none : found->second;
}

AttemptRecord* Records::find_attempt(std::int64_t id) {
    if (attempts_.empty() || id < attempts_.front().id) return nullptr;
    const auto index = static_cast<std::size_t>(id - attempts_.front().id);
    return index < attempts_.size() ? &attempts_[index] : nullptr;
}

}  // namespace promo::sandbox::telegram
