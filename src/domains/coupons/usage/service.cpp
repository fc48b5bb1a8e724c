#include "domains/coupons/usage/service.hpp"

#include "core/utf8.hpp"
#include "domains/coupons/usage/repo.hpp"

namespace promo::coupons::usage {
namespace {

constexpr std::size_t kLongestCode = 255;  // bytes

}  // namespace

void Service::record(db::Tx& tx, const core::TenantId& tenant, std::span<const Usage> rows, core::Timestamp now) {
    std::vector<repo::Row> with_ids;
    with_ids.reserve(rows.size());
    for (const auto& row : rows) {
        with_ids.push_back({row, entropy_.uuid(now)});
        auto& code = with_ids.back().coupon_code;
        if (code.size() > kLongestCode) code = core::to_valid_utf8(code.substr(0, kLongestCode));
    }
    repo::insert(tx, tenant, with_ids, now);
}

}  // namespace promo::coupons::usage
