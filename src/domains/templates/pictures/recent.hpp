#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace promo::templates::pictures {

// The values that were asked for last, up to a size all together. Safe from any thread.
template <class Value>
class Recent {
public:
    explicit Recent(std::size_t most_bytes) : most_bytes_(most_bytes) {}

    std::optional<Value> find(const std::string& key) {
        const std::lock_guard lock(mutex_);
        const auto found = places_.find(key);
        if (found == places_.end()) return std::nullopt;
        entries_.splice(entries_.begin(), entries_, found->second);
        return found->second->value;
    }

    // One that is larger than all the room is not kept.
    void put(const std::string& key, Value value, std::size_t bytes) {
        const std::lock_guard lock(mutex_);
        if (bytes > most_bytes_ || places_.contains(key)) return;
        while (bytes_ + bytes > most_bytes_)
            drop_last();
        entries_.push_front({key, std::move(value), bytes});
        places_.emplace(key, entries_.begin());
        bytes_ += bytes;
    }

private:
    struct Entry {
        std::string key;
        Value value;
        std::size_t bytes = 0;
    };

    void drop_last() {
        bytes_ -= entries_.back().bytes;
        places_.erase(entries_.back().key);
        entries_.pop_back();
    }

    const std::size_t most_bytes_;
    std::mutex mutex_;
    std::list<Entry> entries_;  // the latest first
    std::unordered_map<std::string, typename std::list<Entry>::iterator> places_;
    std::size_t bytes_ = 0;
};

}  // namespace promo::templates::pictures
