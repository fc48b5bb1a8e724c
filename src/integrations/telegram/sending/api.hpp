#pragma once

#include <boost/describe/enum.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/secret.hpp"
#include "integrations/telegram/api.hpp"

namespace promo::telegram {

// A call of the Bot API as the outbox keeps it, with what it needs to leave.
struct Outgoing {
    core::Secret token;
    std::string method;
    std::string arguments;  // a JSON object. Where it names a file as `attach://file`, `file` takes that place
    struct Upload {
        std::shared_ptr<const std::string> bytes;
        std::string name;
        std::string content_type;
    };
    std::optional<Upload> file = {};
    std::chrono::milliseconds deadline{10'000};
};

// What became of it, as far as people may have seen it.
enum class Fate {
    sent,        // it took effect, now or before
    not_sent,    // it cannot have: no connection, or Telegram said so and it may be tried again
    refused,     // Telegram will not do it, however often it is asked
    too_many,    // 429: not done; `retry_after` says when
    moved,       // the chat has another id, in `moved_to`
    stale_file,  // the file_id is not good any more
    unknown,
};
BOOST_DESCRIBE_ENUM(Fate, sent, not_sent, refused, too_many, moved, stale_file, unknown)

struct Delivery {
    Fate fate = Fate::unknown;
    std::optional<Fault> fault = {};  // when it did not simply succeed
    std::optional<std::int64_t> message_id = {};
    std::optional<std::string> file_id = {};  // of the file that was sent
    std::optional<std::int64_t> moved_to = {};
    int status = 0;
    std::chrono::milliseconds took{};
};

// Returns at once; calls back once, from any thread.
using SendLater = std::function<void(Outgoing, std::function<void(Delivery)>)>;

// Over `base_url`, by a client that works in the background.
using PerformLater = std::function<void(net::Request, std::function<void(net::Reply)>)>;
SendLater sender(PerformLater perform, std::string base_url);

// The two halves of it, for whoever has a client of his own.
net::Request request_of(const Outgoing& outgoing, const std::string& base_url);
Delivery delivery_of(const std::string& method, const net::Reply& reply);

}  // namespace promo::telegram
