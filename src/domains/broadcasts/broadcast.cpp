#include "domains/broadcasts/broadcast.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/described.hpp"
#include "core/error.hpp"
#include "core/trim.hpp"
#include "core/utf8.hpp"

namespace promo::broadcasts {
namespace {

using core::Refusal;
using core::RefusalCode;

struct Rule {
    Move move;
    std::vector<State> from;
    std::string_view verb;
};

const std::array<Rule, 10>& rules() {
    using enum State;
    static const std::array<Rule, 10> table{{
        {Move::edit, {draft, scheduled}, "changed"},
        {Move::remove, {draft, cancelled, finished}, "deleted"},
        {Move::start, {draft, scheduled}, "started"},
        {Move::pause, {running}, "paused"},
        {Move::resume, {paused}, "resumed"},
        {Move::cancel, {scheduled, running, paused}, "cancelled"},
        {Move::retract, {cancelled, finished}, "retracted"},
        {Move::retry, {running, paused, finished}, "tried again"},
        {Move::send_unknown_again, {running, paused, finished}, "sent again to those in doubt"},
        {Move::leave_unknown, {running, paused, cancelled, finished}, "left as it is"},
    }};
    return table;
}

const Rule& rule(Move move) {
    const auto found = std::ranges::find(rules(), move, &Rule::move);
    if (found == rules().end()) throw std::logic_error("a move without a rule");
    return *found;
}

constexpr std::size_t kWordsOfText = 50;
constexpr std::int64_t kTenSeconds = 10'000'000;
constexpr std::int64_t kBeatsOfAMinute = 6;
constexpr std::string_view kCause = "broadcast:";

std::int64_t beat_at(core::Timestamp time) {
    return time.time_since_epoch().count() / kTenSeconds;
}

}  // namespace

bool allowed(Move move, State state) {
    return std::ranges::find(rule(move).from, state) != rule(move).from.end();
}

void require(Move move, State state) {
    if (allowed(move, state)) return;
    std::string from;
    for (const auto& each : rule(move).from)
        from += (from.empty()                     ? ""
                 : each == rule(move).from.back() ? " or "
                                                  : ", ") +
                std::string(core::enum_name(each));
    throw Refusal(RefusalCode::conflict, "This broadcast is " + std::string(core::enum_name(state)) + ". It can be " +
                                             std::string(rule(move).verb) + " while it is " + from + '.');
}

std::int64_t& Counts::of(RecipientState state) {
    switch (state) {
        case RecipientState::waiting:
            return waiting;
        case RecipientState::queued:
            return queued;
        case RecipientState::sent:
            return sent;
        case RecipientState::failed:
            return failed;
        case RecipientState::blocked:
            return blocked;
        case RecipientState::unknown:
            return unknown;
        case RecipientState::expired:
            return expired;
        case RecipientState::skipped:
            return skipped;
        case RecipientState::cancelled:
            return cancelled;
        case RecipientState::retracted:
            return retracted;
    }
    throw std::logic_error("a recipient without a state");
}

void Counts::move(RecipientState from, RecipientState to, std::int64_t how_many) {
    of(from) -= how_many;
    of(to) += how_many;
}

void note(Pace& pace, std::int64_t ended, core::Timestamp now) {
    const auto current = beat_at(now);
    std::erase_if(pace, [&](const Beat& beat) { return beat.ten_seconds <= current - kBeatsOfAMinute - 1; });
    const auto found = std::ranges::find(pace, current, &Beat::ten_seconds);
    if (found != pace.end())
        found->ended += ended;
    else
        pace.push_back({current, ended});
}

std::optional<double> per_second(const Pace& pace, core::Timestamp started, core::Timestamp now) {
    const auto current = beat_at(now);
    std::int64_t ended = 0;
    for (const auto& beat : pace) {
        if (beat.ten_seconds > current - kBeatsOfAMinute && beat.ten_seconds <= current) ended += beat.ended;
    }
    if (ended == 0) return std::nullopt;
    // From the beginning of the oldest of these ten seconds that it was running in.
    const core::Timestamp oldest{core::Duration((current - kBeatsOfAMinute + 1) * kTenSeconds)};
    const std::chrono::duration<double> span = now - std::max(started, oldest);
    return static_cast<double>(ended) / std::max(span.count(), 1.0);
}

std::string cause_of(std::string_view broadcast) {
    return std::string(kCause) + std::string(broadcast);
}

std::optional<std::string> broadcast_of(std::string_view cause) {
    if (!cause.starts_with(kCause)) return std::nullopt;
    return std::string(cause.substr(kCause.size()));
}

std::string checked_name(std::string_view name, const Content& content) {
    const std::string trimmed(core::trimmed(name));
    if (core::utf8_length(trimmed) > kLongestName)
        throw Refusal(RefusalCode::invalid, "A name has at most 100 characters.", "name");
    if (!trimmed.empty()) return trimmed;
    const std::string plain = plain_text(content);
    const std::string first(core::trimmed(std::string_view(plain).substr(0, plain.find('\n'))));
    if (first.empty()) return "Broadcast";
    const auto beginning = core::utf8_prefix(first, kWordsOfText);
    if (beginning.size() == first.size()) return first;
    const auto blank = std::min(beginning.rfind(' '), beginning.size());
    return std::string(core::trimmed(beginning.substr(0, blank))) + "…";
}

}  // namespace promo::broadcasts
