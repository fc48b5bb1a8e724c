#include "domains/auth/accounts/service.hpp"

namespace promo::auth::accounts {
namespace {

constexpr std::size_t kMostFailures = 10'000;

}  // namespace

std::optional<clerk::Account> Service::ask(const std::string& subject) {
    if (!backend_.configured() || !begin(subject)) return std::nullopt;
    std::optional<clerk::Account> account;
    try {
        account = backend_.account(subject);
    } catch (...) {
        end(subject, false);
        throw;
    }
    end(subject, account.has_value());
    return account;
}

bool Service::begin(const std::string& subject) {
    const std::scoped_lock lock(mutex_);
    const auto failed = failed_.find(subject);
    if (failed != failed_.end() && failed->second + kAfterFailure > clock_.now()) return false;
    if (asking_.size() >= kAtOnce) return false;
    return asking_.insert(subject).second;
}

void Service::end(const std::string& subject, bool answered) {
    const std::scoped_lock lock(mutex_);
    asking_.erase(subject);
    if (answered) {
        failed_.erase(subject);
        return;
    }
    if (failed_.size() >= kMostFailures) failed_.clear();
    failed_[subject] = clock_.now();
}

}  // namespace promo::auth::accounts
