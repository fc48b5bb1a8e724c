#include "integrations/clerk/issuer_keys.hpp"

#include <exception>
#include <utility>

#include "core/enum_name.hpp"
#include "core/log.hpp"
#include "net/http_client.hpp"

namespace promo::clerk {
namespace {

constexpr std::chrono::milliseconds kDeadline{5'000};
constexpr int kOk = 200;

core::Counter fetches(core::Metrics& metrics, const std::string& outcome) {
    return metrics.counter("promostack_clerk_key_fetches_total", "Key sets asked of issuers", {{"outcome", outcome}});
}

// A clock that was set back has not gone past anything.
bool passed(core::Timestamp since, core::Duration span, core::Timestamp now) {
    return now < since || now - since >= span;
}

std::string problem_of(const net::Reply& reply) {
    if (reply.outcome != net::Outcome::answered) return "no answer: " + std::string(core::enum_name(reply.problem));
    return "answered " + std::to_string(reply.status);
}

}  // namespace

IssuerKeys::IssuerKeys(std::string issuer, net::Send send, const core::Clock& clock, core::Metrics& metrics)
    : issuer_(std::move(issuer)),
      url_(issuer_ + "/.well-known/jwks.json"),
      send_(std::move(send)),
      clock_(clock),
      fetched_(fetches(metrics, "ok")),
      failed_(fetches(metrics, "failed")),
      seconds_(metrics.histogram("promostack_clerk_key_fetch_seconds", "Time of asking an issuer for its keys")) {}

std::variant<SigningKey, Failure> IssuerKeys::find(std::string_view kid) {
    Lock lock(mutex_);
    const auto now = clock_.now();
    if (auto key = held(kid, now)) return std::move(*key);

    if (fetching_) {
        if (waiting_ == Tokens::kWaiters) return Failure::jwks_fetch_failed;
        ++waiting_;
        const bool ended = fetch_ended_.wait_for(lock, Tokens::kLongestWait, [this] { return !fetching_; });
        --waiting_;
        if (!ended) return Failure::jwks_fetch_failed;
    } else if (may_fetch(now)) {
        fetch(lock, now, Tokens::kLongestWait);
    }
    if (auto key = held(kid, now)) return std::move(*key);
    return last_error_ ? Failure::jwks_fetch_failed : Failure::unknown_key;
}

void IssuerKeys::refresh_if_due() {
    Lock lock(mutex_);
    const auto now = clock_.now();
    const bool due = !fetched_at_ || passed(*fetched_at_, Tokens::kTtl, now);
    if (due && !fetching_ && may_fetch(now)) fetch(lock, now, kDeadline);
}

KeySetState IssuerKeys::state() const {
    const Lock lock(mutex_);
    return {.issuer = issuer_,
            .jwks_url = url_,
            .keys = keys_.size(),
            .fetched_at = fetched_at_,
            .last_error = last_error_};
}

std::optional<SigningKey> IssuerKeys::held(std::string_view kid, core::Timestamp now) const {
    if (!fetched_at_ || now - *fetched_at_ > Tokens::kStale) return std::nullopt;
    const auto found = keys_.find(kid);
    if (found == keys_.end()) return std::nullopt;
    return found->second;
}

bool IssuerKeys::may_fetch(core::Timestamp now) const {
    return !tried_at_ || passed(*tried_at_, Tokens::kRefreshGap, now);
}

// The lock is open while the issuer is asked, so requests with known keys go on.
void IssuerKeys::fetch(Lock& lock, core::Timestamp now, std::chrono::milliseconds deadline) {
    fetching_ = true;
    tried_at_ = now;
    lock.unlock();
    auto read = ask(deadline);
    lock.lock();
    if (read) {
        keys_ = std::move(*read.value);
        fetched_at_ = now;
        last_error_.reset();
    } else {
        last_error_ = std::move(read.problem);
    }
    fetching_ = false;
    fetch_ended_.notify_all();
}

core::json::Parsed<KeySet> IssuerKeys::ask(std::chrono::milliseconds deadline) try {
    net::Request request;
    request.vendor = "clerk";
    request.url = core::Secret(url_);
    request.deadline = deadline;
    request.response_limit = kLargestKeySet;
    const auto reply = send_(request);
    seconds_.observe(std::chrono::duration<double>(reply.took).count());
    const bool answered = reply.outcome == net::Outcome::answered && reply.status == kOk;
    auto read = answered ? read_key_set(reply.body) : core::json::Parsed<KeySet>{std::nullopt, problem_of(reply)};
    (read ? fetched_ : failed_).add();
    if (!read) core::log::warn("clerk.keys_not_read", {{"issuer", issuer_}, {"why", read.problem}});
    return read;
} catch (const std::exception& error) {
    // Whatever happens, those who wait for this fetch are told that it is over.
    core::log::error("clerk.keys_not_asked", {{"issuer", issuer_}, {"why", error.what()}});
    return {std::nullopt, "could not be asked"};
}

}  // namespace promo::clerk
