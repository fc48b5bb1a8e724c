#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace promo::sandbox {

// One POST that an imitated vendor makes to the product.
struct Delivery {
    std::int64_t id = 0;
    std::string vendor;
    std::string url;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string ip;  // connect to this address instead of asking for the host's; empty: ask
    std::chrono::milliseconds deadline{30'000};
};

struct DeliveryResult {
    int status = 0;  // 0: there was no answer, `error` says why
    std::optional<std::chrono::seconds> retry_after;
    std::string body;
    std::string error;
    std::chrono::milliseconds took{};
};

// The way out, which app/ connects to the HTTP client. `post` must not block for long; `done` is called exactly once,
// from any thread, also before `post` returns.
class Poster {
public:
    virtual ~Poster() = default;
    virtual void post(Delivery delivery, std::function<void(DeliveryResult)> done) = 0;
};

}  // namespace promo::sandbox
