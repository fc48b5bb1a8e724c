#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/secret.hpp"
#include "domains/messaging/outbox/dispatch/repo.hpp"
#include "domains/messaging/outbox/pace.hpp"

namespace promo::messaging::outbox {

// A bot that this process sends for.
struct Lane {
    core::TenantId tenant;
    std::int64_t epoch = 0;
    BotPace pace;
    std::size_t in_flight = 0;
    std::set<std::string> uploading;  // what others wait for instead of uploading it too
    bool is_paused = false;
    std::optional<core::Secret> refused_token = {};  // while paused; empty: there was none
    Instant look_at_token = kLongAgo;
    std::optional<Instant> idle_since = {};
    std::map<std::int64_t, Instant> busy_chats = {};  // that kept something from leaving, and until when
    bool knows_more = false;                          // than before the last look
    std::map<int, repo::Asked> looked_to = {};        // of an urgency: nothing before this may leave now
};

// Which of what waits may leave now, and when to look again. Knows nothing of the database.
class Lanes {
public:
    struct Room {
        std::size_t per_bot = 8;
        std::size_t per_paid_bot = 128;
        std::size_t of_all = 512;
    };
    explicit Lanes(Room room) : room_(room) {}

    Lane* find(std::int64_t telegram_id);
    std::map<std::int64_t, Lane>& all() { return lanes_; }
    const std::map<std::int64_t, Lane>& all() const { return lanes_; }

    // What to look for; nothing of a bot that may send nothing now.
    std::vector<repo::Asked> ask(Instant now);
    // Those of which nothing was picked: how far did the look go?
    static std::vector<repo::Asked> in_vain(std::vector<repo::Asked> asked, const std::vector<repo::Candidate>& picked);
    // The next look goes on where these ended, and starts anew for all others that were asked.
    void go_on(const std::vector<repo::Asked>& asked, const std::vector<repo::Asked>& looked_to);
    // Everything there could be.
    std::vector<repo::Asked> ask_all() const;
    std::vector<repo::ChatOfBot> busy_chats(Instant now);
    std::int64_t of_each() const;
    // The first of each bot before the second of any. What it gives counts as having left.
    std::vector<repo::Candidate> plan(std::vector<repo::Candidate> candidates, Instant now, std::size_t in_flight);
    // When something that waits may leave; empty: not before something else happens.
    std::optional<Instant> next() const { return next_; }

private:
    std::size_t window(const Lane& lane) const;
    bool pick(Lane& lane, const repo::Candidate& candidate, Instant now, std::size_t picked);
    void look_at(Instant at) { next_ = next_ ? std::min(*next_, at) : at; }

    Room room_;
    std::map<std::int64_t, Lane> lanes_;
    std::optional<Instant> next_;
    std::int64_t last_ = 0;  // whose turn it was
};

}  // namespace promo::messaging::outbox
