#include "sandbox/funderpro/world.hpp"

#include "core/error.hpp"

namespace promo::sandbox::funderpro {
namespace {

using core::Refusal;
using core::RefusalCode;

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& letter : result)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return result;
}

}  // namespace

void World::add(const Discount& discount) {
    if (discount.code.empty()) throw Refusal(RefusalCode::invalid, "A discount needs a code.", "code");
    const std::scoped_lock lock(mutex_);
    if (discounts_.size() >= kMost) throw Refusal(RefusalCode::conflict, "Reset the sandbox before you add more.");
    discounts_.insert_or_assign(upper(discount.code), discount);
}

void World::remove(std::string_view code) {
    const std::scoped_lock lock(mutex_);
    discounts_.erase(upper(code));
}

bool World::knows(std::string_view code, std::string_view product_id) const {
    const std::scoped_lock lock(mutex_);
    const auto found = discounts_.find(upper(code));
    return found != discounts_.end() && found->second.product_id.value_or(std::string(product_id)) == product_id;
}

void World::set_fault(const Fault& fault) {
    const bool sound = fault.status.value_or(500) >= 400 && fault.status.value_or(500) <= 599 &&
                       fault.count.value_or(1) >= 1 && fault.delay_ms.value_or(0) >= 0 &&
                       fault.delay_ms.value_or(0) <= kLongestDelayMs;
    if (!sound) throw Refusal(RefusalCode::invalid, "A fault is a status of 400 to 599, a delay within a minute.");
    const std::scoped_lock lock(mutex_);
    fault_ = fault;
}

Fault World::begin_look_up() {
    const std::scoped_lock lock(mutex_);
    ++look_ups_;
    const auto fault = fault_;
    if (fault_.count && --*fault_.count == 0) fault_ = {};
    return fault;
}

Status World::status() const {
    const std::scoped_lock lock(mutex_);
    Status status;
    for (const auto& entry : discounts_)
        status.discounts.push_back(entry.second);
    status.look_ups = look_ups_;
    return status;
}

void World::reset() {
    const std::scoped_lock lock(mutex_);
    discounts_.clear();
    fault_ = {};
    look_ups_ = 0;
}

}  // namespace promo::sandbox::funderpro
