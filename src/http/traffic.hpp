#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/metrics.hpp"
#include "http/dispatcher.hpp"

namespace promo::http {

// Counts and logs what one io thread answers. Instruments are looked up once per route; a path never becomes a label.
class Traffic {
public:
    explicit Traffic(core::Metrics& metrics);

    void opened() { connections_.add(1); }
    void closed() { connections_.add(-1); }
    void started() { in_flight_.add(1); }
    void finished() { in_flight_.add(-1); }
    void answered(const Exchange& exchange, int status, std::size_t bytes);

private:
    struct Instruments {
        explicit Instruments(core::Histogram histogram) : seconds(histogram) {}
        core::Histogram seconds;
        std::array<std::optional<core::Counter>, 6> by_class;  // 1xx to 5xx; index 0 is not used
    };
    struct Key {
        const Route* route;
        const char* method;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const {
            return std::hash<const void*>{}(key.route) ^ (std::hash<const void*>{}(key.method) << 1);
        }
    };
    Instruments& instruments(const Exchange& exchange);

    core::Metrics& metrics_;
    core::Gauge connections_;
    core::Gauge in_flight_;
    std::unordered_map<Key, Instruments, KeyHash> instruments_;
};

}  // namespace promo::http
