#include "domains/messaging/outbox/dispatch/lanes.hpp"

#include <algorithm>
#include <deque>
#include <tuple>
#include <utility>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace promo::messaging::outbox {
namespace {

constexpr std::size_t kMostBusyChats = 500;  // that one look skips; more are looked at in vain

// Every degree of urgency, and a kind that has it.
const std::map<int, Kind>& urgencies() {
    static const auto known = [] {
        std::map<int, Kind> kinds;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Kind>>(
            [&](auto each) { kinds.emplace(rule(each.value).priority, each.value); });
        return kinds;
    }();
    return known;
}

Leaving leaving(const repo::Candidate& candidate) {
    return {candidate.chat_id, candidate.kind, candidate.method};
}

}  // namespace

Lane* Lanes::find(std::int64_t telegram_id) {
    const auto found = lanes_.find(telegram_id);
    return found == lanes_.end() ? nullptr : &found->second;
}

std::size_t Lanes::window(const Lane& lane) const {
    return lane.pace.limits().paid_broadcast ? room_.per_paid_bot : room_.per_bot;
}

std::vector<repo::Asked> Lanes::ask(Instant now) {
    next_.reset();
    std::vector<repo::Asked> asked;
    for (const auto& [bot, lane] : lanes_) {
        if (lane.is_paused || lane.in_flight >= window(lane)) continue;
        for (const auto& [priority, kind] : urgencies()) {
            const auto at = lane.pace.earliest_of_bot(kind, now);
            if (at > now) {
                look_at(at);
                continue;
            }
            const auto place = lane.looked_to.find(priority);
            asked.push_back(place == lane.looked_to.end() ? repo::Asked{bot, priority} : place->second);
        }
    }
    return asked;
}

std::vector<repo::Asked> Lanes::in_vain(std::vector<repo::Asked> asked, const std::vector<repo::Candidate>& picked) {
    std::set<std::pair<std::int64_t, int>> found;
    for (const auto& candidate : picked)
        found.emplace(candidate.telegram_id, candidate.priority);
    std::erase_if(asked, [&](const auto& each) { return found.contains({each.telegram_id, each.priority}); });
    return asked;
}

void Lanes::go_on(const std::vector<repo::Asked>& asked, const std::vector<repo::Asked>& looked_to) {
    for (const auto& each : asked) {
        if (auto* lane = find(each.telegram_id)) lane->looked_to.erase(each.priority);
    }
    for (const auto& place : looked_to) {
        if (auto* lane = find(place.telegram_id)) lane->looked_to.emplace(place.priority, place);
    }
}

std::vector<repo::Asked> Lanes::ask_all() const {
    std::vector<repo::Asked> asked;
    for (const auto& [bot, lane] : lanes_) {
        if (lane.is_paused) continue;
        for (const auto& [priority, kind] : urgencies())
            asked.push_back({bot, priority});
    }
    return asked;
}

std::vector<repo::ChatOfBot> Lanes::busy_chats(Instant now) {
    std::vector<repo::ChatOfBot> busy;
    for (auto& [bot, lane] : lanes_) {
        std::erase_if(lane.busy_chats, [&](const auto& chat) { return chat.second <= now; });
        for (const auto& [chat, until] : lane.busy_chats) {
            look_at(until);
            if (busy.size() < kMostBusyChats) busy.push_back({bot, chat});
        }
    }
    return busy;
}

std::int64_t Lanes::of_each() const {
    const bool any_paid =
        std::ranges::any_of(lanes_, [](const auto& entry) { return entry.second.pace.limits().paid_broadcast; });
    return static_cast<std::int64_t>(any_paid ? room_.per_paid_bot : room_.per_bot);
}

bool Lanes::pick(Lane& lane, const repo::Candidate& candidate, Instant now, std::size_t picked) {
    if (lane.in_flight + picked >= window(lane)) return false;
    const bool uploads = candidate.file_key && !candidate.file_id;
    if (uploads && lane.uploading.contains(*candidate.file_key)) return false;
    const auto at = lane.pace.earliest(leaving(candidate), now);
    if (at > now) {
        look_at(at);
        if (lane.pace.earliest_of_bot(candidate.kind, now) <= now) {
            lane.knows_more |= lane.busy_chats.insert_or_assign(candidate.chat_id, at).second;
        }
        return false;
    }
    lane.pace.take(leaving(candidate), now);
    lane.knows_more = true;
    if (uploads) lane.uploading.insert(*candidate.file_key);
    return true;
}

std::vector<repo::Candidate> Lanes::plan(std::vector<repo::Candidate> candidates, Instant now, std::size_t in_flight) {
    std::ranges::sort(candidates, [](const auto& a, const auto& b) {
        return std::tie(a.telegram_id, a.priority, a.due_at, a.seq) <
               std::tie(b.telegram_id, b.priority, b.due_at, b.seq);
    });
    std::map<std::int64_t, std::deque<repo::Candidate>> waiting;
    std::map<std::pair<std::int64_t, int>, std::int64_t> found;
    for (auto& candidate : candidates) {
        ++found[{candidate.telegram_id, candidate.priority}];
        waiting[candidate.telegram_id].push_back(std::move(candidate));
    }
    std::vector<std::int64_t> turns;
    for (const auto& [bot, queue] : waiting) {
        turns.push_back(bot);
        if (auto* lane = find(bot)) lane->knows_more = false;
    }
    std::ranges::rotate(turns, std::ranges::upper_bound(turns, last_));

    std::vector<repo::Candidate> picked;
    std::map<std::int64_t, std::size_t> of_bot;
    for (bool any = true; any;) {
        any = false;
        for (const auto bot : turns) {
            auto& queue = waiting[bot];
            auto* lane = find(bot);
            while (lane != nullptr && !queue.empty() && in_flight + picked.size() < room_.of_all) {
                auto candidate = std::move(queue.front());
                queue.pop_front();
                if (!pick(*lane, candidate, now, of_bot[bot])) continue;
                ++of_bot[bot];
                last_ = bot;
                picked.push_back(std::move(candidate));
                any = true;
                break;
            }
        }
    }
    // As many as were asked for: there may be more, and another look finds others.
    for (const auto& [asked, count] : found) {
        const auto* lane = find(asked.first);
        if (lane == nullptr || count < of_each() || !lane->knows_more) continue;
        if (lane->in_flight + of_bot[asked.first] >= window(*lane)) continue;
        look_at(std::max(now, lane->pace.earliest_of_bot(urgencies().at(asked.second), now)));
    }
    return picked;
}

}  // namespace promo::messaging::outbox
