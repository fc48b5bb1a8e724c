#include "domains/messaging/outbox/dispatch/delivery_notes.hpp"

#include "core/enum_name.hpp"

namespace promo::messaging::outbox {
namespace {

Problem problem_of(telegram::Problem problem) {
    switch (problem) {
        case telegram::Problem::blocked:
            return Problem::blocked;
        case telegram::Problem::chat_not_found:
        case telegram::Problem::not_in_chat:
            return Problem::chat_gone;
        case telegram::Problem::no_rights:
            return Problem::no_rights;
        default:
            return Problem::refused;
    }
}

repo::AttemptRow attempt_of(const repo::Claimed& row, std::string outcome, core::Timestamp now) {
    return {.tenant_id = row.tenant_id.str(),
            .outbox_id = row.id,
            .attempt = row.attempt,
            .ended_at = now.time_since_epoch().count(),
            .outcome = std::move(outcome),
            .status = 0,
            .took_ms = 0,
            .words = {}};
}

}  // namespace

void Note::settle(const Settlement& settlement, core::Timestamp now) {
    ack.state = core::enum_name(settlement.state);
    ack.problem.reset();
    ack.due_at.reset();
    ack.done_at.reset();
    if (settlement.problem) ack.problem = std::string(core::enum_name(*settlement.problem));
    if (settlement.due_at) ack.due_at = settlement.due_at->time_since_epoch().count();
    if (settlement.state != State::pending) ack.done_at = now.time_since_epoch().count();
}

Note note_of_nothing(const repo::Claimed& row) {
    Note note;
    note.row = row;
    note.ack.tenant_id = row.tenant_id.str();
    note.ack.id = row.id;
    note.ack.attempt = row.attempt;
    note.ack.state = core::enum_name(State::pending);
    return note;
}

Note note_of(const repo::Claimed& row, const telegram::Delivery& delivery, core::Timestamp now) {
    using enum telegram::Fate;
    auto note = note_of_nothing(row);
    note.ack.message_id = delivery.message_id;
    if (delivery.fault) note.ack.error = delivery.fault->description;
    if (delivery.fate != sent) {
        note.attempt = attempt_of(row, std::string(core::enum_name(delivery.fate)), now);
        note.attempt->status = delivery.status;
        note.attempt->took_ms = delivery.took.count();
        note.attempt->words = note.ack.error;
    }
    switch (delivery.fate) {
        case sent:
            note.settle({State::sent}, now);
            note.ack.error.clear();
            note.ack.tried = 1;
            if (delivery.file_id && row.file_key) {
                note.file = repo::FileRow{row.tenant_id.str(), row.telegram_id, *row.file_key, *delivery.file_id};
            }
            break;
        case refused: {
            const auto why = delivery.fault ? delivery.fault->problem : telegram::Problem::bad_request;
            if (why == telegram::Problem::token_refused) break;
            const auto problem = problem_of(why);
            note.settle({State::failed, problem}, now);
            if (problem == Problem::blocked || problem == Problem::chat_gone) note.fails_chat = problem;
            break;
        }
        case moved:
            note.moved_to = delivery.moved_to;
            note.ack.unreached = 1;
            break;
        case stale_file:
            note.forgets_file = row.file_key.has_value();
            note.ack.unreached = 1;
            break;
        case not_sent:
            note.ack.unreached = 1;
            break;
        case unknown:
            note.ack.tried = 1;
            break;
        case too_many:
            break;
    }
    return note;
}

Note note_of_no_file(const repo::Claimed& row, const std::string& why, const Settlement& settlement,
                     core::Timestamp now) {
    auto note = note_of_nothing(row);
    note.settle(settlement, now);
    note.ack.error = why;
    note.ack.unreached = 1;
    note.attempt = attempt_of(row, "no_file", now);
    note.attempt->words = why;
    return note;
}

Note note_of_the_dead(const repo::Claimed& row, const Settlement& settlement, core::Timestamp now) {
    auto note = note_of_nothing(row);
    note.settle(settlement, now);
    note.ack.error = "the program ended while the message was on its way";
    note.ack.tried = 1;
    note.attempt = attempt_of(row, "process_died", now);
    note.attempt->words = note.ack.error;
    return note;
}

}  // namespace promo::messaging::outbox
