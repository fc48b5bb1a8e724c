#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/id.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

namespace promo::coupons {

inline constexpr std::chrono::minutes kPassFor{30};

// Says that this tenant's code was found good, until a moment in whole seconds: whoever holds it may take pictures with
// the code away.
std::string issue_pass(const core::Secret& key, const core::TenantId& tenant, std::string_view code,
                       core::Timestamp until);
bool pass_holds(const core::Secret& key, const core::TenantId& tenant, std::string_view code, core::Timestamp until,
                std::string_view pass, core::Timestamp now);

// One picture that somebody may show elsewhere: what is drawn cannot be changed in its address.
struct Link {
    core::TenantId tenant;
    std::string slug;
    std::string file;  // `square.jpg`
    std::string text;
    bool logo = true;
    core::Timestamp until;  // whole seconds; the epoch: for ever
};
std::string sign(const core::Secret& key, const Link& link);
// Whether we made it, however long ago; `is_over` says whether it still counts.
bool signature_holds(const core::Secret& key, const Link& link, std::string_view signature);
bool is_over(const Link& link, core::Timestamp now);

}  // namespace promo::coupons
