#include "domains/messaging/outbox/dispatch/flight.hpp"

#include <utility>

#include "core/json_read.hpp"

namespace promo::messaging::outbox {

void Mailbox::put(Arrival arrival) {
    const std::lock_guard lock(mutex_);
    arrived_.push_back(std::move(arrival));
    if (wake_) wake_();
}

std::vector<Arrival> Mailbox::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(arrived_, {});
}

bool Mailbox::empty() const {
    const std::lock_guard lock(mutex_);
    return arrived_.empty();
}

void Mailbox::close() {
    const std::lock_guard lock(mutex_);
    wake_ = {};
}

std::string name_of(const repo::Claimed& row) {
    return row.tenant_id.str() + '/' + row.id + '/' + std::to_string(row.attempt);
}

Call call_of(const repo::Claimed& row) {
    Call call{row.method, row.chat_id, row.arguments};
    if (row.file) call.file = core::json::parse<File>(*row.file);
    return call;
}

Standing standing_of(const repo::Claimed& row) {
    return {row.kind, row.policy, row.tries, row.refusals, row.not_after};
}

}  // namespace promo::messaging::outbox
