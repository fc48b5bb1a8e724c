#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "http/body_budget.hpp"
#include "http/connection.hpp"

namespace promo::http {

// While a pool runs the request, that pool's thread alone touches this.
struct Connection::Work {
    explicit Work(Service& service) : reader(service.limits.header_bytes), share(service.bodies) {}

    RequestReader reader;
    BodyShare share;
    std::chrono::steady_clock::time_point body_due;
    Exchange exchange;
    std::chrono::steady_clock::time_point queued;
    std::optional<Response> response;
    Answer answer;
    std::size_t written = 0;
    std::size_t progress = 0;
    std::chrono::steady_clock::time_point discard_until;
    std::shared_ptr<EventBuffer> stream;
    std::string events;  // being written
    bool writing_events = false;
    bool started = false;                    // counted as in flight
    std::shared_ptr<Connection> kept_alive;  // while a pool has it
};

}  // namespace promo::http
