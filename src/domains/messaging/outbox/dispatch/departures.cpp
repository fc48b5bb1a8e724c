#include "domains/messaging/outbox/dispatch/dispatcher.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "core/crash_site.hpp"
#include "core/enum_name.hpp"
#include "core/json_write.hpp"
#include "core/log.hpp"

namespace promo::messaging::outbox {
namespace {

constexpr std::string_view kAttached = "\"attach://file\"";

std::string with_file_id(std::string arguments, const std::string& file_id) {
    if (const auto at = arguments.find(kAttached); at != std::string::npos) {
        arguments.replace(at, kAttached.size(), core::json::to_text(file_id));
    }
    return arguments;
}

std::string paid(const std::string& arguments) {
    return "{\"allow_paid_broadcast\":true" + std::string(arguments == "{}" ? "" : ",") + arguments.substr(1);
}

}  // namespace

void Dispatcher::Engine::hand_over(Round& round) {
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < round.claimed.size(); ++i)
        places.emplace(round.claimed[i].id, i);
    for (const auto& picked : round.picked) {
        const auto found = places.find(picked.id);
        auto* lane = lanes_.find(picked.telegram_id);
        if (found == places.end()) continue;
        Flight flight{
            .row = std::move(round.claimed[found->second]), .file_id = picked.file_id, .claimed_at = round.begun()};
        if (lane != nullptr) ++lane->in_flight;
        const std::chrono::duration<double> lag = clock_.now() - flight.row.due_at;
        metrics_
            .histogram("promostack_outbox_lag_seconds", "From due to handed over",
                       {{"kind", std::string(core::enum_name(flight.row.kind))}})
            .observe(lag.count());
        if (!flight.row.file || flight.file_id) {
            send(std::move(flight), nullptr);
            continue;
        }
        flight.is_made = false;
        const auto name = name_of(flight.row);
        const auto tenant = flight.row.tenant_id;
        const auto file = core::json::parse<File>(*flight.row.file);
        flights_.emplace(name, std::move(flight));
        surroundings_.make_file(tenant, file, [mailbox = mailbox_, name](MadeFile made) {
            mailbox->put({name, std::move(made)});
        });
    }
    metrics_.gauge("promostack_outbox_in_flight", "Messages that are on their way")
        .set(static_cast<double>(flights_.size()));
}

// Nothing leaves for a bot that is not connected, or has gone to another tenant.
Dispatcher::Engine::Pass Dispatcher::Engine::pass_of(const repo::Claimed& row) {
    try {
        auto token = surroundings_.token(row.tenant_id, row.telegram_id);
        if (token) return {.token = std::move(token)};
        const auto* lane = lanes_.find(row.telegram_id);
        if (lane != nullptr && lane->tenant != row.tenant_id) return {.is_anothers = true};
        pause(row.telegram_id, std::nullopt);
        pauses_[row.telegram_id] = Problem::not_connected;
    } catch (const std::exception& error) {
        core::log::warn("outbox.no_token", {{"bot", row.telegram_id}, {"problem", error.what()}});
    }
    return {};
}

void Dispatcher::Engine::give_up(const Flight& flight) {
    end(flight);
    auto note = note_of_nothing(flight.row);
    note.settle({State::failed, Problem::not_connected}, clock_.now());
    note.at = steady_();
    notes_.push_back(std::move(note));
}

// Whoever stood still after the claim must notice before the first byte leaves. What is left is the moment between this
// and the socket: no clock can be asked in the middle of it.
bool Dispatcher::Engine::is_fresh(const Flight& flight) const {
    return clock_.now() < flight.row.not_after &&
           since(flight.claimed_at) + options_.deadline + kGrace < options_.lease;
}

void Dispatcher::Engine::send(Flight flight, std::shared_ptr<const std::string> bytes) {
    const auto& row = flight.row;
    auto* lane = lanes_.find(row.telegram_id);
    const auto steady = steady_();
    const bool is_ours = lane != nullptr && !lane->is_paused && is_trusted() && is_fresh(flight);
    const auto pass = is_ours ? pass_of(row) : Pass{};
    if (!pass.token) {
        pass.is_anothers ? give_up(flight) : give_back(flight);
        return;
    }
    auto call = call_of(row);
    if (is_marked(standing_of(row))) {
        call = marked_as_repeat(call);
        count("repeats", row.kind);
    }
    telegram::Outgoing outgoing{.token = *pass.token,
                                .method = row.method,
                                .arguments = std::move(call.arguments),
                                .deadline = options_.deadline};
    if (flight.file_id) outgoing.arguments = with_file_id(std::move(outgoing.arguments), *flight.file_id);
    if (bytes) outgoing.file = {std::move(bytes), call.file->name, call.file->content_type};
    if (row.kind == Kind::broadcast && lane->pace.limits().paid_broadcast)
        outgoing.arguments = paid(outgoing.arguments);
    flight.left_at = steady;
    flight.token = *pass.token;
    const auto name = name_of(row);
    flights_.insert_or_assign(name, std::move(flight));
    core::crash_site(core::CrashSite::outbox_handed_over);
    surroundings_.send(std::move(outgoing), [mailbox = mailbox_, name](telegram::Delivery delivery) {
        mailbox->put({name, std::move(delivery)});
    });
}

}  // namespace promo::messaging::outbox
