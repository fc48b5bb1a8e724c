#pragma once

#include <span>

#include "core/entropy.hpp"
#include "db/tx.hpp"
#include "domains/coupons/usage/usage.hpp"

namespace promo::coupons::usage {

// The log of what was done with coupons, which everything that is counted comes from. Part of the caller's transaction.
// Safe from any thread.
class Service {
public:
    explicit Service(core::Entropy& entropy) : entropy_(entropy) {}

    // What is longer than a coupon can be is cut.
    void record(db::Tx& tx, const core::TenantId& tenant, std::span<const Usage> rows, core::Timestamp now);

private:
    core::Entropy& entropy_;
};

}  // namespace promo::coupons::usage
