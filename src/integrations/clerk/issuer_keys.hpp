#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <variant>

#include "integrations/clerk/api.hpp"
#include "integrations/clerk/key_set.hpp"

namespace promo::clerk {

// The keys of one issuer and when they were fetched; the rules are those of Tokens. Locks itself.
class IssuerKeys {
public:
    // `issuer` without a slash at its end.
    IssuerKeys(std::string issuer, net::Send send, const core::Clock& clock, core::Metrics& metrics);

    // May fetch, or wait for another's fetch.
    std::variant<SigningKey, Failure> find(std::string_view kid);
    void refresh_if_due();
    KeySetState state() const;

private:
    using Lock = std::unique_lock<std::mutex>;

    std::optional<SigningKey> held(std::string_view kid, core::Timestamp now) const;
    bool may_fetch(core::Timestamp now) const;
    void fetch(Lock& lock, core::Timestamp now, std::chrono::milliseconds deadline);
    core::json::Parsed<KeySet> ask(std::chrono::milliseconds deadline);

    const std::string issuer_;
    const std::string url_;
    const net::Send send_;
    const core::Clock& clock_;
    core::Counter fetched_;
    core::Counter failed_;
    core::Histogram seconds_;

    mutable std::mutex mutex_;
    std::condition_variable fetch_ended_;
    bool fetching_ = false;
    std::size_t waiting_ = 0;
    KeySet keys_;
    std::optional<core::Timestamp> fetched_at_;
    std::optional<core::Timestamp> tried_at_;
    std::optional<std::string> last_error_;
};

}  // namespace promo::clerk
