#include "domains/broadcasts/ledger/settled.hpp"

#include "core/enum_name.hpp"
#include "core/utf8.hpp"

namespace promo::broadcasts::ledger {
namespace {

using messaging::outbox::Ended;
using messaging::outbox::Kind;
using messaging::outbox::Problem;
using Outcome = messaging::outbox::State;

constexpr std::size_t kLongestError = 300;

std::string shortened(const std::string& text) {
    return std::string(core::utf8_prefix(text, kLongestError));
}

std::optional<Recipient> removed(Recipient recipient, const Ended& ended) {
    if (recipient.state != RecipientState::sent || (recipient.reason != kRemoving && recipient.reason != kNotRemoved))
        return std::nullopt;
    if (ended.state == Outcome::sent) {
        recipient.state = RecipientState::retracted;
        recipient.reason.reset();
        recipient.error.reset();
        recipient.done_at = ended.at;
        return recipient;
    }
    recipient.reason = kNotRemoved;
    recipient.error = shortened(ended.error);
    return recipient;
}

std::optional<Recipient> arrived(Recipient recipient, const Ended& ended) {
    if (recipient.state == RecipientState::sent || recipient.state == RecipientState::retracted) return std::nullopt;
    recipient.state = RecipientState::sent;
    recipient.message_id = ended.message_id;
    recipient.reason.reset();
    recipient.error.reset();
    recipient.done_at = ended.at;
    return recipient;
}

RecipientState state_of(const Ended& ended) {
    switch (ended.state) {
        case Outcome::failed:
            return ended.problem == Problem::blocked ? RecipientState::blocked : RecipientState::failed;
        case Outcome::expired:
            return RecipientState::expired;
        case Outcome::cancelled:
            return RecipientState::cancelled;
        default:
            return RecipientState::unknown;
    }
}

}  // namespace

std::optional<Recipient> settled(const Recipient& recipient, const Ended& ended, core::Duration life) {
    if (ended.kind == Kind::broadcast_removal) return removed(recipient, ended);
    if (ended.id != recipient.outbox_id) return std::nullopt;
    if (ended.state == Outcome::sent) return arrived(recipient, ended);
    const auto to = state_of(ended);
    if (recipient.state == to ||
        (recipient.state != RecipientState::queued && recipient.state != RecipientState::unknown))
        return std::nullopt;
    auto changed = recipient;
    if (to == RecipientState::expired && ended.at < recipient.due_at + life) {
        changed.state = RecipientState::waiting;
        changed.outbox_id.reset();
        ++changed.round;
        return changed;
    }
    changed.state = to;
    if (ended.problem) changed.reason = core::enum_name(*ended.problem);
    if (!ended.error.empty()) changed.error = shortened(ended.error);
    changed.done_at = ended.at;
    return changed;
}

bool is_our_fault(const Ended& ended) {
    if (ended.state != Outcome::failed || !ended.problem) return false;
    switch (*ended.problem) {
        case Problem::refused:
        case Problem::token_refused:
        case Problem::not_connected:
        case Problem::file_missing:
        case Problem::too_many_tries:
            return true;
        default:
            return false;
    }
}

}  // namespace promo::broadcasts::ledger
