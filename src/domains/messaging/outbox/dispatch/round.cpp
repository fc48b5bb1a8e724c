#include "domains/messaging/outbox/dispatch/dispatcher.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "core/enum_name.hpp"
#include "domains/messaging/outbox/waiting/repo.hpp"

namespace promo::messaging::outbox {
namespace {

constexpr seconds kIdle{30};  // so long a bot is kept when nothing waits
constexpr std::int64_t kMostAcquired = 32;
constexpr std::int64_t kMostTidied = 1000;
constexpr std::int64_t kMostCounted = 1'000'000;
constexpr std::size_t kMostBots = 10'000;

std::vector<repo::Asked> what_waits(std::vector<repo::Asked> asked, const repo::Waiting& waiting) {
    std::erase_if(asked, [&](const auto& each) { return !waiting.contains({each.telegram_id, each.priority}); });
    return asked;
}

}  // namespace

void Dispatcher::Engine::run(db::Tx& tx, Round& round) {
    round.now = clock_.now();
    round.steady = steady_();
    repo::plan_by_indexes(tx);
    note(tx, round);
    if (in_doubt_) {
        std::vector<std::string> known;
        for (const auto& [name, flight] : flights_)
            known.push_back(flight.row.id);
        repo::take_back(tx, options_.node, known);
    }
    tidy(tx, round);
    if (surroundings_.on_ended && !round.ended.empty()) surroundings_.on_ended(tx, round.ended);
    keep_lanes(tx, round);
    if (is_winding_up_) return;
    acquire(tx, round);
    claim(tx, round);
    if (round.looked_for_lanes && round.claimed.empty())
        round.lease_ends = repo::next_lease_end(tx, options_.node, round.now);
}

void Dispatcher::Engine::note(db::Tx& tx, Round& round) {
    std::vector<repo::Ack> acks;
    std::vector<repo::AttemptRow> attempts;
    std::vector<repo::GateRow> gates;
    std::vector<repo::FileRow> files;
    for (const auto& note : notes_) {
        acks.push_back(note.ack);
        if (note.attempt) attempts.push_back(*note.attempt);
        if (note.gate) gates.push_back(*note.gate);
        if (note.file) files.push_back(*note.file);
        if (note.forgets_file) repo::forget_file(tx, note.row.telegram_id, *note.row.file_key);
    }
    for (auto& ended : repo::acknowledge(tx, acks, round.now)) {
        if (ended.state != State::pending) round.ended.push_back(std::move(ended));
    }
    repo::insert_attempts(tx, attempts, options_.node);
    repo::close_gates(tx, gates);
    repo::remember_files(tx, files, round.now);
    for (const auto& note : notes_) {
        const repo::ChatOfBot chat{note.row.telegram_id, note.row.chat_id};
        if (note.fails_chat && chat.chat_id != 0) {
            auto failed = repo::fail_chat(tx, note.row.tenant_id, chat, *note.fails_chat, note.ack.error, round.now);
            std::ranges::move(failed, std::back_inserter(round.ended));
        }
        if (note.moved_to) readdress(tx, note);
        if (note.pauses) {
            repo::pause_lane(tx, chat.telegram_id, note.pauses, round.now);
            if (*note.pauses == Problem::token_refused && surroundings_.on_token_refused) {
                surroundings_.on_token_refused(tx, note.row.tenant_id, chat.telegram_id);
            }
        }
    }
    for (const auto& [bot, why] : pauses_)
        repo::pause_lane(tx, bot, why, round.now);
}

void Dispatcher::Engine::readdress(db::Tx& tx, const Note& note) {
    const auto from = note.row.chat_id;
    const auto waiting = repo::waiting_in(tx, note.row.tenant_id, {note.row.telegram_id, from}, kMostTidied);
    std::vector<repo::Readdressed> rows;
    for (const auto& row : waiting)
        rows.push_back({row.tenant_id.str(), row.id, messaging::moved(call_of(row), *note.moved_to).arguments});
    repo::readdress(tx, rows, from, *note.moved_to);
    if (surroundings_.on_moved)
        surroundings_.on_moved(tx, {note.row.tenant_id, note.row.telegram_id, from, *note.moved_to});
}

// What came too late, and what a process left behind that died.
void Dispatcher::Engine::tidy(db::Tx& tx, Round& round) {
    if (steady_() < tidy_at_ && !orphans_left_) return;
    round.tidied = true;
    std::ranges::move(repo::expire(tx, round.now, kMostTidied), std::back_inserter(round.ended));
    if (steady_() < no_reaping_before_ && !orphans_left_) return;
    std::vector<repo::Ack> acks;
    std::vector<repo::AttemptRow> attempts;
    for (const auto& row :
         repo::overdue(tx, options_.node, round.now - stretched(kGrace), orphans_left_, kMostTidied)) {
        if (flights_.contains(name_of(row))) continue;
        auto note = note_of_the_dead(row, in_doubt(standing_of(row), Problem::process_died, round.now, entropy_.unit()),
                                     round.now);
        acks.push_back(note.ack);
        attempts.push_back(*note.attempt);
    }
    for (auto& ended : repo::acknowledge(tx, acks, round.now)) {
        if (ended.state != State::pending) round.ended.push_back(std::move(ended));
    }
    repo::insert_attempts(tx, attempts, options_.node);
}

std::vector<repo::OwnLane> Dispatcher::Engine::own_lanes() const {
    std::vector<repo::OwnLane> own;
    for (const auto& [bot, lane] : lanes_.all())
        own.push_back({bot, lane.epoch, lane.pace.per_1000_seconds()});
    return own;
}

void Dispatcher::Engine::keep_lanes(db::Tx& tx, Round& round) {
    const bool gives_up = is_winding_up_ && flights_.empty();
    if (!gives_up && steady_() < renew_at_) return;
    auto own = own_lanes();
    if (gives_up) {
        repo::release_lanes(tx, options_.node, own);
        round.states.emplace();
        return;
    }
    repo::renew_lanes(tx, options_.node, own, round.now + stretched(options_.lane_lease));
    round.states = repo::lane_states(tx, options_.node, static_cast<std::int64_t>(PaceLimits{}.broadcast_per_second));
    std::set<std::int64_t> busy;
    for (const auto& state : *round.states) {
        if (state.is_busy == 1) busy.insert(state.telegram_id);
    }
    std::erase_if(own, [&](const repo::OwnLane& each) {
        const auto* lane = lanes_.find(each.telegram_id);
        return busy.contains(each.telegram_id) || lane->in_flight > 0 || !lane->idle_since ||
               steady_() - *lane->idle_since < kIdle;
    });
    repo::release_lanes(tx, options_.node, own);
    for (const auto& lane : own)
        round.released.push_back(lane.telegram_id);
}

void Dispatcher::Engine::acquire(db::Tx& tx, Round& round) {
    if (steady_() < acquire_at_ || lanes_.all().size() >= kMostBots) return;
    round.looked_for_lanes = true;
    std::vector<std::int64_t> owned;
    for (const auto& [bot, lane] : lanes_.all())
        owned.push_back(bot);
    round.acquired = repo::acquire_lanes(tx, options_.node, owned, options_.alone, round.now,
                                         round.now + stretched(options_.lane_lease), kMostAcquired);
    std::vector<std::int64_t> bots;
    for (const auto& row : round.acquired)
        bots.push_back(row.telegram_id);
    if (bots.empty()) return;
    round.lately_sent = repo::lately_sent(tx, bots, round.now);
    round.gates = repo::closed_gates(tx, bots, round.now);
    round.states = repo::lane_states(tx, options_.node, static_cast<std::int64_t>(PaceLimits{}.broadcast_per_second));
}

void Dispatcher::Engine::note_uploads() {
    for (auto& [bot, lane] : lanes_.all())
        lane.uploading.clear();
    for (const auto& [name, flight] : flights_) {
        auto* lane = lanes_.find(flight.row.telegram_id);
        if (lane != nullptr && flight.row.file_key && !flight.file_id) lane->uploading.insert(*flight.row.file_key);
    }
}

void Dispatcher::Engine::claim(db::Tx& tx, Round& round) {
    const auto steady = steady_();
    round.looked = is_trusted();
    if (!round.looked) return;
    note_uploads();
    round.asked = lanes_.ask(steady);
    const auto waiting = repo::waiting(tx, options_.node);
    const auto asked = what_waits(round.asked, waiting);
    auto found = repo::candidates(tx, asked, lanes_.busy_chats(steady), lanes_.of_each(), round.now);
    round.picked = lanes_.plan(std::move(found), steady, flights_.size());
    std::vector<repo::Wanted> wanted;
    for (const auto& each : round.picked)
        wanted.push_back({each.tenant_id.str(), each.id, each.telegram_id, lanes_.find(each.telegram_id)->epoch});
    round.claimed = repo::claim(tx, wanted, options_.node, round.now, round.now + stretched(options_.lease));
    round.looked_to = repo::looked_to(tx, Lanes::in_vain(asked, round.picked), round.now);
    if (round.claimed.empty()) round.next_due = repo::next_due(tx, what_waits(lanes_.ask_all(), waiting), round.now);
    if (steady >= count_at_) round.pending = repo::count_pending(tx, kMostCounted);
}

}  // namespace promo::messaging::outbox
