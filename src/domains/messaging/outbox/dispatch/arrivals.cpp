#include "domains/messaging/outbox/dispatch/dispatcher.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "core/crash_site.hpp"
#include "core/enum_name.hpp"

namespace promo::messaging::outbox {
namespace {

constexpr seconds kLookAtToken{10};  // of a bot whose token was refused

}  // namespace

void Dispatcher::Engine::collect() {
    for (auto& arrival : mailbox_->take()) {
        auto found = flights_.extract(arrival.flight);
        if (found.empty()) continue;  // it was given back
        auto flight = std::move(found.mapped());
        if (const auto* delivery = std::get_if<telegram::Delivery>(&arrival.what)) {
            core::crash_site(core::CrashSite::outbox_answered);
            end(flight);
            answered(std::move(flight), *delivery);
            continue;
        }
        file_made(std::move(flight), std::get<MadeFile>(arrival.what));
    }
}

void Dispatcher::Engine::file_made(Flight flight, const MadeFile& made) {
    flight.is_made = true;
    if (made.bytes) {
        send(std::move(flight), made.bytes);
        return;
    }
    end(flight);
    const auto now = clock_.now();
    const auto settlement = made.retry ? not_reached(standing_of(flight.row), now, entropy_.unit())
                                       : Settlement{State::failed, Problem::file_missing};
    auto note = note_of_no_file(flight.row, made.problem, settlement, now);
    note.at = steady_();
    notes_.push_back(std::move(note));
}

void Dispatcher::Engine::end(const Flight& flight) {
    auto* lane = lanes_.find(flight.row.telegram_id);
    if (lane != nullptr && lane->in_flight > 0) --lane->in_flight;
}

void Dispatcher::Engine::answered(Flight flight, const telegram::Delivery& delivery) {
    using enum telegram::Fate;
    const auto now = clock_.now();
    const auto steady = steady_();
    const auto unit = entropy_.unit();
    const auto& row = flight.row;
    auto note = note_of(row, delivery, now);
    note.at = steady;
    auto* lane = lanes_.find(row.telegram_id);
    const Leaving leaving{row.chat_id, row.kind, row.method};
    switch (delivery.fate) {
        case sent:
            if (lane != nullptr) lane->pace.accepted(row.kind, steady);
            break;
        case unknown:
            note.settle(in_doubt(standing_of(row), Problem::in_doubt, now, unit), now);
            break;
        case refused:
            if (delivery.fault && delivery.fault->problem == telegram::Problem::token_refused) {
                note.pauses = Problem::token_refused;
                pause(row.telegram_id, flight.token);
            }
            break;
        case too_many: {
            const auto wait = delivery.fault && delivery.fault->retry_after ? *delivery.fault->retry_after : seconds(1);
            const auto until = now + stretched(std::max(wait, seconds(1)));
            auto scope = row.chat_id == 0 ? Scope::bot : Scope::chat;
            if (lane != nullptr)
                scope = lane->pace.refused(leaving, flight.left_at, steady, steady + clock_.real(until - now));
            if (scope == Scope::bot && surroundings_.hold)
                surroundings_.hold(row.telegram_id, std::max(wait, seconds(1)));
            note.gate = repo::GateRow{row.tenant_id.str(), row.telegram_id, scope == Scope::bot ? 0 : row.chat_id,
                                      until.time_since_epoch().count()};
            metrics_
                .histogram("promostack_outbox_gate_seconds", "How long Telegram wants to hear nothing",
                           {{"scope", std::string(core::enum_name(scope))}})
                .observe(static_cast<double>(wait.count()));
            break;
        }
        case not_sent:
            note.settle(no_way(standing_of(row), now, unit), now);
            break;
        case moved:
        case stale_file:
            note.settle(not_reached(standing_of(row), now, unit), now);
            if (note.ack.state == "pending") note.ack.due_at.reset();
            break;
    }
    if (since(flight.claimed_at) > options_.lease) count("late_acks", row.kind);
    notes_.push_back(std::move(note));
}

void Dispatcher::Engine::give_back(const Flight& flight) {
    end(flight);
    auto note = note_of_nothing(flight.row);
    note.at = steady_();
    notes_.push_back(std::move(note));
}

// The row's lease must outlive the call.
void Dispatcher::Engine::give_back_what_is_made_too_slowly() {
    for (auto it = flights_.begin(); it != flights_.end();) {
        const auto& flight = it->second;
        if (flight.is_made || (!is_winding_up_ && is_fresh(flight))) {
            ++it;
            continue;
        }
        give_back(flight);
        it = flights_.erase(it);
    }
}

void Dispatcher::Engine::pause(std::int64_t bot, std::optional<core::Secret> token) {
    auto* lane = lanes_.find(bot);
    if (lane == nullptr || lane->is_paused) return;
    lane->is_paused = true;
    lane->refused_token = std::move(token);
    lane->look_at_token = steady_() + kLookAtToken;
}

void Dispatcher::Engine::look_at_tokens() {
    for (auto& [bot, lane] : lanes_.all()) {
        if (!lane.is_paused || steady_() < lane.look_at_token) continue;
        lane.look_at_token = steady_() + kLookAtToken;
        const auto token = surroundings_.token(lane.tenant, bot);
        const bool is_same = !token || (lane.refused_token && token->reveal() == lane.refused_token->reveal());
        if (is_same) continue;
        lane.is_paused = false;
        pauses_[bot] = std::nullopt;
    }
}

}  // namespace promo::messaging::outbox
