#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace promo::http {

// Between those who publish and the connection that writes. Publishers never wait: what the reader does not take in
// time piles up here, and at kMaxBuffered bytes the reader is given up.
class EventBuffer final : public EventStream {
public:
    static constexpr std::size_t kMaxBuffered = 256 << 10;

    // `head` goes out first. `wake` is called, from any thread, when there is something to take or the stream was
    // closed.
    EventBuffer(std::string head, std::function<void()> wake);

    bool send(std::string_view event, std::string_view data) override;
    void close() override;

    // For the connection. What was taken counts as buffered until the next take.
    struct Taken {
        std::string bytes;
        bool closed = false;  // nothing follows
    };
    Taken take();
    bool dropped();      // the reader was too slow
    bool heartbeat();    // a comment that keeps the way open; false when closed
    void reader_gone();  // from now on `send` says false

private:
    bool append(std::string_view text);

    std::mutex mutex_;
    std::string pending_;
    std::size_t in_flight_ = 0;
    bool wanted_ = true;  // the connection waits for a wake
    bool closed_ = false;
    bool dropped_ = false;
    std::function<void()> wake_;
};

// One event as it goes over the wire. Line breaks in `event` are dropped, those in `data` are kept.
std::string event_text(std::string_view event, std::string_view data);

}  // namespace promo::http
