#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "core/id.hpp"
#include "core/time.hpp"

namespace promo::connections {

// Values of tenants that may be a little old. Bounded. Locks itself.
//
// Whoever reads a value to keep it asks for `generation` first: when something was forgotten while he was reading, what
// he read may be the old one, and is not kept.
template <class Value>
class TimedCache {
public:
    static constexpr std::size_t kMost = 10'000;

    explicit TimedCache(core::Duration keep_for) : keep_for_(keep_for) {}

    std::optional<Value> find(const std::string& key, core::Timestamp now) const {
        const std::lock_guard lock(mutex_);
        const auto found = entries_.find(key);
        if (found == entries_.end() || now >= found->second.until) return std::nullopt;
        return found->second.value;
    }

    std::uint64_t generation() const {
        const std::lock_guard lock(mutex_);
        return generation_;
    }

    void keep(const std::string& key, const core::TenantId& tenant, Value value, std::uint64_t read_in,
              core::Timestamp now) {
        const std::lock_guard lock(mutex_);
        if (read_in != generation_) return;
        if (entries_.size() >= kMost)
            std::erase_if(entries_, [&](const auto& entry) { return now >= entry.second.until; });
        if (entries_.size() >= kMost) entries_.clear();
        entries_.insert_or_assign(key, Entry{tenant, std::move(value), now + keep_for_});
    }

    void forget(const core::TenantId& tenant) {
        const std::lock_guard lock(mutex_);
        ++generation_;
        std::erase_if(entries_, [&](const auto& entry) { return entry.second.tenant == tenant; });
    }

    void forget_all() {
        const std::lock_guard lock(mutex_);
        ++generation_;
        entries_.clear();
    }

private:
    struct Entry {
        core::TenantId tenant;
        Value value;
        core::Timestamp until;
    };

    const core::Duration keep_for_;
    mutable std::mutex mutex_;
    std::uint64_t generation_ = 0;
    std::map<std::string, Entry> entries_;
};

}  // namespace promo::connections
